// A row of a file of figures by its columns' names, and what is wrong with it in words.

internal import CSV

/// A row with its place in the file.
struct FigureRow {
  private let name: String
  private let line: Int
  private let cells: [String: String]

  /// Reads a file with these columns and hands over each row; throws at the first mistake.
  static func read(
    _ bytes: [UInt8], name: String, _ columns: [String], _ row: (FigureRow) throws -> Void
  ) throws {
    var reader = CSVReader()
    var header: [String]?
    func take(_ read: CSVRow) throws {
      func problem(_ message: String) -> FigureProblem {
        FigureProblem(description: "\(name):\(read.line): \(message)")
      }
      if let message = read.problem { throw problem(message) }
      guard let names = header else {
        guard read.cells == columns else {
          throw problem("the first line has to be \(columns.joined(separator: ","))")
        }
        header = read.cells
        return
      }
      guard read.cells.count == names.count else {
        throw problem("\(read.cells.count) cells, and \(names.count) columns")
      }
      try row(
        FigureRow(
          name: name, line: read.line,
          cells: Dictionary(zip(names, read.cells)) { first, _ in first }))
    }
    do {
      try reader.read(bytes) { try take($0) }
      try reader.finish { try take($0) }
    } catch let problem as CSVProblem {
      throw FigureProblem(description: "\(name):\(problem.line): \(problem.message)")
    }
  }

  /// A cell; nil when it is empty.
  func optional(_ column: String) -> String? {
    cells[column].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A cell that must hold something.
  func text(_ column: String) throws -> String {
    guard let text = optional(column) else { throw problem("'\(column)' is empty") }
    return text
  }

  /// A cell that holds a number.
  func number(_ column: String) throws -> Double {
    let text = try text(column)
    // Thousands stand as they were printed.
    guard let number = Double(text.replacing(",", with: "")), number.isFinite else {
      throw problem("'\(column)' is a number such as 69.8, not '\(text)'")
    }
    return number
  }

  /// A cell that holds one word of a closed list.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ column: String) throws -> Word {
    let text = try text(column)
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw problem("'\(column)' is one of \(known), not '\(text)'")
    }
    return word
  }

  /// What is wrong, with its place.
  func problem(_ message: String) -> FigureProblem {
    FigureProblem(description: "\(name):\(line): \(message)")
  }
}
