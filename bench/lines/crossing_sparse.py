"""Protecting and auditing a crossed table with many small cells: most of the work is finding what to hide beside them."""

from lines import crossing

NAME = "crossing_sparse"
WHAT = "a three-way table of 125 cells (then 1,000), of 300 people a cell, so that a cell in eight is of a few people, protected and audited, inside the process"
UNIT, HIGHER_IS_BETTER = crossing.UNIT, crossing.HIGHER_IS_BETTER
REFERENCE, REACH, LIMIT = None, None, crossing.LIMIT
SCALES = (10, 100)


class Line(crossing.Line):
    people_a_cell = 300
