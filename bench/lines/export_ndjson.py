"""As `export`, one JSON object a line."""

from lines import export

NAME = "export-ndjson"
WHAT = "as `export`, as NDJSON"
UNIT, HIGHER_IS_BETTER = export.UNIT, export.HIGHER_IS_BETTER
REFERENCE, REACH, LIMIT = export.REFERENCE, export.REACH, None
SCALES = export.SCALES


class Line(export.Line):
    format = "ndjson"
