// `hark quote check`: words that are prepared for others, looked through for what could say who it is.

internal import ArgumentParser
internal import CSV
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage

/// `hark quote`
struct QuoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote", abstract: "Helps whoever prepares people's words for others.",
    subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Marks what in a text could say who somebody is.",
      discussion: """
        Example: hark quote check quotes.txt --accept "The Quay"
        Example: hark quote check quotes.csv
        A line of a text file is a quote; of a CSV file every cell is looked at, but those of columns \
        that begin with _ or consent. Write [name] or [place] where you take something out, and check \
        again; the exit status is 0 when no mark is left. The rules find too much and also miss \
        things: read every quote yourself. Nothing is stored.
        """)

    @Argument(help: "A text or CSV file; - for standard input.")
    var file: String

    @Option(parsing: .upToNextOption, help: "Words that you looked at and that may stay.")
    var accept: [String] = []

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      let texts = try QuoteFile.texts(file)
      let marks = try await Workplace.with(options) { work in
        let principal = try await work.principal(.coordinator, .researcher, .steward)
        var rows: [JSONObject] = []
        let most = Engagement.checkedTexts.count
        for start in stride(from: 0, to: texts.count, by: most) {
          let part = texts[start..<min(start + most, texts.count)]
          for var mark in try await work.engagement.checkQuotes(
            part.map(\.text), accepting: accept, as: principal)
          {
            mark["where"] = .string(part[start + (mark["text"]?.int ?? 0)].place)
            rows.append(mark)
          }
        }
        return rows
      }
      Output.list(
        marks, columns: ["where", "words", "kind", "says"], format: format.format,
        empty: "no mark; read every quote yourself all the same")
      guard !marks.isEmpty else { return }
      Output.note(
        "\(marks.count) mark\(marks.count == 1 ? "" : "s") to resolve: take out what says who it is, or"
          + " --accept what may stay")
      throw ExitCode(1)
    }
  }
}

/// A file of quotes.
enum QuoteFile {
  /// Its texts, each with where it stands.
  static func texts(_ path: String) throws -> [(place: String, text: String)] {
    guard path.lowercased().hasSuffix(".csv") else {
      let text = try InputFile.text(path, atMost: 16 << 20)
      return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        .map { ("line \($0.offset + 1)", String($0.element)) }
        .filter { !$0.1.isEmpty }
    }
    var rows: [CSVRow] = []
    var reader = CSVReader()
    do {
      try reader.read(try InputFile.bytes(path)) { rows.append($0) }
      try reader.finish { rows.append($0) }
    } catch let problem as CSVProblem {
      throw Problem(.cannotRead, "\(path): \(problem)")
    }
    let header = rows.first?.cells ?? []
    return rows.dropFirst().enumerated().flatMap { number, row in
      zip(header, row.cells)
        .filter { !$0.0.hasPrefix("_") && !$0.0.hasPrefix("consent.") && !$0.1.isEmpty }
        .map { ("row \(number + 2), \($0.0)", $0.1) }
    }
  }
}
