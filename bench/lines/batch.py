"""Recording responses by the batch over HTTP, against psql's COPY of the same bytes, a text a row."""

import json
import time
import urllib.request
import uuid

from lines import record

NAME = "batch"
WHAT = "responses recorded by POST /responses/batch (NDJSON), validated, each line answered after its commit"
UNIT, HIGHER_IS_BETTER = "rows a second", True
REFERENCE, REACH, LIMIT = "psql \\copy of the same lines into one text column", 0.3, None
SCALES = (1, 10)
# A client that reads only when it has sent everything keeps to this many lines a request.
ROWS = 5_000


class Line:
    def __init__(self, world, scale):
        self.world, self.note = world, ""
        self.requests = scale if not world.quick else 1
        self.size = ROWS * self.requests
        world.set_up_hark()
        self.token = world.token("researcher-0")
        self.server, self.address = world.serve()
        self.file = world.folder / "batch.ndjson"
        world.psql("drop table if exists public.line")
        world.psql("create table public.line (line text)")

    @staticmethod
    def _lines():
        rest = record.Line.body()
        return [f'{{"survey":"bench-neighbours","id":"{uuid.uuid4()}",{rest}\n' for _ in range(ROWS)]

    def ours(self):
        bodies = ["".join(self._lines()).encode() for _ in range(self.requests)]
        self.world.settle()
        start, recorded = time.monotonic(), 0
        for body in bodies:
            request = urllib.request.Request(
                self.address + "/api/v1/responses/batch", method="POST", data=body,
                headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/x-ndjson"})
            recorded += urllib.request.urlopen(request).read().count(b'"status":201')
        spent = time.monotonic() - start
        if recorded != self.size:
            raise RuntimeError(f"{recorded} of {self.size} lines were recorded")
        return self.size / spent

    def reference(self):
        with open(self.file, "w", encoding="utf-8") as file:
            for _ in range(self.requests):
                file.writelines(self._lines())
        self.file.chmod(0o644)
        self.world.psql("truncate public.line")
        self.world.settle()
        start = time.monotonic()
        # No character of the lines is a delimiter or a quote of this CSV: a line is a row.
        self.world.psql(f"\\copy public.line from '{self.file}' csv delimiter E'\\x01' quote E'\\x02'")
        return self.size / (time.monotonic() - start)

    def close(self):
        self.file.unlink(missing_ok=True)
        self.world.end(self.server)
