"""A table of three roles with its intervals, against DuckDB's counts on the same bytes."""

import json
import os
import subprocess

NAME = "tally"
WHAT = "percent, base and interval of each cell of three roles (100,000; 1 million; 10 million people)"
UNIT, HIGHER_IS_BETTER = "ms", False
REFERENCE, REACH, LIMIT = "DuckDB, counts by three columns, one thread", 1.0, None
SCALES = (1, 10, 100)

# Reads the bytes once; counts for each line that comes in.
COUNTING = """
import json, sys, time
import duckdb, numpy
bytes = numpy.fromfile(sys.argv[1], dtype=numpy.uint8).reshape(-1, 4)
database = duckdb.connect()
database.execute("set threads = 1")
age, home, group, helps = (numpy.ascontiguousarray(bytes[:, place]) for place in (0, 2, 1, 3))
columns = {"age": age, "kind": group, "home": home, "helps": helps}
database.register("made", columns)
database.execute("create table answers as select * from made")
database.unregister("made")
del bytes, columns, age, home, group, helps
print("{}", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    rows = database.execute('''select age, kind, home, count(*) filter (where helps > 0),
        count(*) filter (where helps in (1, 2)) from answers group by 1, 2, 3''').fetchall()
    seconds = time.perf_counter() - start
    heard = [row for row in rows if row[3] > 0]
    print(json.dumps({"seconds": seconds, "cells": len(heard), "base": sum(row[3] for row in heard),
        "count": sum(row[4] for row in heard), "squares": sum(row[3] * row[4] for row in heard)}), flush=True)
"""


class Line:
    def __init__(self, world, scale):
        self.size = 100_000 * scale
        file = world.folder / f"tally-{scale}"
        self._children = []
        python = os.environ["HARK_BENCH_DUCKDB"]
        if not os.access(python, os.X_OK):
            raise RuntimeError("duckdb is not installed; see .hark/duckdb.log")
        try:
            self._ours, made = self._start([world.bench, "tally", str(self.size), str(file)])
            self._reference, _ = self._start([python, "-c", COUNTING, str(file)])
        except BaseException:
            self.close()
            raise
        self.note = f"{made['bytes_a_person']:.1f} bytes a person"
        self._found = None
        # Warm on both sides.
        self.ours()
        self.reference()

    def _start(self, command):
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._children.append(child)
        said = child.stdout.readline()
        if not said:
            raise RuntimeError(f"{command[0]} ended")
        return child, json.loads(said)

    def _tally(self, child):
        child.stdin.write("\n")
        child.stdin.flush()
        said = json.loads(child.stdout.readline())
        milliseconds = said.pop("seconds") * 1000
        if self._found is None:
            self._found = said
        if said != self._found:
            raise RuntimeError(f"the two sides count otherwise: {said} and {self._found}")
        return milliseconds

    def ours(self):
        return self._tally(self._ours)

    def reference(self):
        return self._tally(self._reference)

    def close(self):
        for child in self._children:
            child.stdin.close()
            child.wait(30)
