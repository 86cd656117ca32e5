// Writes a text so that every reader of YAML takes it for that text.

extension YAML {
  /// The text on one line: plain where nothing in it means something to YAML, else in double quotes.
  /// `inFlow`: it stands in brackets.
  public static func written(_ text: String, inFlow: Bool = false) -> String {
    isPlain(text, inFlow: inFlow) ? text : quoted(text)
  }

  private static func isPlain(_ text: String, inFlow: Bool) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last, first != " ", last != " ",
      last != ":", !"-?:,[]{}#&*!|>'\"%@`=~.".unicodeScalars.contains(first),
      !scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }),
      !inFlow || !scalars.contains(where: { ",[]{}".unicodeScalars.contains($0) }),
      !words.contains(text.lowercased()),
      // A number, date or time to other readers.
      scalars.contains(where: { $0.properties.isAlphabetic })
    else { return false }
    return zip(scalars, scalars.dropFirst()).allSatisfy { one, two in
      !(one == ":" && two == " ") && !(one == " " && two == "#")
    }
  }

  /// Words that YAML 1.1 takes for something else than text.
  private static let words: Set<String> = [
    "yes", "no", "y", "n", "on", "off", "true", "false", "null", "nan", "inf",
  ]

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
