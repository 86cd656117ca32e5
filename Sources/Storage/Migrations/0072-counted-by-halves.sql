-- A large survey is read over two connections, each of which reads its own part of the table: a row's place
-- in the table says nothing of what is in the row.

set local role hark_owner;

grant select (ctid) on hark.response to hark_analysis;
