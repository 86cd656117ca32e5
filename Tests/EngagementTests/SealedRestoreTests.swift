// What was erased opens from no backup, and is erased again in a restored database.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct SealedRestoreTests {
  @Test func `R31 a row that comes back without its key does not open`() async throws {
    try await SealedProgramme.withSealing { programme, _ in
      let id = try await SealedProgramme.log(programme)
      let saved = try await programme.database.superuser.withConnection { connection in
        try connection.query("select note from hark.conversation where id = \(id)") { row in
          try row.get("note", as: String.self)
        }.first
      }
      let note = try #require(saved)
      try await programme.takeBack(id)
      #expect(try await programme.engagement.keyState() == [:])
      #expect(SealedText.isSealed(note) && !note.contains(SealedProgramme.canary))
      // Of somebody else: the code of who took everything back takes nothing new.
      let other = UUID()
      _ = try await programme.engagement.log(
        SealedProgramme.conversation(other, receipt: "cd"), as: programme.researcher, origin: .http)
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("alter table hark.conversation disable trigger all")
        try connection.execute(
          "update hark.conversation set note = \(note) where id = \(other)")
        try connection.execute("alter table hark.conversation enable trigger all")
      }
      let refused = await problem {
        _ = try await programme.engagement.conversation(
          other.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.notOpened.rawValue)
    }
  }

  @Test func `R31 the list of erasures, followed in a restored database, erases again`()
    async throws
  {
    // Another database stands for the backup of yesterday: the same records, before the withdrawal.
    try await SealedProgramme.withSealing { programme, _ in
      let (gone, kept) = (try await SealedProgramme.log(programme), UUID())
      _ = try await programme.engagement.log(
        SealedProgramme.conversation(kept, receipt: "cd"), as: programme.researcher, origin: .http)
      let yesterday = try await programme.database.superuser.withConnection { connection in
        try connection.execute("create schema yesterday")
        for noun in [
          "submission", "consent", "consent_scope", "conversation", "response", "data_key",
        ] {
          try connection.execute(try Self.copying(noun))
        }
        return true
      }
      #expect(yesterday)
      try await programme.takeBack(gone)
      let list = try await programme.engagement.erasures(since: Date(timeIntervalSince1970: 0))
      #expect(list.count == 1)
      try await programme.database.superuser.withConnection { connection in
        try connection.execute("set session_replication_role = replica")
        try connection.execute("alter table hark.tombstone disable trigger all")
        try connection.execute("delete from hark.tombstone")
        try connection.execute("alter table hark.tombstone enable always trigger refuse_change")
        for noun in [
          "submission", "consent", "consent_scope", "conversation", "response", "data_key",
        ] {
          try connection.execute(try Self.restoring(noun))
        }
        try connection.execute("set session_replication_role = default")
      }
      let back = try await programme.engagement.conversation(
        gone.uuidString, as: programme.researcher, origin: .http)
      #expect(back.json["note"]?.string == "\(SealedProgramme.canary) noted")
      let replayed = try await programme.engagement.replay(list)
      #expect(replayed.erased == 1 && replayed.entries == 1)
      let refused = await problem {
        _ = try await programme.engagement.conversation(
          gone.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.withdrawn.rawValue)
      #expect(try await programme.engagement.keyState().values.reduce(0, +) == 1)
      let again = try await programme.engagement.replay(list)
      #expect(again.erased == 0 && again.entries == 0)
      _ = try await programme.engagement.conversation(
        kept.uuidString, as: programme.researcher, origin: .http)
    }
  }

  private static func copying(_ noun: String) throws -> SQL {
    switch noun {
    case "submission": "create table yesterday.submission as select * from hark.submission"
    case "consent": "create table yesterday.consent as select * from hark.consent"
    case "consent_scope":
      "create table yesterday.consent_scope as select * from hark.consent_scope"
    case "conversation":
      """
      create table yesterday.conversation as select partnership_id, id, survey_module, survey_version,
        place_held, held_on, setting, how, people, language, interpreter, note, basis, created_by
      from hark.conversation
      """
    case "response":
      """
      create table yesterday.response as select partnership_id, id, survey_module, survey_version,
        series, conversation_id, basis, answered_on, mode, language, answers, coded, record_key, late,
        created_by
      from hark.response
      """
    default: "create table yesterday.data_key as select * from hark.data_key"
    }
  }

  private static func restoring(_ noun: String) throws -> SQL {
    switch noun {
    case "submission":
      "insert into hark.submission select * from yesterday.submission on conflict do nothing"
    case "consent":
      "insert into hark.consent select * from yesterday.consent on conflict do nothing"
    case "consent_scope":
      "insert into hark.consent_scope select * from yesterday.consent_scope on conflict do nothing"
    case "conversation":
      """
      insert into hark.conversation (partnership_id, id, survey_module, survey_version, place_held,
        held_on, setting, how, people, language, interpreter, note, basis, created_by)
      select * from yesterday.conversation on conflict do nothing
      """
    case "response":
      """
      insert into hark.response (partnership_id, id, survey_module, survey_version, series,
        conversation_id, basis, answered_on, mode, language, answers, coded, record_key, late,
        created_by)
      select * from yesterday.response on conflict do nothing
      """
    default: "insert into hark.data_key select * from yesterday.data_key on conflict do nothing"
    }
  }
}
