// Reads the entries of a partnership's list from a CSV or JSON file; every mistake is named with its
// line or entry.

internal import Engagement

/// A file of entries of a list.
enum ListFile {
  private static let labelPrefix = "label."

  /// The entries of a file.
  static func read(_ path: String) throws -> [NewListEntry] {
    let rows = try EntryFile(
      noun: "entries", shape: "{\"id\": …, \"label\": …}",
      keys: ["id", "label", "retired", "number", "retired_on"],
      prefix: labelPrefix
    ).read(path)
    var problems: [String] = []
    var seen: [String: String] = [:]
    let entries = rows.compactMap { place, values -> NewListEntry? in
      let entry = entry(values)
      let twice = seen[entry.id].map { "the id is there already, at \($0)" }
      let retired = values["retired"] ?? ""
      let unclear = ["", "yes", "no"].contains(retired) ? nil : "retired is yes or no"
      if let problem = entry.problem ?? twice ?? unclear {
        problems.append("\(place): \(problem)")
        return nil
      }
      seen[entry.id] = place
      return entry
    }
    guard problems.isEmpty else { throw Problem(nothingImported: problems) }
    return entries
  }

  private static func entry(_ values: [String: String]) -> NewListEntry {
    let translations = values.filter { $0.key.hasPrefix(labelPrefix) && !$0.value.isEmpty }
      .map { (String($0.key.dropFirst(labelPrefix.count)), $0.value) }
    return NewListEntry(
      id: values["id"] ?? "", label: values["label"] ?? "",
      translations: Dictionary(translations) { first, _ in first },
      // `hark list show --format csv` says since when.
      retired: values["retired"] == "yes" || values["retired_on"].map { !$0.isEmpty } ?? false)
  }
}

extension Problem {
  /// A file of which nothing was imported because of these rows.
  init(nothingImported problems: [String]) {
    let more = problems.count > 20 ? "\n  and \(problems.count - 20) more" : ""
    self.init(
      .rowsRefused,
      "nothing was imported; mend these:\n"
        + problems.prefix(20).map { "  \($0)" }.joined(separator: "\n") + more)
  }
}
