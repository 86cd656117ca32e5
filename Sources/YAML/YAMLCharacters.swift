// Which characters a survey file may hold. What cannot be seen must not change what a reader of the
// file understands, and what cannot be stored must not come in.

/// Kinds of characters that are refused.
enum YAMLCharacters {
  /// Whether a character may stand nowhere.
  static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E: false
    case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  /// The problem of a refused character.
  static func problem(of scalar: Unicode.Scalar, at position: YAML.Position) -> YAMLProblem {
    switch scalar.value {
    case 0x2028, 0x2029:
      YAMLProblem(
        .controlCharacter, at: position,
        "An invisible line separator (\(name(of: scalar))) stands here.",
        "Delete it and press Enter if a new line is wanted.")
    case 0x202A...0x202E, 0x2066...0x2069:
      YAMLProblem(
        .bidirectionalControl, at: position,
        "An invisible character (\(name(of: scalar))) makes text here look other than it is.",
        "Delete it; text in Arabic, Hebrew or Urdu reads correctly without it.")
    default:
      YAMLProblem(
        .controlCharacter, at: position,
        "An invisible control character (\(name(of: scalar))) stands here.",
        "Delete it; typing the line anew is the surest way.")
    }
  }

  /// The problem of a key in which something invisible stands, so that two keys could look alike.
  /// Texts may hold these: several scripts need joiners and direction marks.
  static func problem(ofKey key: String, at position: YAML.Position) -> YAMLProblem? {
    guard let invisible = key.unicodeScalars.first(where: isInvisible) else { return nil }
    return YAMLProblem(
      .invisibleInKey, at: position,
      "An invisible character (\(name(of: invisible))) stands in this name.",
      "Delete it; typing the name anew is the surest way.")
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0xAD, 0x2007, 0x202F, 0x034F, 0x061C, 0x180E, 0x200B...0x200F, 0x2060...0x2064,
      0xE0000...0xE007F:
      true
    default: false
    }
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
