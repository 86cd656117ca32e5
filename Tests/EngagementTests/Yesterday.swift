// A database as it was yesterday, put back: what a restore of a backup does to it.

import Postgres
import TestSupport

extension TestDatabase {
  private static let tables = """
    array['submission', 'consent', 'consent_scope', 'consent_change', 'conversation', 'response',
      'earlier_version', 'data_key', 'tombstone', 'legal_hold', 'listed_change',
      'touched_receipt', 'receipt_change']
    """

  /// Keeps what is stored now.
  func keepForTomorrow() async throws {
    try await superuser.withConnection { connection in
      try connection.runScript(
        """
        create schema yesterday;
        do $$
        declare
          noun text;
        begin
          foreach noun in array \(Self.tables) loop
            execute format('create table yesterday.%I as select * from hark.%I', noun, noun);
          end loop;
        end
        $$;
        """)
    }
  }

  /// Puts back what was kept, in the place of all that was done since.
  func restoreYesterday() async throws {
    try await superuser.withConnection { connection in
      try connection.runScript(
        """
        do $$
        declare
          noun text;
          names text;
        begin
          foreach noun in array \(Self.tables) loop
            execute format('alter table hark.%I disable trigger all', noun);
          end loop;
          foreach noun in array \(Self.tables) loop
            execute format('delete from hark.%I', noun);
          end loop;
          foreach noun in array \(Self.tables) loop
            select string_agg(quote_ident(a.attname), ', ') into names from pg_attribute a
            where a.attrelid = ('hark.' || noun)::regclass and a.attnum > 0 and not a.attisdropped
              and a.attgenerated = '';
            execute format(
              'insert into hark.%I (%s) overriding system value select %s from yesterday.%I', noun,
              names, names, noun);
          end loop;
          foreach noun in array \(Self.tables) loop
            execute format('alter table hark.%I enable trigger all', noun);
          end loop;
        end
        $$;
        """)
    }
  }
}
