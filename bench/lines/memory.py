"""What an idle server holds in memory."""

import time

NAME = "memory"
WHAT = "resident memory of an idle `hark serve`, ten seconds after its start"
UNIT, HIGHER_IS_BETTER = "MB", False
REFERENCE, REACH, LIMIT = None, None, 60
SCALES = (1,)


class Line:
    size = 1

    def __init__(self, world, scale):
        world.set_up_hark()
        self.world = world

    def ours(self):
        child, _ = self.world.serve()
        try:
            time.sleep(2 if self.world.quick else 10)
            for line in open(f"/proc/{child.pid}/status"):
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
            raise RuntimeError("no VmRSS in /proc")
        finally:
            self.world.end(child)

    def close(self):
        pass
