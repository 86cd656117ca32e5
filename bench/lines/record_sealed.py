"""Recording with something to seal, against the same records with nothing to seal."""

import json
import os

from lines import record

NAME = "record-sealed"
WHAT = "as `record`, with the name of a witness in each: a key for each record is made, wrapped and stored, and the name sealed"
UNIT, HIGHER_IS_BETTER = record.UNIT, record.HIGHER_IS_BETTER
REFERENCE, REACH, LIMIT = "Hark, the same responses without a witness: nothing is sealed", 0.9, None
SCALES = (1,)


class Line(record.Line):
    is_sealed = True

    def __init__(self, world, scale):
        # The keys belong to this measurement, and to no home of this machine.
        os.environ["HARK_KEYS"] = str(world.folder / "master-keys")
        world.set_up_hark()
        if not os.path.exists(os.environ["HARK_KEYS"]):
            world.run("keys", "new")
        super().__init__(world, scale)

    def body(self):
        """A response without its id, with a text that is sealed or without it."""
        rest = json.loads("{" + record.Line.body())
        if self.is_sealed:
            rest["consent"]["witness"] = "Made-up witness"
        return json.dumps(rest, separators=(",", ":"))[1:]

    def _prepare_reference(self):
        """The reference is Hark itself; what it is told to seal is sealed, or this would measure nothing."""
        sealed = self.world.psql("select count(*) from hark.consent where witness like 'hark1:%'")
        if int(sealed) == 0:
            raise RuntimeError("no witness is sealed")

    def reference(self):
        note, self.is_sealed = self.note, False
        try:
            return super().ours()
        finally:
            self.note, self.is_sealed = note, True
