"""How long a person waits for `hark --help`."""

import subprocess
import time

NAME = "help"
WHAT = "`hark --help`, from start to end of the process"
UNIT, HIGHER_IS_BETTER = "ms", False
REFERENCE, REACH, LIMIT = None, None, 30
SCALES = (1,)


class Line:
    size = 1

    def __init__(self, world, scale):
        self.world = world

    def ours(self):
        times = []
        for _ in range(10 if self.world.quick else 40):
            start = time.perf_counter()
            subprocess.run([self.world.hark, "--help"], stdout=subprocess.DEVNULL, check=True)
            times.append((time.perf_counter() - start) * 1000)
        return sorted(times)[len(times) // 2]

    def close(self):
        pass
