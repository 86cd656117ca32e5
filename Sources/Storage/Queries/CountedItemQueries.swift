// The items of people's lists for counting: what was chosen and the numbers; of words their length.

public import Foundation
public import Postgres

/// Reads the items of lists.
public enum CountedItemQueries {
  /// Hands over the items of every countable response to a survey that has one of these lists (a list
  /// that was renamed has several names), with these keys alone, and of the questions in `words` the
  /// length of each answer; for a coordinator or steward on the analysis role.
  public static func stream(
    survey: String, lists: [String], keys: [String], words: [String],
    on connection: isolated Connection,
    _ body: (UUID, JSONText) throws -> Void
  ) throws {
    // COPY takes no bound values; ids hold no comma.
    try connection.setLocal("hark.survey", survey)
    try connection.setLocal("hark.item_lists", lists.joined(separator: ","))
    try connection.setLocal("hark.item_keys", keys.joined(separator: ","))
    try connection.setLocal("hark.item_words", words.joined(separator: ","))
    var reader = CopyReader()
    try connection.copyOut(
      """
      copy (
        select i.id, i.items::text
        from hark.counted_items(
          current_setting('hark.survey'),
          string_to_array(current_setting('hark.item_lists'), ','),
          string_to_array(current_setting('hark.item_keys'), ','),
          string_to_array(current_setting('hark.item_words'), ',')) i
        where i.items is not null
      ) to stdout (format binary)
      """
    ) { chunk in
      try reader.read(chunk) { fields in
        guard fields.count == 2, let id = fields[0].uuid, let items = fields[1].bytes else {
          throw CodedResponseFormatError()
        }
        try body(id, JSONText(items))
      }
    }
    guard reader.isAtEnd else { throw CodedResponseFormatError() }
  }
}
