// Writes cells of comma-separated values (RFC 4180) as bytes.

/// Writes cells.
public enum CSVWriter {
  private static let quote = UInt8(ascii: "\"")

  /// Appends a text as a cell: guarded against formulas, quoted where it has to be.
  public static func append(text: some Collection<UInt8>, to bytes: inout [UInt8]) {
    let guardMark: [UInt8] = CSVGuard.isNeeded(text) ? [UInt8(ascii: "'")] : []
    guard text.contains(where: needsQuotes) else {
      bytes += guardMark
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(quote)
    bytes += guardMark
    for byte in text {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  /// A text as a cell.
  public static func cell(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text: text.utf8, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == quote || byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
  }
}
