"""As `record`, with one researcher's token for all 32 clients."""

from lines import record

NAME = "record-one"
WHAT = "as `record`, all 32 clients with the token of one researcher"
UNIT, HIGHER_IS_BETTER = record.UNIT, record.HIGHER_IS_BETTER
REFERENCE, REACH, LIMIT = record.REFERENCE, record.REACH, None
SCALES = (1,)


class Line(record.Line):
    def __init__(self, world, scale):
        super().__init__(world, scale, researchers=1)
