"""Protecting and auditing a crossed table with many small cells: most of the work is finding what to hide beside them."""

import json
import subprocess

NAME = "crossing_sparse"
WHAT = "a three-way table of 125 cells (then 1,000), of 300 people a cell, so that a cell in eight is of a few people, protected and audited, inside the process"
UNIT, HIGHER_IS_BETTER = "ms", False
REFERENCE, REACH, LIMIT = None, None, 5000
SCALES = (10, 100)


class Line:
    def __init__(self, world, scale):
        self.sizes = {10: "5x5x5", 100: "10x10x10"}[scale]
        self.size = {10: 125, 100: 1000}[scale]
        self.people = 300 * self.size
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
