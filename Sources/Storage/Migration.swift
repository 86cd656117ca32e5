// The numbered steps that make the database what this version of Hark needs. They are part of the
// binary, so that it can never meet a migration it was not built with.

import Crypto

/// One step, with the checksum by which a database remembers it.
public struct Migration: Sendable, Hashable {
  /// Its place in the order, from 1.
  public let number: Int
  /// What it makes, in a word or two; with the number it is the file's name.
  public let title: String
  /// The statements.
  public let script: String
  /// SHA-256 of the script.
  public let checksum: [UInt8]

  /// Takes a script from a file's bytes.
  public init(number: Int, title: String, bytes: [UInt8]) {
    self.number = number
    self.title = title
    script = String(decoding: bytes, as: UTF8.self)
    checksum = Array(SHA256.hash(data: bytes))
  }

  /// Every step of this version, in order. A test holds the list against the folder.
  public static let all: [Migration] = [
    Migration(number: 1, title: "roles", bytes: PackageResources._001_roles_sql),
    Migration(number: 2, title: "accounts", bytes: PackageResources._002_accounts_sql),
    Migration(number: 3, title: "places", bytes: PackageResources._003_places_sql),
    Migration(number: 4, title: "surveys", bytes: PackageResources._004_surveys_sql),
    Migration(number: 5, title: "records", bytes: PackageResources._005_records_sql),
    Migration(number: 6, title: "basis", bytes: PackageResources._006_basis_sql),
    Migration(number: 7, title: "withdrawal", bytes: PackageResources._007_withdrawal_sql),
    Migration(number: 8, title: "record-rights", bytes: PackageResources._008_record_rights_sql),
    Migration(number: 9, title: "concerns", bytes: PackageResources._009_concerns_sql),
    Migration(number: 10, title: "releases", bytes: PackageResources._010_releases_sql),
    Migration(number: 11, title: "audit", bytes: PackageResources._011_audit_sql),
    Migration(number: 12, title: "shared-commits", bytes: PackageResources._012_shared_commits_sql),
    Migration(number: 13, title: "steady-plans", bytes: PackageResources._013_steady_plans_sql),
    Migration(number: 14, title: "edits", bytes: PackageResources._014_edits_sql),
    Migration(number: 15, title: "links", bytes: PackageResources._015_links_sql),
    Migration(number: 16, title: "export-right", bytes: PackageResources._016_export_right_sql),
    Migration(number: 17, title: "audit-chain", bytes: PackageResources._017_audit_chain_sql),
    Migration(number: 18, title: "inspection", bytes: PackageResources._018_inspection_sql),
    Migration(number: 19, title: "compatibility", bytes: PackageResources._019_compatibility_sql),
    Migration(
      number: 20, title: "checks-by-statement", bytes: PackageResources._020_checks_by_statement_sql
    ),
    Migration(number: 22, title: "lists", bytes: PackageResources._022_lists_sql),
    Migration(number: 24, title: "consent-obeyed", bytes: PackageResources._024_consent_obeyed_sql),
    Migration(number: 25, title: "retention", bytes: PackageResources._025_retention_sql),
    Migration(number: 26, title: "safeguarding", bytes: PackageResources._026_safeguarding_sql),
    Migration(number: 27, title: "practice", bytes: PackageResources._027_practice_sql),
    Migration(number: 28, title: "search", bytes: PackageResources._028_search_sql),
    Migration(number: 29, title: "closer-rights", bytes: PackageResources._029_closer_rights_sql),
    Migration(
      number: 30, title: "items-and-places", bytes: PackageResources._030_items_and_places_sql),
    Migration(number: 31, title: "data-keys", bytes: PackageResources._031_data_keys_sql),
    Migration(number: 32, title: "privacy", bytes: PackageResources._032_privacy_sql),
    Migration(number: 33, title: "events", bytes: PackageResources._033_events_sql),
    Migration(number: 34, title: "mended-search", bytes: PackageResources._034_mended_search_sql),
    Migration(number: 35, title: "populations", bytes: PackageResources._035_populations_sql),
    Migration(
      number: 36, title: "concern-retention", bytes: PackageResources._036_concern_retention_sql),
    Migration(number: 40, title: "written-since", bytes: PackageResources._040_written_since_sql),
    Migration(
      number: 43, title: "erased-in-words", bytes: PackageResources._043_erased_in_words_sql),
    Migration(number: 44, title: "bounded-search", bytes: PackageResources._044_bounded_search_sql),
    Migration(
      number: 45, title: "keys-without-locks", bytes: PackageResources._045_keys_without_locks_sql),
    Migration(number: 46, title: "exploring", bytes: PackageResources._046_exploring_sql),
    Migration(
      number: 49, title: "somebody-is-told", bytes: PackageResources._049_somebody_is_told_sql),
    Migration(
      number: 50, title: "kept-deliveries", bytes: PackageResources._050_kept_deliveries_sql),
    Migration(
      number: 51, title: "taken-back-and-kept", bytes: PackageResources._051_taken_back_and_kept_sql
    ),
    Migration(
      number: 52, title: "receipts-taken-back", bytes: PackageResources._052_receipts_taken_back_sql
    ),
    Migration(
      number: 53, title: "somebody-is-told-and-keys",
      bytes: PackageResources._053_somebody_is_told_and_keys_sql),
    Migration(
      number: 54, title: "promises-and-attached-responses",
      bytes: PackageResources._054_promises_and_attached_responses_sql),
    Migration(number: 59, title: "paired-answers", bytes: PackageResources._059_paired_answers_sql),
    Migration(
      number: 60, title: "counted-as-before",
      bytes: PackageResources._060_counted_as_before_sql),
    Migration(
      number: 61, title: "rehearsed-imports",
      bytes: PackageResources._061_rehearsed_imports_sql),
    Migration(
      number: 62, title: "clear-texts-in-order",
      bytes: PackageResources._062_clear_texts_in_order_sql),
    Migration(
      number: 63, title: "shared-events-and-marks",
      bytes: PackageResources._063_shared_events_and_marks_sql),
    Migration(
      number: 64, title: "rules-in-fewer-looks",
      bytes: PackageResources._064_rules_in_fewer_looks_sql),
    Migration(number: 69, title: "held-answers", bytes: PackageResources._069_held_answers_sql),
    Migration(number: 70, title: "listed-changes", bytes: PackageResources._070_listed_changes_sql),
    Migration(
      number: 71, title: "kept-though-taken-back",
      bytes: PackageResources._071_kept_though_taken_back_sql),
    Migration(
      number: 72, title: "counted-by-halves",
      bytes: PackageResources._072_counted_by_halves_sql),
    Migration(
      number: 76, title: "concerns-sent-again",
      bytes: PackageResources._076_concerns_sent_again_sql),
    Migration(
      number: 77, title: "records-in-one-trip",
      bytes: PackageResources._077_records_in_one_trip_sql),
    Migration(
      number: 80, title: "scopes-taken-back",
      bytes: PackageResources._080_scopes_taken_back_sql),
    Migration(
      number: 81, title: "mail-and-posts-apart",
      bytes: PackageResources._081_mail_and_posts_apart_sql),
    Migration(number: 82, title: "related-words", bytes: PackageResources._082_related_words_sql),
    Migration(
      number: 83, title: "notes-given-later",
      bytes: PackageResources._083_notes_given_later_sql),
    Migration(
      number: 84, title: "late-records-in-order",
      bytes: PackageResources._084_late_records_in_order_sql),
    Migration(
      number: 87, title: "words-taken-back",
      bytes: PackageResources._087_words_taken_back_sql),
    Migration(
      number: 90, title: "tables-shown-again",
      bytes: PackageResources._090_tables_shown_again_sql),
    Migration(
      number: 91, title: "concerns-in-the-trail",
      bytes: PackageResources._091_concerns_in_the_trail_sql),
    Migration(
      number: 92, title: "worries-of-edits",
      bytes: PackageResources._092_worries_of_edits_sql),
    Migration(
      number: 93, title: "codes-apart", bytes: PackageResources._093_codes_apart_sql),
    Migration(
      number: 94, title: "retention-in-turn",
      bytes: PackageResources._094_retention_in_turn_sql),
    Migration(
      number: 99, title: "what-raised-a-concern-comes-in",
      bytes: PackageResources._099_what_raised_a_concern_comes_in_sql),
    Migration(
      number: 100, title: "trails-without-gaps",
      bytes: PackageResources._100_trails_without_gaps_sql),
    Migration(
      number: 101, title: "complaints-are-told",
      bytes: PackageResources._101_complaints_are_told_sql),
    Migration(
      number: 102, title: "without-accents",
      bytes: PackageResources._102_without_accents_sql),
  ]
}
