// A new survey, from the answers to a few questions: one question that matters, a figure, and
// invented people who try every way through it.

internal import Surveys
internal import YAML

/// What a coordinator says about a new survey.
public struct NewModule: Sendable, Hashable {
  /// The survey's id and the name of its folder.
  public var id: String
  /// What people call it.
  public var title: String
  /// Who it is for, in words.
  public var population = "anyone aged 16 and over"
  /// The question that matters most.
  public var ask: String
  /// The same in Easy Read; empty: the survey has no Easy Read.
  public var easy = ""
  /// What people can choose; empty: yes or no.
  public var choices: [String] = []
  /// Which of the choices, from 0, the figure counts.
  public var counted: Set<Int> = [0]
  /// What the figure is called.
  public var label = ""
  /// An open question that follows; empty: none.
  public var more = ""
  /// Whether the blocks about the person and the place are asked.
  public var asksAboutPerson = true
  /// Whether people are asked which area they live in.
  public var asksPlace = true

  /// A survey of that id about that question.
  public init(id: String, title: String, ask: String) {
    (self.id, self.title, self.ask) = (id, title, ask)
  }

  /// The id that a title suggests; nil when nothing of it can be one.
  public static func id(from title: String) -> String? {
    // "1. How are you?" is the first of a list, and "2026 visits" the visits of a year.
    let rest = title.drop(while: \.isNumber)
    let isListed = rest.first.map { ".)".contains($0) } ?? false
    return NameForm.dashed.repaired(isListed ? String(rest) : title).map { String($0.prefix(40)) }
      .map {
        $0.hasSuffix("-") ? String($0.dropLast()) : $0
      }
  }

  /// Why an id cannot be one; nil when it can.
  public static func problem(ofID id: String) -> String? {
    if id == "blocks" { return "'blocks' is the folder of shared questions" }
    if id == "figures" { return "'figures' is the folder of published figures" }
    if NameForm.dashed.matches(id), id.utf8.count <= 80 { return nil }
    return "an id is \(NameForm.dashed.rule)"
  }

  /// The block of the consent that every new survey asks for.
  public static let consent = "consent-conversation@1"

  /// The blocks that it asks.
  public var blocks: [String] {
    [Self.consent] + (asksAboutPerson ? ["about-you@1"] : [])
      + (asksPlace ? ["place@1"] : [])
  }

  /// The figure's name, where none is given.
  public var suggestedLabel: String {
    guard !choices.isEmpty else { return "People who say yes to: \(ask)" }
    let words = choices.enumerated().filter { counted.contains($0.offset) }
      .map(\.element.lowercasedFirst)
    return "People who say \(words.joined(separator: " or "))"
  }

  /// The files of the folder by name.
  public var files: [String: String] {
    ["survey.yaml": NewModuleText(self).survey, "README.md": readme]
  }

  /// A text that ends as a sentence does.
  private static func ended(_ text: String) -> String {
    text.last.map { ".?!".contains($0) } ?? true ? text : text + "."
  }

  private var readme: String {
    """
    # \(title)

    For \(population).

    The question that matters: \(ask)

    The figure: \(Self.ended(label.isEmpty ? suggestedLabel : label))

    ## Before it is published

    * Ask it aloud to two or three people, and change what they stumble over.
    * Say in `about_this_survey` who wrote it and who may use it.
    \(easy.isEmpty ? "" : "* The Easy Read text is a draft, not yet tested. Have people with a learning disability check it.\n")\
    * Fill in the themes that answers in people's own words are sorted into.

    ## Trying it

    Run these beside this folder:

        hark survey check \(id)
        hark survey test \(id) --coverage
        hark survey try \(id)

    """
  }
}

extension String {
  fileprivate var lowercasedFirst: String {
    // A word in capitals, such as NHS, stays as it is.
    guard let first, dropFirst().first?.isUppercase != true else { return self }
    return first.lowercased() + dropFirst()
  }
}
