"""Importing a CSV of responses, against psql's COPY of the same bytes into a table of text columns."""

import random
import time

from surveys import answer

NAME = "import"
WHAT = "responses imported from a CSV by `hark response import`, validated, consent and audit rows included"
UNIT, HIGHER_IS_BETTER = "rows a second", True
REFERENCE, REACH, LIMIT = "psql \\copy of the same file into text columns", 0.3, None
SCALES = (1, 10)
ROWS = 10_000
QUESTIONS = 13


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
        return self.size / spent

    def close(self):
        self.file.unlink(missing_ok=True)
