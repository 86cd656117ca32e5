"""Importing a CSV of responses, against psql's COPY of the same bytes into a table of text columns."""

import random
import statistics
import time

from surveys import answer

NAME = "import"
WHAT = "responses imported from a CSV by `hark response import`, validated, consent and audit rows included"
UNIT, HIGHER_IS_BETTER = "rows a second", True
REFERENCE, REACH, LIMIT = "psql \\copy of the same file into text columns", 0.3, None
SCALES = (1, 10)
ROWS = 10_000
QUESTIONS = 13
# The tables that a record with consent fills, in the order that their keys ask for, and the column with its id.
TABLES = {"submission": "id", "consent": "id", "consent_scope": "consent_id", "response": "id"}


def cell(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(value) if isinstance(value, list) else str(value)


def columns():
    """The names of the columns."""
    return ["_answered_on", "consent.analyse", "consent.quote"] + [f"q{n}" for n in range(QUESTIONS)]


def row(number):
    """The cells of one row."""
    return ["2026-10-01", "yes", "no"] + [cell(answer(n, number)) for n in range(QUESTIONS)]


class Line:
    def __init__(self, world, scale):
        self.world, self.note = world, ""
        self.floors = []
        self.size = ROWS * scale // (10 if world.quick else 1)
        world.set_up_hark()
        self.file = world.folder / "import.csv"
        names = ", ".join(f'"{name}" text' for name in columns())
        world.psql("drop table if exists public.plain")
        world.psql(f"create table public.plain ({names})")

    def _write(self):
        """Another file each time, for the same one again adds nothing."""
        start = random.randrange(1 << 30)
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(",".join(columns()) + "\n")
            file.writelines(",".join(row(start + number)) + "\n" for number in range(self.size))
        self.file.chmod(0o644)

    def ours(self):
        self._write()
        self.world.settle()
        start = time.monotonic()
        said = self.world.run("response", "import", "bench-neighbours", str(self.file))
        spent = time.monotonic() - start
        if not said.startswith(f"{self.size} stored"):
            raise RuntimeError("not every row was stored: " + said)
        return self.size / spent

    def reference(self):
        self._write()
        self.world.psql("truncate public.plain")
        self.world.settle()
        start = time.monotonic()
        self.world.psql(f"\\copy public.plain from '{self.file}' csv header")
        spent = time.monotonic() - start
        stored = int(self.world.psql("select count(*) from public.plain"))
        if stored != self.size:
            raise RuntimeError(f"COPY stored {stored} of {self.size}")
        self.floors.append(self.size / self._seconds_of_floor())
        floor = statistics.median(self.floors)
        self.note = f"floor, the same rows by INSERT … SELECT from temporary tables: {floor:,.0f} a second"
        return self.size / spent

    def _seconds_of_floor(self):
        """How long PostgreSQL takes to store the rows imported last once more, under other ids: keys, rules and commit
        as they are, without row security and audit events."""
        source = f"(select id, gen_random_uuid() as new from hark.submission order by created_at desc limit {self.size})"
        statements = [f"create temp table ids as {source}", "create index on ids (id)", "analyze ids"]
        inserts = []
        for table, key in TABLES.items():
            names = self.world.psql(
                "select string_agg(quote_ident(column_name), ',' order by ordinal_position) from information_schema.columns"
                f" where table_schema = 'hark' and table_name = '{table}' and is_generated = 'NEVER'"
                f" and column_name not in ('created_at', '{key}')")
            of_row = ", ".join(f"t.{name}" for name in names.split(","))
            statements.append(
                f"create temp table new_{table} as select ids.new as {key}, {of_row}"
                f" from hark.{table} t join ids on ids.id = t.{key}")
            inserts.append(f"insert into hark.{table} ({key}, {names}) select {key}, {names} from new_{table}")
        clock = "select extract(epoch from clock_timestamp())"
        script = self.world.folder / "floor.sql"
        script.write_text(";\n".join(
            [*statements, "checkpoint", clock, "begin", *inserts, "commit", clock, ""]), encoding="utf-8")
        said = self.world.psql(f"\\i {script}")
        began, ended = (float(line) for line in said.split())
        return ended - began

    def close(self):
        self.file.unlink(missing_ok=True)
