// The entries of one mapping, checked against the keys it may have. What has the wrong form is
// reported where it stands and then treated as if it were not there.

internal import Surveys
internal import YAML

/// A text with its place.
struct PlacedText: Hashable {
  let text: String
  let position: YAML.Position
}

/// A mapping of a module's file.
struct Fields {
  let reporter: Reporter
  let what: String
  /// Where the mapping begins.
  let position: YAML.Position
  private var entries: [String: YAMLEntry] = [:]
  /// Keys that are there without a usable value: already reported, so not missing.
  private var empty: Set<String> = []

  /// Reports unknown keys; nil, and reported, when the node is no mapping.
  init?(_ node: YAMLNode, _ keys: KnownKeys, _ reporter: Reporter) {
    guard let mapping = node.mapping else {
      reporter.report(
        .wrongForm, at: node.position, "expected \(keys.what) with its keys",
        suggestion: "write one 'key: value' on each line")
      return nil
    }
    (self.reporter, what, position) = (reporter, keys.what, node.position)
    let known = Set(keys.names)
    for entry in mapping {
      guard known.contains(entry.key) else {
        Self.refuse(entry, keys, reporter)
        continue
      }
      if entry.value.isAbsent {
        empty.insert(entry.key)
        reporter.report(
          .wrongForm, at: entry.keyPosition, "'\(entry.key)' has no value",
          suggestion: "write one after the colon, or take the key out")
      } else {
        entries[entry.key] = entry
      }
    }
  }

  private static func refuse(_ entry: YAMLEntry, _ keys: KnownKeys, _ reporter: Reporter) {
    reporter.report(
      .unknownKey, at: entry.keyPosition, "'\(entry.key)' is not a key of \(keys.what)",
      suggestion: entry.withSpace ?? didYouMean(entry.key, keys.names)
        ?? "its keys are \(keys.names.joined(separator: ", "))")
  }

  subscript(key: String) -> YAMLNode? { entries[key]?.value }

  /// Whether the key is there, usable or not.
  func has(_ key: String) -> Bool { entries[key] != nil || empty.contains(key) }

  /// The place of a key, or of the mapping where it is missing.
  func position(_ key: String) -> YAML.Position { entries[key]?.keyPosition ?? position }

  /// The value of a key that has to be there.
  func required(_ key: String) -> YAMLNode? {
    if let value = entries[key]?.value { return value }
    if !empty.contains(key) {
      reporter.report(
        .missingKey, at: position, "\(what) needs '\(key)'", suggestion: "add '\(key): …'")
    }
    return nil
  }

  func report(
    _ code: SurveyProblemCode, _ key: String, _ message: @autoclosure () -> String,
    suggestion: @autoclosure () -> String? = nil
  ) {
    reporter.report(
      code, at: entries[key]?.value.position ?? position, message(), suggestion: suggestion())
  }
}

extension YAMLEntry {
  /// What to write where the space behind the colon is missing, as in `{visits:weekly}`, which YAML
  /// reads as a key without a value.
  var withSpace: String? {
    guard value.isAbsent, let colon = key.firstIndex(of: ":") else { return nil }
    let (name, text) = (key[..<colon], key[key.index(after: colon)...])
    guard !name.isEmpty, !text.isEmpty, text.count <= 80 else { return nil }
    return "write '\(name): \(text)', with a space after the colon"
  }
}
