// White space around what people type is no part of it.

extension StringProtocol {
  /// The text without white space at both ends.
  public var trimmed: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}

extension String {
  /// The text without white space at both ends; mostly there is none, which two bytes tell.
  public var trimmed: String {
    if let first = utf8.first, let last = utf8.last, first.isPlain, last.isPlain { return self }
    return self[...].trimmed
  }

  /// Whether there is nothing but white space.
  public var isBlank: Bool {
    guard let first = utf8.first else { return true }
    return first.isPlain ? false : allSatisfy(\.isWhitespace)
  }
}

extension StringProtocol {
  /// Whether a reader sees any of it: more than spaces, marks of direction and joiners.
  public var hasSomethingToSee: Bool {
    unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned,
        .surrogate, .nonspacingMark, .enclosingMark:
        false
      // Letters that are drawn as nothing.
      default: !["\u{115F}", "\u{1160}", "\u{3164}", "\u{FFA0}", "\u{2800}"].contains(scalar)
      }
    }
  }
}

extension UInt8 {
  /// Whether it is an ASCII character that is seen, as the first and last of most texts are.
  fileprivate var isPlain: Bool { self > 0x20 && self < 0x80 }
}
