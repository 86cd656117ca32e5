// Keeps a text from being taken for a formula by a spreadsheet, in a way that can be taken back: an
// apostrophe goes before it. OWASP, "CSV Injection".

/// The guard against formulas, and its way back.
public enum CSVGuard {
  private static let apostrophe = UInt8(ascii: "'")

  /// The text, with an apostrophe before it where a spreadsheet could take it for a formula, or
  /// where it looks as if it had one already.
  public static func neutralised(_ text: String) -> String {
    isNeeded(text.utf8) ? "'" + text : text
  }

  /// The text as it was before it was neutralised.
  public static func restored(_ text: String) -> String {
    text.utf8.first == apostrophe && isNeeded(text.utf8) ? String(text.dropFirst()) : text
  }

  /// Whether the text begins, after any apostrophes, with a character that makes a formula:
  /// = + - @ tab, carriage return, line feed, and the full-width forms of the first four.
  static func isNeeded(_ text: some Collection<UInt8>) -> Bool {
    let rest = text.drop { $0 == apostrophe }
    guard let first = rest.first else { return false }
    switch first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): return true
    case 0x09, 0x0A, 0x0D: return true
    // U+FF1D, U+FF0B, U+FF0D and U+FF20 in UTF-8.
    case 0xEF:
      let bytes = Array(rest.prefix(3))
      return bytes.count == 3 && bytes[1] == 0xBC && [0x9D, 0x8B, 0x8D, 0xA0].contains(bytes[2])
    default: return false
    }
  }
}
