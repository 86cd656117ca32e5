"""Recording one response a request over HTTP, against pgbench inserting the same row."""

import json
import re
import subprocess
import urllib.request
import uuid

from surveys import answer

NAME = "record"
WHAT = "responses recorded over HTTP, validated, 201 after the commit; 32 clients, 32 researchers in turn"
UNIT, HIGHER_IS_BETTER = "a second", True
REFERENCE, REACH, LIMIT = "pgbench, prepared, 32 clients, the same row", 0.5, None
SCALES = (1,)
CLIENTS = 32
RESEARCHERS = 32


class Line:
    size = CLIENTS

    def __init__(self, world, scale, researchers=RESEARCHERS):
        self.world = world
        self.seconds = 2 if world.quick else 8
        self.note = ""
        world.set_up_hark()
        self.tokens = [world.token(f"researcher-{number}") for number in range(researchers)]
        self.server, self.address = world.serve()
        self._post(self.body(), 3)
        self._prepare_reference()

    @staticmethod
    def body():
        """A response without its id."""
        answers = {f"q{n}": answer(n, 1) for n in range(13)}
        rest = {
            "answered_on": "2026-10-01", "mode": "in_person", "language": "en",
            "consent": {"form": "spoken", "scopes": {"analyse": True, "quote": False}}, "answers": answers}
        return json.dumps(rest, separators=(",", ":"))[1:]

    def _post(self, rest, times):
        """Some responses beforehand: plans and the survey are then as in a server that runs."""
        for number in range(times):
            request = urllib.request.Request(
                self.address + "/api/v1/surveys/bench-neighbours/responses", method="POST",
                data=(f'{{"id":"{uuid.uuid4()}",' + rest).encode(),
                headers={"Authorization": f"Bearer {self.tokens[number % len(self.tokens)]}",
                         "Content-Type": "application/json"})
            assert urllib.request.urlopen(request).status == 201

    def _prepare_reference(self):
        """The same table without foreign keys, triggers and row security, and one row to insert again."""
        self.world.psql("drop table if exists public.response")
        self.world.psql("create table public.response (like hark.response including all)")
        columns = (
            "partnership_id, survey_module, survey_version, series, basis, place, answered_on, mode, language,"
            " answers, coded, record_key, late, created_by")
        row = self.world.psql(
            f"select format('%L,%L,%L,%s,%L,%L,%L,%L,%L,%L,%L,%s,%L,%L', {columns}) from hark.response limit 1")
        self.script = self.world.folder / "insert.sql"
        self.script.write_text(f"insert into public.response (id, {columns}) values (gen_random_uuid(), {row});\n")
        self.script.chmod(0o644)

    def ours(self):
        load = self.world.folder / "load"
        load.write_text("\n".join([self.body(), *self.tokens]) + "\n")
        self.world.settle()
        before = int(self.world.psql("select count(*) from hark.response"))
        port = self.address.rsplit(":", 1)[1]
        done = subprocess.run(
            [self.world.bench, "record", port, str(CLIENTS), str(self.seconds), str(load)],
            capture_output=True, text=True, check=True).stdout
        result = json.loads(done)
        stored = int(self.world.psql("select count(*) from hark.response")) - before
        if result["refused"] or result["answered"] != stored:
            raise RuntimeError(f"{done}, and {stored} are stored")
        # At the start of a line: the table above has shares that can be 50% too.
        self.note = "p50 {p50:.2f}ms, p99 {p99:.2f}ms".format(**result)
        return result["per_second"]

    def reference(self):
        self.world.settle()
        done = subprocess.run(
            [str(self.world.postgres / "pgbench"), "--no-vacuum", "--protocol", "prepared", "--client", str(CLIENTS),
             "--jobs", "2", "--time", str(self.seconds), "--file", str(self.script), "--host", str(self.world.folder),
             "--port", "5432", "--username", "postgres", "postgres"], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError("pgbench failed:\n" + done.stderr)
        return float(re.search(r"tps = ([0-9.]+)", done.stdout).group(1))

    def close(self):
        self.world.end(self.server)
