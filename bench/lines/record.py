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

# Every request has an id of its own; a thread of wrk has a state of Lua of its own.
LOAD = """
local tokens = { TOKENS }
local number = 0
function setup(thread) thread:set("part", number); number = number + 1 end
function init() math.randomseed(os.time() * 7919 + part * 104729 + SEED) end
local made = 0
function request()
  made = made + 1
  local id = string.format("%08x-%04x-4%03x-8%03x-%06x%06x", math.random(0, 0x7ffffffe), math.random(0, 0xffff),
    math.random(0, 0xfff), math.random(0, 0xfff), math.random(0, 0xffffff), made)
  return wrk.format("POST", "/api/v1/surveys/bench-neighbours/responses",
    {["Authorization"] = "Bearer " .. tokens[made % #tokens + 1], ["Content-Type"] = "application/json"},
    '{"id":"' .. id .. '",' .. 'REST')
end
"""


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
        script = self.world.folder / "load.lua"
        tokens = ", ".join(f'"{token}"' for token in self.tokens)
        script.write_text(LOAD.replace("TOKENS", tokens).replace("REST", self.body())
                          .replace("SEED", str(int(self.world.secret(), 16) % 100_000)))
        self.world.settle()
        before = int(self.world.psql("select count(*) from hark.response"))
        done = subprocess.run(
            ["wrk", "--threads", "2", "--connections", str(CLIENTS), "--duration", f"{self.seconds}s", "--latency",
             "--script", str(script), self.address], capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in done or "Socket errors" in done:
            raise RuntimeError("requests were refused or lost:\n" + done)
        answered = int(re.search(r"(\d+) requests in", done).group(1))
        stored = int(self.world.psql("select count(*) from hark.response")) - before
        if not answered <= stored <= answered + CLIENTS:
            raise RuntimeError(f"{answered} were acknowledged and {stored} are stored")
        # At the start of a line: the table above has shares that can be 50% too.
        self.note = "p50 {}, p99 {}".format(
            *(re.search(rf"^\s*{p}%\s+(\S+)", done, re.MULTILINE).group(1) for p in (50, 99)))
        return float(re.search(r"Requests/sec:\s+([0-9.]+)", done).group(1))

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
