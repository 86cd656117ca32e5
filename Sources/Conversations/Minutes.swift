// Minutes of a meeting as text: paragraphs under the items of the agenda. They are what an organisation
// wrote down, never residents' voices.

public import Surveys

/// A paragraph of minutes.
public struct MinutedParagraph: Sendable, Hashable {
  /// The heading of the item that it stands under.
  public let item: String?
  /// What it says.
  public let text: String
}

/// Minutes that were read.
public struct Minutes: Sendable {
  /// The paragraphs, in their order.
  public let paragraphs: [MinutedParagraph]
  /// What is wrong.
  public let problems: [AnswerProblem]

  /// Most paragraphs that are kept; the survey `minutes` takes as many.
  public static let mostParagraphs = 1_000

  /// Reads minutes: paragraphs with an empty line between them; a heading begins with # or a number and
  /// stands alone. One that nothing stands under is a paragraph.
  public init(_ text: String) {
    var paragraphs: [MinutedParagraph] = []
    var item: String?
    var isUsed = true
    var lines: [String] = []
    func keepUnused() {
      guard !isUsed, let item else { return }
      paragraphs.append(MinutedParagraph(item: nil, text: item))
    }
    func close() {
      guard let first = lines.first else { return }
      if lines.count == 1, let heading = Self.heading(first) {
        keepUnused()
        (item, isUsed) = (heading, false)
      } else {
        paragraphs.append(MinutedParagraph(item: item, text: lines.joined(separator: "\n")))
        isUsed = true
      }
      lines = []
    }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let content = line.trimmed
      if content.isEmpty { close() } else { lines.append(content) }
    }
    close()
    keepUnused()
    self.paragraphs = paragraphs
    var problems: [AnswerProblem] = []
    func refuse(_ message: String) {
      problems.append(AnswerProblem(question: "text", code: .badField, message: message))
    }
    if paragraphs.isEmpty { refuse("the minutes hold no paragraph") }
    if paragraphs.count > Self.mostParagraphs {
      refuse(
        "the minutes have \(paragraphs.count) paragraphs, at most \(Self.mostParagraphs) are kept;"
          + " split them")
    }
    self.problems = problems
  }

  private static func heading(_ line: String) -> String? {
    if line.hasPrefix("#") {
      let heading = line.drop { $0 == "#" }.trimmed
      return (1...200).contains(heading.unicodeScalars.count) ? heading : nil
    }
    let number = line.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let rest = line[number.endIndex...]
    guard !number.isEmpty, rest.first == " ", line.count <= 120,
      !line.hasSuffix("."), !line.hasSuffix(";")
    else { return nil }
    return line
  }
}
