"""Building columns of answers, against psql copying the same columns out."""

import json
import subprocess
import time

from surveys import KINDS, answer

NAME = "columns"
WHAT = "columns of answers built from the stored responses of 13 questions, over two connections (20,000; 200,000; 2 million)"
UNIT, HIGHER_IS_BETTER = "rows a second", True
REFERENCE, REACH, LIMIT = "psql, COPY of 13 smallint columns to a pipe", 0.8, None
SCALES = (1, 10, 100)


def sample_table(people):
    """Rows for `hark response import`: what 200 made-up people answer."""
    many = [n for n in range(13) if n % KINDS == 4]
    single = [n for n in range(13) if n % KINDS != 4]
    heading = ["_answered_on", "_mode", "consent.analyse", "consent.quote"] + [f"q{n}" for n in single]
    yield ",".join(heading + [f"q{n}.m{part}" for n in many for part in range(1, 5)])
    for seed in range(people):
        cells = ["2026-10-01", "in_person", "1", "0"]
        cells += ["yes" if answer(n, seed) is True else str(answer(n, seed)) for n in single]
        cells += [str(int(f"m{part}" in answer(n, seed))) for n in many for part in range(1, 5)]
        yield ",".join(cells)


class Line:
    def __init__(self, world, scale):
        self.size = 20_000 * scale
        self.world = world
        world.set_up_hark()
        world.token("counter", "coordinator")
        self._record_samples()
        self._fill()

    def _record_samples(self):
        """Two hundred responses through Hark, whose rows are then stored over and over."""
        have = int(self.world.psql("select count(*) from hark.response where survey_module = 'bench-neighbours'"))
        if have >= 200:
            return
        path = self.world.folder / "samples.csv"
        path.write_text("\n".join(sample_table(200)) + "\n")
        self.world.run("response", "import", "bench-neighbours", str(path))

    def _fill(self):
        # Superuser, triggers off: what is measured is reading, and the rows are copies of judged ones.
        self.world.psql(f"""
            set session_replication_role = replica;
            with sample as (
              select * from hark.response where survey_module = 'bench-neighbours' order by created_at, id limit 200
            ), missing as (
              select {self.size} - count(*) as number from hark.response where survey_module = 'bench-neighbours')
            insert into hark.response (partnership_id, id, survey_module, survey_version, series, basis, answered_on,
              mode, language, answers, coded, record_key, late, created_by)
            select partnership_id, gen_random_uuid(), survey_module, survey_version, series, basis, answered_on, mode,
              language, answers, coded, record_key, late, created_by
            from missing, generate_series(1, (missing.number + 199) / 200), sample where missing.number > 0;
            delete from hark.response where ctid in (
              select ctid from hark.response where survey_module = 'bench-neighbours' offset {self.size});
            """)
        self.world.psql(f"""
            drop table if exists public.answers;
            create table public.answers as select {', '.join(f'{n % 6}::smallint as q{n}' for n in range(13))}
              from generate_series(1, {self.size});
            """)
        self.world.psql("vacuum (analyze) hark.response")
        self.world.psql("vacuum (analyze) public.answers")
        self.world.settle()

    def ours(self):
        done = subprocess.run(
            [self.world.bench, "columns", "bench-neighbours"], env=self.world.environment, capture_output=True,
            text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        found = json.loads(done.stdout)
        assert found["count"] == self.size, found
        self.note = f"{found['resident_megabytes']:.0f} MB resident"
        return self.size / found["seconds"]

    def reference(self):
        start = time.perf_counter()
        with subprocess.Popen(
            ["psql", "-Xq", "-d", self.world.connection(), "-c", "copy public.answers to stdout"],
            stdout=subprocess.PIPE) as child:
            while child.stdout.read(1 << 20):
                pass
        if child.returncode != 0:
            raise RuntimeError("psql failed")
        return self.size / (time.perf_counter() - start)

    def close(self):
        pass
