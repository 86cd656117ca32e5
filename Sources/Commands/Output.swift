// What commands print: results to standard output alone, everything else to standard error.

internal import ArgumentParser
internal import CSV
internal import Foundation
internal import Glibc
internal import JSON
internal import Synchronization

/// How a list or a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv
}

/// Prints to the two streams.
enum Output {
  /// Whether a reader that goes away (`| head`) ends the command at once, as it ends others. A command
  /// that has something to put away first clears this, ignores SIGPIPE and asks `isReaderGone`.
  static let endsWithReader = Atomic(true)
  /// Whether a reader went away.
  static var isReaderGone: Bool { readerGone.load(ordering: .relaxed) }
  private static let readerGone = Atomic(false)

  /// A line of a result.
  static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

  /// A line about the work: notes, progress, problems.
  static func note(_ text: String) { write(text + "\n", to: .standardError) }

  /// The same, of a text's bytes.
  static func note(_ bytes: [UInt8]) {
    write((bytes + CollectionOfOne(UInt8(ascii: "\n")))[...], to: .standardError)
  }

  /// Text as it is.
  static func text(_ text: String) { write(text, to: .standardOutput) }

  private static func write(_ text: String, to handle: FileHandle) {
    write(Array(text.utf8)[...], to: handle)
  }

  private static func write(_ all: ArraySlice<UInt8>, to handle: FileHandle) {
    var bytes = all
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes {
        Glibc.write(handle.fileDescriptor, $0.baseAddress, $0.count)
      }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno == EPIPE {
        readerGone.store(true, ordering: .relaxed)
        guard endsWithReader.load(ordering: .relaxed) else { return }
        exit(141)
      } else if errno != EINTR {
        // A log that cannot be written must not end a server that still records.
        guard handle.fileDescriptor != 2 else { return }
        let reason = String(cString: strerror(errno))
        note(
          "error: the output cannot be written (\(reason)); it is not whole: make room where it goes, or"
            + " send it elsewhere")
        exit(74)
      }
    }
  }

  /// A list in the format asked for. `columns` are the keys of the rows, in order.
  static func list(_ rows: [JSONObject], columns: [String], format: OutputFormat, empty: String) {
    switch format {
    case .json:
      text(JSONValue.array(rows.map { .object($0) }).pretty)
    case .csv:
      line(columns.map(csvCell).joined(separator: ","))
      for row in rows {
        line(columns.map { csvCell(plain(row[$0])) }.joined(separator: ","))
      }
    case .table:
      guard !rows.isEmpty else { return note(empty) }
      table(
        [columns.map { $0.replacingOccurrences(of: "_", with: " ") }]
          + rows.map { row in columns.map { plain(row[$0]) } })
    }
  }

  private static func table(_ rows: [[String]]) {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0
    }
    for row in rows {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      line(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
  }

  private static func plain(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: ""
    case .string(let text): text.replacingOccurrences(of: "\n", with: " ")
    case .bool(let flag): flag ? "yes" : "no"
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    case .array(let items): items.map { plain($0) }.joined(separator: ", ")
    case .object: "…"
    }
  }

  /// A cell; a number stays a number, also a negative one.
  private static func csvCell(_ text: String) -> String {
    Double(text) == nil ? CSVWriter.cell(text) : text
  }
}

extension JSONValue {
  /// Indented text with a line end.
  var pretty: String { text(.pretty) + "\n" }
}
