-- Counting asks which rows were written since it last read them (decision 0038): by the number of the
-- transaction that wrote each, which says nothing of what is in the row.

set local role hark_owner;

grant select (xmin) on hark.response to hark_analysis;
