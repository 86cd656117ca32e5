// How changes are put into words.

enum FactWords {
  private static let names = [
    "ask": "its text", "text": "its text", "type": "its type", "code": "its code",
    "role": "its role", "value": "its formula (value)", "check": "its check",
    "show_if": "when it is asked (show_if)", "use_show_if": "when its block is asked (show_if)",
    "repeat": "the repeat it stands in", "first_language": "the language of the file",
    "scopes": "the scopes", "or_prefer_not": "'or_prefer_not'",
  ]

  static func change(_ key: String, _ before: String, _ now: String) -> String {
    let name = names[key] ?? "'\(key)'"
    if before.isEmpty { return "\(name) \(key == "scopes" ? "are" : "is") new, \(quoted(now))" }
    if now.isEmpty { return "\(name) is gone, it was \(quoted(before))" }
    let (one, other) = shortened(before, now)
    return key == "scopes"
      ? "\(name) were \(one) and are \(other)" : "\(name) was \(one) and is \(other)"
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.count > most ? text.prefix(most) + "…" : text[...])'"
  }

  private static let most = 60

  /// Long texts are cut around the place where they begin to differ.
  private static func shortened(_ one: String, _ other: String) -> (String, String) {
    let alike = zip(one, other).prefix { $0 == $1 }.count
    guard max(one.count, other.count) > most, alike > 25 else {
      return (quoted(one), quoted(other))
    }
    func cut(_ text: String) -> String {
      let part = text.dropFirst(alike - 20)
      return "'…\(part.count > most ? part.prefix(most) + "…" : part)'"
    }
    return (cut(one), cut(other))
  }

  /// The rule with other names; what stands in quotes stays.
  static func replacing(_ names: [String: String], in rule: String) -> String {
    var result = ""
    var word = ""
    var isQuoted = false
    func flush() {
      result += isQuoted ? word : names[word] ?? word
      word = ""
    }
    for character in rule {
      if !isQuoted, character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      flush()
      if character == "\"" { isQuoted.toggle() }
      result.append(character)
    }
    flush()
    return result
  }
}
