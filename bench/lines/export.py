"""Exporting a wide survey as CSV, against psql copying out a table that has the same columns."""

import os
import random
import subprocess
import time

from surveys import CONSENT, HEAD

NAME = "export"
WHAT = "responses of 510 questions exported as CSV by `hark response export` (13,223; 132,229)"
UNIT, HIGHER_IS_BETTER = "rows a second", True
REFERENCE, REACH, LIMIT = "psql, COPY of the table with those 510 columns as CSV to a pipe", 0.5, None
SCALES = (1, 10)
QUESTIONS = 510
SAMPLES = 1_000
CHOICES = ("very_good", "good", "neither", "poor", "very_poor")
PARTS = ("home", "street", "park", "shops", "transport", "nowhere")
WORDS = "the bus comes late and the square is dark in winter but people here help each other when it snows".split()


def kind(number):
    """What sort of question: most have choices, one in fifty-one wants words."""
    for end, name in ((21, "choose_one"), (31, "yes_no"), (41, "scale"), (44, "choose_many"), (47, "whole_number"),
                      (49, "number"), (50, "date"), (51, "text")):
        if number % 51 < end:
            return name


def question(number):
    lines = [f"  - id: q{number}", f"    ask: Made-up question number {number}?", f"    type: {kind(number)}"]
    choices = {"choose_one": CHOICES, "choose_many": PARTS}.get(kind(number), ())
    if choices:
        lines += ["    choices:"] + [f"      - {code} {word}: {word}" for code, word in enumerate(choices, 1)]
    if kind(number) == "scale":
        lines += ["    from: 0", "    to: 10"]
    return "\n".join(lines)


def cell(number, chance):
    """An answer as a table has it; one in twelve is missing, and half of the words."""
    what = kind(number)
    if chance.random() < (0.5 if what == "text" else 0.08):
        return ""
    return {
        "choose_one": lambda: chance.choice(CHOICES), "yes_no": lambda: chance.choice(("yes", "no")),
        "scale": lambda: str(chance.randint(0, 10)), "whole_number": lambda: str(chance.randint(-50, 5000)),
        "choose_many": lambda: ";".join(part for part in PARTS if chance.random() < 0.4),
        "number": lambda: str(round(chance.uniform(-10, 100), 2)),
        "date": lambda: f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "text": lambda: " ".join(chance.choice(WORDS) for _ in range(chance.randint(3, 20))) + ".",
    }[what]()


def column(number):
    """The column of the reference's table."""
    return {"scale": "smallint", "whole_number": "integer", "number": "double precision",
            "date": "date"}.get(kind(number), "text")


class Line:
    format = "csv"

    def __init__(self, world, scale):
        self.size = {1: 13_223, 10: 132_229}[scale]
        self.world = world
        world.set_up_hark()
        self._publish()
        self._fill()

    def _publish(self):
        folder = self.world.surveys / "bench-wide"
        if folder.exists():
            return
        folder.mkdir(parents=True)
        (folder / "survey.yaml").write_text(
            HEAD.replace("NAME", "bench-wide") + "\n".join(question(n) for n in range(QUESTIONS)) + "\n")
        assert (self.world.surveys / "blocks" / "consent-bench@1" / "block.yaml").read_text() == CONSENT
        self.world.run("survey", "publish", "bench-wide")
        chance = random.Random(510)
        path = self.world.folder / "wide.csv"
        with open(path, "w") as file:
            file.write(",".join(["consent.analyse", "consent.quote"] + [f"q{n}" for n in range(QUESTIONS)]) + "\n")
            for _ in range(SAMPLES):
                file.write(",".join(["yes", "no"] + [cell(n, chance) for n in range(QUESTIONS)]) + "\n")
        self.world.run("response", "import", "bench-wide", str(path))

    def _fill(self):
        # Superuser, triggers off: what is measured is reading, and the rows are copies of judged ones.
        number = int(self.world.psql("select count(*) from hark.response where survey_module = 'bench-wide'"))
        if number < self.size:
            self.world.psql(f"""
                set session_replication_role = replica;
                create temporary table copy as
                  select partnership_id, id as old, gen_random_uuid() as id from (
                    select partnership_id, id from hark.response where survey_module = 'bench-wide'
                    order by created_at, id limit {SAMPLES}) s, generate_series(1, {self.size // SAMPLES + 1})
                  limit {self.size - number};
                insert into hark.consent (partnership_id, id, wording, language, form, given_at, created_by)
                  select c.partnership_id, copy.id, wording, language, form, given_at, created_by
                  from copy join hark.consent c on c.id = copy.old;
                insert into hark.consent_scope (partnership_id, consent_id, scope, given, created_by)
                  select s.partnership_id, copy.id, scope, given, created_by
                  from copy join hark.consent_scope s on s.consent_id = copy.old;
                insert into hark.response (partnership_id, id, survey_module, survey_version, series, basis,
                    answered_on, mode, language, answers, coded, record_key, late, created_by)
                  select r.partnership_id, copy.id, survey_module, survey_version, series, basis, answered_on, mode,
                    language, answers, coded, record_key, late, created_by
                  from copy join hark.response r on r.id = copy.old;
                """)
        columns = ", ".join(f"q{n} {column(n)}" for n in range(QUESTIONS))
        self.world.psql(f"""
            drop table if exists public.wide;
            create table public.wide as select a.* from (
                select answers from hark.response where survey_module = 'bench-wide' limit {self.size}) r,
              jsonb_to_record(r.answers) as a ({columns});
            """)
        for table in ("hark.response", "hark.consent_scope", "public.wide"):
            self.world.psql(f"vacuum (analyze) {table}")

    def _read(self, child):
        """Reads all that a process prints: its bytes, and when the first came."""
        start, first, count = time.perf_counter(), None, 0
        while part := child.stdout.read1(1 << 20):
            first = first or time.perf_counter() - start
            count += len(part)
        return count, first

    def ours(self):
        self.world.settle()
        start = time.perf_counter()
        child = subprocess.Popen(
            [self.world.hark, "response", "export", "bench-wide", "--format", self.format],
            env=self.world.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        size, first = self._read(child)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said = child.stderr.read().decode()
        if child.returncode != 0 or f"{self.size} responses exported" not in said:
            raise RuntimeError(f"hark ended with {child.returncode}: {said}")
        self.note = (f"first byte after {first * 1000:.0f} ms, {size / 1e6:.0f} MB, "
                     f"{usage.ru_maxrss / 1024:.0f} MB resident")
        return self.size / (time.perf_counter() - start)

    def reference(self):
        self.world.settle()
        start = time.perf_counter()
        with subprocess.Popen(
            ["psql", "-Xq", "-d", self.world.connection(), "-c", "copy public.wide to stdout (format csv, header)"],
            stdout=subprocess.PIPE) as child:
            self._read(child)
        if child.returncode != 0:
            raise RuntimeError("psql failed")
        return self.size / (time.perf_counter() - start)

    def close(self):
        pass
