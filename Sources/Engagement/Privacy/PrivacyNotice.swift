// The privacy notice of a partnership: what UK GDPR Article 13 asks to be said at the time of asking. Each
// part is required; those that are the same everywhere come with words to begin from.

public import JSON
internal import Surveys

/// A notice, and the file that it is written in.
public enum PrivacyNotice {
  /// One part of a notice.
  public struct Part: Sendable, Hashable {
    /// Its name in JSON.
    public let id: String
    /// Its heading.
    public let title: String
    /// What belongs there.
    public let hint: String
    /// Words to begin from; nil where the partnership alone knows.
    public let words: String?
  }

  /// Every part, in the order of a notice.
  public static let parts = [
    Part(
      id: "controller", title: "Who we are and how to reach us",
      hint: "Name and contact of the organisation that is responsible, and of its representative",
      words: nil),
    Part(
      id: "protection_officer", title: "Our data protection officer",
      hint: "Name or post, and contact", words: nil),
    Part(
      id: "purposes", title: "What we use your answers for, and why the law lets us",
      hint:
        "Purposes; the lawful basis of Article 6, often 6(1)(e) public task; for health and other"
        + " special data the condition of Article 9", words: nil),
    Part(
      id: "legitimate_interests", title: "Legitimate interests",
      hint: "Which, if they are the basis", words: "We do not rely on legitimate interests."),
    Part(
      id: "recipients", title: "Who else receives them", hint: "Names, or kinds of receiver",
      words: nil),
    Part(
      id: "transfers", title: "Whether they leave the United Kingdom",
      hint: "Where to, and how they are protected there", words: nil),
    Part(
      id: "retention", title: "How long we keep them", hint: "How long, or how that is decided",
      words: nil),
    Part(
      id: "rights", title: "Your rights", hint: "See, correct, erase, restrict, object, move",
      words:
        "You can ask to see what we hold about you, to have it corrected or erased, to have its"
        + " use limited, to object, and to take a copy with you. With your six words you can see, copy"
        + " and take back your answers yourself. We do not have your name, so without the words we may"
        + " not be able to find them."),
    Part(
      id: "changing_your_mind", title: "Changing your mind",
      hint: "How to take back what was allowed",
      words:
        "You can take back what you allowed at any time, with your six words. What was published"
        + " before stays published."),
    Part(
      id: "complaints", title: "If you are not happy",
      hint: "How to complain to the partnership and to the Information Commissioner",
      words:
        "You can complain to us, without giving your name, and we answer within 30 days. You can"
        + " also complain to the Information Commissioner: ico.org.uk, 0303 123 1113."),
    Part(
      id: "your_choice", title: "Whether you have to answer",
      hint: "Whether it is required, and what happens if not",
      words: "You do not have to answer. Nothing happens if you do not: your care, benefits and"
        + " services stay the same."),
    Part(
      id: "automated_decisions", title: "Decisions by machines",
      hint: "Whether there are any, and how they work",
      words: "No decision about you is made by a machine. Where a program suggests a theme for"
        + " somebody's words, a person decides."),
  ]

  /// The file to fill in: a heading for each part, and below it its words.
  public static var template: String {
    parts.map { part in
      "## \(part.title)\n\n<!-- \(part.hint). -->\n" + (part.words.map { "\n\($0)\n" } ?? "")
    }.joined(separator: "\n")
  }

  /// Reads a file of that form. What is missing is named, all of it.
  public static func read(_ text: String) throws -> JSONObject {
    var texts: [String: String] = [:]
    var current: Part?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard line.hasPrefix("## ") else {
        if let current { texts[current.id, default: ""] += line + "\n" }
        continue
      }
      let title = String(line.dropFirst(3)).trimmed
      guard let part = parts.first(where: { $0.title.lowercased() == title.lowercased() }) else {
        throw Problem(
          .noticeIncomplete,
          "there is no part '\(title)'; `hark privacy notice template` shows which there are")
      }
      guard texts[part.id] == nil else {
        throw Problem(.noticeIncomplete, "the part '\(title)' stands there twice; keep one")
      }
      (current, texts[part.id]) = (part, "")
    }
    return try checked(
      JSONObject(parts.compactMap { part in texts[part.id].map { (part.id, .string($0)) } }))
  }

  /// Parts as they may be kept: every one with words.
  public static func checked(_ fields: JSONObject) throws -> JSONObject {
    if let unknown = fields.keys.first(where: { key in !parts.contains { $0.id == key } }) {
      throw Problem(
        .noticeIncomplete,
        "there is no part '\(unknown)'; there are \(parts.map(\.id).joined(separator: ", "))")
    }
    let texts = parts.map { ($0, withoutHints(fields[$0.id]?.string ?? "").trimmed) }
    let empty = texts.filter { !$0.1.hasSomethingToSee }.map(\.0)
    guard empty.isEmpty else {
      throw Problem(
        .noticeIncomplete,
        "the law asks for every part, and these have no words yet: "
          + empty.map { "\($0.title) (\($0.id))" }.joined(separator: "; "))
    }
    if let long = texts.first(where: { $0.1.utf8.count > 10_000 }) {
      throw Problem(
        .noticeIncomplete, "'\(long.0.title)' is longer than 10,000 bytes; say it in fewer words")
    }
    return JSONObject(texts.map { ($0.0.id, .string($0.1)) })
  }

  /// Hints of the template are not for the public.
  private static func withoutHints(_ text: String) -> String {
    var rest = text[...]
    var kept = ""
    while let start = rest.range(of: "<!--") {
      kept += rest[..<start.lowerBound]
      guard let end = rest.range(of: "-->", after: start.upperBound) else { return kept }
      rest = rest[end...]
    }
    return kept + rest
  }
}

extension Substring {
  fileprivate func range(of text: String) -> Range<Index>? {
    guard !text.isEmpty else { return nil }
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }

  /// Where what follows a text begins, from a place on.
  fileprivate func range(of text: String, after place: Index) -> Index? {
    self[place...].range(of: text)?.upperBound
  }
}
