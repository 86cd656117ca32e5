// A text as the rules read it: small letters without accents, and for each of them where it stands in
// the text. What cannot be seen is left out, and letters that only look different are the same.

internal import Foundation

/// A text folded to ASCII, sign by sign.
struct FoldedText {
  /// One letter, digit or other sign.
  struct Sign {
    /// Its ASCII byte, in small letters; 1 for what has none.
    let byte: UInt8
    let isUpper: Bool
    /// Whether it is a letter of a script other than the Latin.
    let isForeign: Bool
    /// Its place in the text, in Unicode scalars.
    let place: Int

    var isDigit: Bool { (0x30...0x39).contains(byte) }
    var isLetter: Bool { (0x61...0x7A).contains(byte) || isForeign }
    var isSpace: Bool { byte == 0x20 || byte == 0x0A }
  }

  let scalars: [Unicode.Scalar]
  private(set) var signs: [Sign] = []

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    signs.reserveCapacity(scalars.count)
    for (place, scalar) in scalars.enumerated() {
      if scalar.isASCII { add(UInt8(scalar.value), place) } else { add(other: scalar, place) }
    }
  }

  private mutating func add(_ byte: UInt8, _ place: Int) {
    let isUpper = (0x41...0x5A).contains(byte)
    let folded: UInt8 =
      switch byte {
      case 0x09, 0x0B, 0x0C: 0x20
      case 0x0D: 0x0A
      case 0x60: UInt8(ascii: "'")
      default: isUpper ? byte | 0x20 : byte
      }
    signs.append(Sign(byte: folded, isUpper: isUpper, isForeign: false, place: place))
  }

  private mutating func add(other scalar: Unicode.Scalar, _ place: Int) {
    let upper = scalar.properties.isUppercase
    func letters(_ text: String) -> [Sign] {
      text.utf8.map { Sign(byte: $0, isUpper: upper, isForeign: false, place: place) }
    }
    if let known = Self.letters[scalar] { return signs += letters(known) }
    switch scalar.properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark: return
    case .spaceSeparator: return add(0x20, place)
    case .lineSeparator, .paragraphSeparator: return add(0x0A, place)
    case .dashPunctuation: return add(UInt8(ascii: "-"), place)
    case .initialPunctuation, .finalPunctuation, .modifierLetter:
      let isDouble = "\u{201C}\u{201D}\u{AB}\u{BB}".unicodeScalars.contains(scalar)
      return add(UInt8(ascii: isDouble ? "\"" : "'"), place)
    default: break
    }
    if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
      return add(0x30 + UInt8(digit), place)
    }
    for part in String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars {
      if part.isASCII {
        add(UInt8(part.value), place)
      } else if part.properties.isAlphabetic {
        signs.append(Sign(byte: 1, isUpper: upper, isForeign: true, place: place))
      } else if part.properties.generalCategory != .nonspacingMark {
        signs.append(Sign(byte: 1, isUpper: false, isForeign: false, place: place))
      }
    }
  }

  /// Latin letters that no decomposition takes apart.
  private static let letters: [Unicode.Scalar: String] = [
    "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae",
    "Æ": "ae", "œ": "oe", "Œ": "oe", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ɓ": "b",
    "ɗ": "d", "ƙ": "k", "Ɓ": "b", "Ɗ": "d", "Ƙ": "k", "ə": "a", "Ə": "a",
  ]

  /// All signs as one text of ASCII, a byte a sign.
  var ascii: String { String(decoding: signs.map(\.byte), as: UTF8.self) }

  /// A mark over signs.
  func mark(_ kind: IdentifyingMark.Kind, _ range: Range<Int>) -> IdentifyingMark {
    let begin = signs[range.lowerBound].place
    let end = signs[range.upperBound - 1].place + 1
    return IdentifyingMark(kind, begin..<end, text(of: begin..<end))
  }

  /// The words of a range of Unicode scalars, as they were written.
  func text(of range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }
}
