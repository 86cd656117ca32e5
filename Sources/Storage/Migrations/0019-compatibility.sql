-- Which versions of Hark can work with this database. A version that does not know the newest
-- migrations goes on serving while others are upgraded (docs/decisions/0016), as long as it knows
-- this one. A migration that an older version cannot work with replaces the function by its own
-- number.

set local role hark_owner;

create function hark.required_migration() returns bigint
language sql immutable parallel safe
return 11;
revoke all on function hark.required_migration() from public;
grant execute on function hark.required_migration() to hark_app;
