-- A key is stored with the record whose texts it seals, and the database looks at that record's account once
-- for a statement (0020). Its own foreign key asked again for every row, and locked the one row of the
-- partnership for it, which all who record at the same time then share.

set local role hark_owner;

alter table hark.data_key drop constraint data_key_partnership_id_fkey;

-- What it kept: no key without its partnership. Nothing removes a partnership.
revoke delete, truncate on hark.partnership from hark_owner;
create trigger refuse_removal before delete or truncate or update of id
  on hark.partnership for each statement execute function hark.refuse_change();
