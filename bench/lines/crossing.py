"""Protecting and auditing a crossed table, in the process, from exact counts to printed rows."""

import json
import subprocess

NAME = "crossing"
WHAT = "a three-way table of 8 cells (then 125, 1,000 and 4,000), of 1,000 people a cell, protected and audited, inside the process"
UNIT, HIGHER_IS_BETTER = "ms", False
REFERENCE, REACH, LIMIT = None, None, 5000
SCALES = (1, 10, 100, 400)


class Line:
    # Groups that two of them share have to have enough people, or no choice of rows would do.
    people_a_cell = 1000

    def __init__(self, world, scale):
        self.sizes = {1: "2x2x2", 10: "5x5x5", 100: "10x10x10", 400: "20x20x10"}[scale]
        self.size = {1: 8, 10: 125, 100: 1000, 400: 4000}[scale]
        self.people = self.people_a_cell * self.size
        self.world = world

    def ours(self):
        done = subprocess.run(
            [self.world.bench, "crossing", self.sizes, str(self.people), "1" if self.world.quick else "3"],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        measured = json.loads(done.stdout)
        if not measured["safe"] or measured["refused"]:
            raise RuntimeError(f"the table was not released: {measured}")
        self.note = (f"{measured['primary']} primary cells, {measured['hidden']} hidden, "
                     f"{measured['steps']} steps of the solver")
        return measured["median_seconds"] * 1000

    def close(self):
        pass
