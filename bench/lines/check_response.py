"""Judging one response, in the process, from parsed answers to problems, values and the coded form."""

import json
import subprocess

from surveys import answer, write_survey

NAME = "check-response"
WHAT = "one response of 250 questions (then 2,500) judged and coded, inside the process"
UNIT, HIGHER_IS_BETTER = "µs", False
REFERENCE, REACH, LIMIT = None, None, 100
SCALES = (1, 10)


class Line:
    def __init__(self, world, scale):
        self.size = 250 * scale
        self.world = world
        self.folder = write_survey(world.folder / "modules", f"bench-{self.size}", self.size)
        self.answers = world.folder / f"answers-{self.size}.json"
        self.answers.write_text(json.dumps({f"q{n}": answer(n, 1) for n in range(self.size)}))

    def ours(self):
        done = subprocess.run(
            [self.world.bench, "response", str(self.folder), str(self.answers), "200" if self.world.quick else "2000"],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)["median_seconds"] * 1e6

    def close(self):
        pass
