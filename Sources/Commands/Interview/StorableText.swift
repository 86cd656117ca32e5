// Characters that nobody types on purpose and that cannot be stored, such as NUL: what is typed is kept
// without them, and a draft of an earlier Hark that holds one is opened without that answer.

internal import JSON

extension String {
  /// The text without control characters other than tabs and line breaks.
  var storable: String {
    guard unicodeScalars.contains(where: \.isForbidden) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isForbidden }))
  }
}

extension Unicode.Scalar {
  fileprivate var isForbidden: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x85: false
    case ..<0x20, 0x7F...0x9F: true
    default: false
    }
  }
}

extension InterviewDraft {
  /// A draft from its file; nil when it is none. An answer with NUL is left out, so that it is asked
  /// again; a text that was not finished is kept without the character.
  init?(written bytes: [UInt8]) {
    if let object = (try? JSONValue.parse(bytes))?.object {
      self.init(object)
      return
    }
    guard let object = (try? JSONValue.parse(Self.marked(bytes)))?.object else { return nil }
    self.init(object)
    for (name, value) in answers where Self.isMarked(value) { answers[name] = nil }
    for (name, value) in heading where Self.isMarked(value) { heading[name] = nil }
    unfinished?.text.removeAll { $0 == Self.mark }
  }

  /// Stands for NUL while a draft is read: a character for private use, as U+E000.
  private static let mark: Character = "\u{E000}"

  /// The bytes with every escaped NUL marked instead.
  private static func marked(_ bytes: [UInt8]) -> [UInt8] {
    let (escape, mark) = (Array("\\u0000".utf8), Array("\\ue000".utf8))
    var marked: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: escape) {
        marked += mark
        index += escape.count
      } else if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
        marked += bytes[index...(index + 1)]
        index += 2
      } else {
        marked.append(bytes[index])
        index += 1
      }
    }
    return marked
  }

  private static func isMarked(_ value: JSONValue) -> Bool {
    if let text = value.string { return text.contains(mark) }
    if let items = value.array { return items.contains(where: isMarked) }
    return value.object?.contains { isMarked($0.value) } ?? false
  }
}
