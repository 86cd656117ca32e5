"""Reading and checking a module, in the process, from its files to the survey."""

import json
import subprocess

from surveys import write_survey

NAME = "check-module"
WHAT = "a module of 250 questions (then 2,500 and 5,000) read, checked and frozen, inside the process"
UNIT, HIGHER_IS_BETTER = "ms", False
REFERENCE, REACH, LIMIT = None, None, 20
SCALES = (1, 10, 20)


class Line:
    def __init__(self, world, scale):
        self.size = 250 * scale
        self.world = world
        self.folder = write_survey(world.folder / "modules", f"bench-{self.size}", self.size)

    def ours(self):
        done = subprocess.run(
            [self.world.bench, "module", str(self.folder), "3" if self.world.quick else "10"],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)["median_seconds"] * 1000

    def close(self):
        pass
