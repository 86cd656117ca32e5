"""Verifying an audit trail: every hash of it is computed again, from its first event."""

import json
import os
import subprocess
import time

NAME = "audit"
WHAT = "`hark audit verify` over 10,000, 100,000 and a million sealed events"
UNIT, HIGHER_IS_BETTER = "s a million events", False
REFERENCE, REACH, LIMIT = None, None, 120
SCALES = (1, 10, 100)


class Line:
    """The database adds the events, as it does for every act, and Hark seals them."""

    def __init__(self, world, scale):
        world.set_up_hark()
        self.world, self.size = world, (1_000 if world.quick else 10_000) * scale
        here = int(world.psql("select count(*) from hark.audit_event"))
        world.psql(f"""
            insert into hark.audit_event
              (partnership_id, role, action, record_kind, record_id, origin, created_by)
            select p.id, 'researcher', 'response.record', 'response', gen_random_uuid()::text, 'http', a.id
            from hark.partnership p
              join hark.account a on a.partnership_id = p.id and a.name = 'admin',
              generate_series(1, {max(0, self.size - here)})
            where p.slug = 'bench'""")
        begin = time.monotonic()
        world.run("audit", "seal")
        self.sealing = time.monotonic() - begin
        world.psql("vacuum analyze hark.audit_event")
        world.settle()

    def ours(self):
        begin = time.monotonic()
        child = subprocess.Popen(
            [self.world.hark, "audit", "verify", "--format", "json"], env=self.world.environment,
            cwd=self.world.folder, stdout=subprocess.PIPE)
        said = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        verified = json.loads(said)[0]["verified"] if child.returncode == 0 else 0
        if verified < self.size:
            raise RuntimeError(f"audit verify ended with {child.returncode}: {said.decode()}")
        self.note = f"{usage.ru_maxrss / 1024:.0f} MB at most; sealed in {self.sealing:.0f} s"
        return seconds * 1_000_000 / verified

    def close(self):
        pass
