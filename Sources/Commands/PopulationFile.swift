// Reads a table of the population from a CSV or JSON file; every mistake is named with its line or entry.

internal import Engagement
internal import Findings

/// A file of groups with their people.
enum PopulationFile {
  /// The groups of a file, each with where it stands.
  static func read(
    _ path: String
  ) throws -> (groups: [PopulationMargins.Group], places: [String]) {
    let entries = try EntryFile(
      noun: "groups", shape: "{\"by\": …, \"group\": …, \"people\": \"6200\"}",
      // `hark population show --format csv` says whose it is.
      keys: ["by", "group", "people", "source", "survey"]
    ).read(path)
    var problems: [String] = []
    var seen: [[String]: String] = [:]
    let groups = entries.map { place, values in
      let people = values["people"] ?? ""
      let group = PopulationMargins.Group(
        by: values["by"] ?? "", group: values["group"] ?? "", people: Double(people) ?? -1,
        source: values["source"].flatMap { $0.isEmpty ? nil : $0 })
      let key = [group.by, group.group]
      let number =
        Double(people) == nil
        ? "'\(people.prefix(40))' is no number of people; write it without commas, such as 6200"
        : nil
      let twice = seen[key].map { "the group is there already, at \($0)" }
      if let problem = number ?? group.problem ?? twice {
        problems.append("\(place): \(problem)")
      }
      seen[key] = seen[key] ?? place
      return group
    }
    guard problems.isEmpty else { throw Problem(nothingImported: problems) }
    return (groups, entries.map(\.place))
  }
}
