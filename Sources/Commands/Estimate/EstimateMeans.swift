// `hark estimate means`: the means of two groups of a file beside each other.

internal import ArgumentParser
internal import Engagement
internal import Findings

/// `hark estimate means`
struct EstimateMeans: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "means",
    abstract: "The difference between the means of two groups, with its interval (Welch).",
    discussion: """
      Example: hark estimate means scores.csv --value score --by wave
      The column that --by names has two different values; rows in which either is empty are left out.
      """)

  @Argument(help: "A CSV file, or - for standard input.")
  var file: String

  @Option(help: "The column of numbers.")
  var value: String

  @Option(help: "The column that tells the groups apart.")
  var by: String

  @OptionGroup var format: FormatOption

  func run() async throws {
    let table = try DataFile(file)
    var groups: [(name: String, numbers: [Double])] = []
    for row in try table.rows([value, by]) {
      guard let number = Double(row.texts[0]), number.isFinite else {
        throw Problem(
          .cannotRead, "\(row.place): '\(row.texts[0].prefix(40))' in '\(value)' is no number")
      }
      if let index = groups.firstIndex(where: { $0.name == row.texts[1] }) {
        groups[index].numbers.append(number)
      } else {
        groups.append((row.texts[1], [number]))
      }
      guard groups.count <= 2 else {
        throw Problem(
          .cannotRead, "\(row.place): '\(by)' has a third value; two groups are compared")
      }
    }
    guard groups.count == 2 else {
      throw Problem(.cannotRead, "'\(by)' has \(groups.count) values; two groups are compared")
    }
    guard let interval = DifferenceInterval(means: groups[0].numbers, groups[1].numbers),
      [interval.low, interval.high].allSatisfy(\.isFinite)
    else {
      throw Problem(
        .cannotRead,
        "each group needs two numbers, which may not all be the same or too large to work with")
    }
    Output.note("\(groups[0].name) less \(groups[1].name)")
    EstimateAnswer(interval, percent: false).print(format.format)
  }
}

/// A file of rows with columns of any name.
struct DataFile {
  private let entries: [(place: String, values: [String: String])]

  init(_ path: String) throws {
    entries = try EntryFile(noun: "rows", shape: "{…}", keys: [], prefix: "").read(path)
  }

  /// The cells of these columns, of every row.
  func cells(_ columns: [String]) throws -> [[String]] {
    try check(columns)
    return entries.map { entry in columns.map { entry.values[$0] ?? "" } }
  }

  private func check(_ columns: [String]) throws {
    if let first = entries.first, let missing = columns.first(where: { first.values[$0] == nil }) {
      let known = first.values.keys.sorted()
      throw Problem(
        .cannotRead, "there is no column '\(missing)'; there are \(known.joined(separator: ", "))")
    }
  }

  /// The cells of these columns, of the rows in which none is empty.
  func rows(_ columns: [String]) throws -> [(place: String, texts: [String])] {
    try check(columns)
    return entries.compactMap { place, values in
      let texts = columns.map { values[$0] ?? "" }
      return texts.contains("") ? nil : (place, texts)
    }
  }
}
