// The file of refused rows: each as it stood in the file it came from, behind its line and the
// reason, so that it can be mended and imported again.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc

/// Where refused rows go.
final class RejectsFile {
  private let path: String
  private let descriptor: Int32
  private(set) var count = 0
  private var addsID = false
  /// Whether what comes is rows of a table.
  private(set) var isTable = false
  /// How many cells of each row an earlier import put there.
  private var cellsBefore = 0

  /// Makes a new file that only its owner may read: it holds what people said.
  init(_ path: String) throws {
    self.path = path
    let isDevice = ["/dev/null", "/dev/stdout", "/dev/stderr"].contains(path)
    descriptor = open(path, O_WRONLY | O_CREAT | (isDevice ? 0 : O_EXCL), 0o600)
    let code = errno
    guard descriptor >= 0 else {
      throw Problem(
        code == EEXIST ? .badRequest : .cannotWrite,
        code == EEXIST
          ? "there is a file '\(path)' already; give --rejects another name, so that nothing is lost"
          : "'\(path)' cannot be written (\(FileTrouble.words(code, path))); nothing was imported")
    }
  }

  /// Writes the names of the columns. Rows get a column `_id` where Hark makes their ids.
  func begin(header: [UInt8], cells: [String], addsID: Bool, hasByteOrderMark: Bool) throws {
    (self.addsID, isTable) = (addsID, true)
    cellsBefore = cells.prefix(2).map { $0.lowercased() } == ["_line", "_reason"] ? 2 : 0
    let names = "_line,_reason," + (addsID ? "_id," : "")
    try write(
      (hasByteOrderMark ? [0xEF, 0xBB, 0xBF] : []) + Array(names.utf8) + own(header) + [0x0A])
  }

  /// Writes a refused row.
  func add(_ row: RefusedRow) throws {
    count += 1
    let reason = row.reasons.joined(separator: "; ").replacingOccurrences(of: "\"", with: "\"\"")
    let id = addsID ? "\(row.madeID ?? "")," : ""
    try write(Array("\(row.line),\"\(reason)\",\(id)".utf8) + own(row.source) + [0x0A])
  }

  /// Writes a refused record of a file that is no table, as a line of JSON.
  func add(json: [UInt8]) throws {
    count += 1
    try write(json + [0x0A])
  }

  /// A row without the line and reason of an earlier import.
  private func own(_ row: [UInt8]) -> ArraySlice<UInt8> {
    var rest = row[...]
    for _ in 0..<cellsBefore {
      var isQuoted = false
      let comma = rest.firstIndex { byte in
        if byte == 0x22 { isQuoted.toggle() }
        return byte == 0x2C && !isQuoted
      }
      guard let comma else { return row[...] }
      rest = rest[(comma + 1)...]
    }
    return rest
  }

  private func write(_ bytes: [UInt8]) throws {
    guard writeWhole(bytes, to: descriptor) else {
      throw Problem(
        .cannotWrite,
        "'\(path)' cannot be written any further (\(FileTrouble.words(errno, path))); the import"
          + " stopped there: what it had stored is stored, and a second run adds nothing twice")
    }
  }

  /// Closes the file, and removes it where nothing was refused.
  func close() {
    Glibc.close(descriptor)
    if count == 0, !path.hasPrefix("/dev/") { unlink(path) }
  }
}
