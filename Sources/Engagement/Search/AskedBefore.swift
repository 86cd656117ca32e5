// "Has this been asked before?", question by question: what is like each, when it was asked, how many
// answered and where the findings are.

public import JSON

/// What was asked before that is like what is about to be asked.
public struct AskedBefore: Sendable {
  /// A new question, or what a plan is about, with what is like it.
  public struct Match: Sendable {
    /// The question's id, or the plan's field.
    public let id: String
    /// What is about to be asked.
    public let text: String
    /// Its language; nil for what a plan says.
    public let language: String?
    /// What is like it, the most like first.
    public internal(set) var earlier: [Earlier]
  }

  /// A question, finding, theme or plan from before.
  public struct Earlier: Sendable {
    /// `question`, `theme`, `indicator`, `finding` (an indicator that was released), or the kind of work.
    public internal(set) var kind: String
    /// The survey; nil for work that names none.
    public let survey: String?
    /// What people call the survey.
    public let surveyTitle: String?
    /// The version in which it stands so.
    public let version: String?
    /// Its id.
    public let id: String
    /// What was asked.
    public let text: String
    /// In which language; nil for work.
    public let language: String?
    /// Since when it was asked, or when it was written down.
    public let askedFrom: String
    /// When it was asked no more; nil while it is.
    public let askedUntil: String?
    /// How many answered, as released; nil where nothing is, or where the reader may not know.
    public internal(set) var answered: Int?
    /// The release that shows it, and the time up to which it counts.
    public internal(set) var release: (id: String, cutOff: String)?
    /// The indicator to look at in the release.
    public internal(set) var indicator: String?
    var likeness = 0.0
    let indicators: [String]
  }

  /// Questions with what is like them, the most like first.
  public internal(set) var matches: [Match] = []
  /// How many more questions have something like them than are shown.
  public internal(set) var more = 0
  /// How many of the questions are standard ones, which other surveys ask too.
  public internal(set) var standardQuestions = 0
  /// How many surveys asked them.
  public internal(set) var standardSurveys = 0

  /// Whether there is nothing to say.
  public var isEmpty: Bool { matches.isEmpty && standardQuestions == 0 }

  /// As clients read it.
  public var json: JSONObject {
    [
      "alike": .array(
        matches.map { match in
          [
            "id": .string(match.id), "text": .string(match.text),
            "language": match.language.map { .string($0) } ?? .null,
            "earlier": .array(match.earlier.map { .object($0.json) }),
          ]
        }),
      "more": .number(Double(more)),
      "standard": [
        "questions": .number(Double(standardQuestions)),
        "surveys": .number(Double(standardSurveys)),
      ],
    ]
  }
}

extension AskedBefore.Earlier {
  var json: JSONObject {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    return [
      "kind": .string(kind), "survey": text(survey), "survey_title": text(surveyTitle),
      "version": text(version), "id": .string(id), "text": .string(self.text),
      "language": text(language), "asked_from": .string(askedFrom),
      "asked_until": text(askedUntil),
      "answered": answered.map { .number(Double($0)) } ?? .null,
      "release": text(release?.id), "cut_off": text(release?.cutOff),
      "indicator": text(indicator),
    ]
  }
}
