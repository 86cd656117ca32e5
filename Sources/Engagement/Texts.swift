// Small texts that several use cases write: times, hashes, ends of pages, audit events.

package import Foundation
internal import JSON
internal import Postgres
internal import Sealing
internal import Storage
internal import Surveys

extension UUID {
  /// A UUID (RFC 9562) from the first 16 bytes of a hash, which has at least as many.
  package init(hash: [UInt8], version: UInt8) {
    var bytes = Array(hash.prefix(16))
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
  }
}

extension UUID {
  /// Its usual form in small letters.
  package var text: String { written(inCapitals: false) }
}

private func hexadecimalDigit(_ number: UInt8) -> UInt8 {
  number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") + number - 10
}

/// RFC 3339 in UTC, to the millisecond.
package func timestamp(_ date: Date) -> String {
  let time = date.timeIntervalSinceReferenceDate
  let seconds = time.rounded(.down)
  // Foundation takes longer for this than Hark for judging a record. It is asked for what lies far off: before
  // 1716 its calendar is another.
  guard (-9_000_000_000..<90_000_000_000).contains(time),
    let moment = Int(exactly: seconds)?.flooredDivision(by: 86_400),
    let day = CalendarDay(daysSinceEpoch: moment.quotient + daysFrom1970To2001)
  else {
    return date.formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }
  let milliseconds = Int((time - seconds) * 1_000_000_000) / 1_000_000
  return String(unsafeUninitializedCapacity: 24) { buffer in
    var end = 0
    func put(_ number: Int, _ digits: Int, _ after: UInt8) {
      var number = number
      for place in stride(from: end + digits - 1, through: end, by: -1) {
        buffer[place] = UInt8(ascii: "0") + UInt8(number % 10)
        number /= 10
      }
      buffer[end + digits] = after
      end += digits + 1
    }
    put(day.year, 4, UInt8(ascii: "-"))
    put(day.month, 2, UInt8(ascii: "-"))
    put(day.day, 2, UInt8(ascii: "T"))
    put(moment.rest / 3_600, 2, UInt8(ascii: ":"))
    put(moment.rest / 60 % 60, 2, UInt8(ascii: ":"))
    put(moment.rest % 60, 2, UInt8(ascii: "."))
    put(milliseconds, 3, UInt8(ascii: "Z"))
    return end
  }
}

private let daysFrom1970To2001 = 11_323

extension Int {
  /// The quotient, rounded down, and the rest, which is never negative.
  fileprivate func flooredDivision(by divisor: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}

/// Bytes in hexadecimal, lower case.
func hexadecimal(_ bytes: [UInt8]) -> String {
  String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
    for (index, byte) in bytes.enumerated() {
      buffer[index * 2] = hexadecimalDigit(byte >> 4)
      buffer[index * 2 + 1] = hexadecimalDigit(byte & 0x0F)
    }
    return bytes.count * 2
  }
}

extension Cursor {
  /// The end of a page as it stands in addresses: microseconds and id.
  var text: String {
    "\(Int64((at.timeIntervalSince1970 * 1e6).rounded()))-\(id.text)"
  }

  /// Reads what `text` wrote.
  init(text: String) throws {
    let parts = text.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, let microseconds = Int64(parts[0]), abs(microseconds) < 1 << 53,
      let id = UUID(uuidString: String(parts[1]))
    else {
      throw Problem(.badRequest, "'after' is the end of a page as the list gave it")
    }
    self.init(at: Date(timeIntervalSince1970: Double(microseconds) / 1e6), id: id)
  }
}

/// Writes an audit event in the transaction of the act.
func audit(
  _ action: String, _ kind: String, _ records: [String], _ origin: Origin,
  _ connection: isolated Connection, detail: JSONObject = [:]
) throws {
  try AuditQueries.insert(
    AuditEvent(
      action: action, recordKind: kind, recordIDs: records, origin: origin,
      detail: JSONText(JSONValue.object(detail).encoded())),
    on: connection)
}
