// How a UUID is written. Written here because every record needs it several times, and Foundation goes
// through C's formatting.

package import Foundation

extension UUID {
  /// Its usual form (RFC 9562), in capitals as Foundation writes it or in small letters.
  package func written(inCapitals: Bool) -> String {
    let tenth = inCapitals ? UInt8(ascii: "A") : UInt8(ascii: "a")
    func digit(_ number: UInt8) -> UInt8 {
      number < 10 ? UInt8(ascii: "0") + number : tenth + number - 10
    }
    return String(unsafeUninitializedCapacity: 36) { buffer in
      var length = 0
      withUnsafeBytes(of: uuid) { bytes in
        for (index, byte) in bytes.enumerated() {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            buffer[length] = UInt8(ascii: "-")
            length += 1
          }
          buffer[length] = digit(byte >> 4)
          buffer[length + 1] = digit(byte & 0x0F)
          length += 2
        }
      }
      return length
    }
  }
}
