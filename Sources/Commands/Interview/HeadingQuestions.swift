// What is asked about the record itself before the person's own answers: where, when, how, with whom.

internal import Conversations
internal import Engagement
internal import JSON
internal import Surveys

/// One field of a record's heading, asked like a question.
struct HeadingQuestion: Sendable {
  /// The field's name in the record.
  let field: String
  let question: Question
  /// What an empty line stands for.
  let usual: JSONValue?

  /// Its path in the dialogue: a question of the survey may have the name of a field.
  var path: String { "heading.\(field)" }

  fileprivate init(
    _ field: String, _ ask: String, _ kind: any QuestionKind, hint: String? = nil,
    usual: JSONValue? = nil
  ) {
    (self.field, self.usual) = (field, usual)
    question = Question(id: field, ask: ask, hint: hint, kind: kind)
  }

  /// The fields of a record of that kind, in asking order.
  static func all(
    _ kind: InterviewDraft.Kind, _ survey: Survey, today: CalendarDay
  ) throws -> [HeadingQuestion] {
    let isConversation = kind == .conversation
    var all = [
      HeadingQuestion(
        isConversation ? "place_held" : "place",
        isConversation ? "Where was it held?" : "Where is it answered?",
        try PlaceQuestion(KindSettings()),
        hint: "The name or code of a place in the directory. Never an address."),
      HeadingQuestion(
        isConversation ? "held_on" : "answered_on", "On which day?",
        try DateQuestion(KindSettings()), usual: .string(today.description)),
    ]
    if isConversation {
      all.append(
        HeadingQuestion("setting", "In what kind of place?", try choose(Setting.allCases)))
    }
    all.append(
      HeadingQuestion(
        isConversation ? "how" : "mode", "How?",
        try choose(Mode.allCases.filter { $0 != .imported }),
        usual: .string(Mode.inPerson.rawValue)))
    if isConversation {
      // What yields figures about people is logged person by person.
      if survey.indicators.isEmpty {
        all.append(
          HeadingQuestion(
            "people", "How many people took part?",
            try WholeNumber(KindSettings(["min": .number(1), "max": .number(500)])), usual: 1))
      }
    }
    for link in RecordLinks.Kind.allCases {
      guard let other = survey.linked(link) else { continue }
      all.append(
        HeadingQuestion(
          link.rawValue,
          link == .follows
            ? "Which record of the same person does it follow?" : "Which record is it about?",
          try ShortText(KindSettings()),
          hint: "The id of a record of \(other.module), as it was shown when it was stored."))
    }
    if survey.languages.count > 1 { all.append(try language(survey)) }
    return all
  }

  /// What is asked last of a conversation: what the researcher noticed, and what they promised.
  static func closing() throws -> [HeadingQuestion] {
    [
      HeadingQuestion(
        "note", "What did you notice?",
        try LongText(KindSettings(["at_most": .wholeNumber(20_000)])),
        hint: "Your own note, apart from the person's words. No names."),
      HeadingQuestion(
        promise, "What did you promise the person?",
        try ShortText(KindSettings(["at_most": .wholeNumber(2_000)])),
        hint: "Such as: to ring about the ramp. :skip when you promised nothing."),
      HeadingQuestion(
        "follow_up_by", "Who sees to it?",
        try ShortText(KindSettings(["at_most": .wholeNumber(200)])),
        hint: "A role, such as the housing team; no name."),
      HeadingQuestion(due, "By which day?", try DateQuestion(KindSettings())),
    ]
  }

  /// Those of them that are asked of a promise alone.
  static let ofPromise: Set = ["follow_up_by", due]
  static let promise = "follow_up"
  /// The one day of a heading that may be still to come.
  static let due = "follow_up_due"

  /// How consent was given.
  static func consentForm() throws -> HeadingQuestion {
    HeadingQuestion(
      "consent_form", "How did the person say so?", try choose(ConsentForm.allCases),
      usual: .string(ConsentForm.spoken.rawValue))
  }

  /// The partners that the person was told of, when they allow sharing; a yes stands for these alone.
  static func partners(_ known: KnownPartners?) throws -> HeadingQuestion {
    let offered = known?.partners.filter(\.isOffered).map { "\($0.code) (\($0.label))" }
    let these = offered.map { $0.joined(separator: ", ") } ?? "such as age-concern, the-quay"
    return HeadingQuestion(
      "partners", "Which partners did you name?", try ShortText(KindSettings()),
      hint:
        "Their codes with commas between\(offered == nil ? "," : ":") \(these). Nothing is shared"
        + " with anybody else, whoever joins later.")
  }

  private static func language(_ survey: Survey) throws -> HeadingQuestion {
    let choices = survey.languages.enumerated().map { index, language in
      Choice(code: index + 1, id: language.code, text: language.name)
    }
    return HeadingQuestion(
      "language", "In which language?", try ChooseOne(KindSettings(["choices": .choices(choices)])))
  }

  private static func choose<Word: RawRepresentable<String>>(
    _ words: [Word]
  ) throws -> ChooseOne {
    let choices = words.enumerated().map { index, word in
      let text = word.rawValue.split(separator: "_").joined(separator: " ")
      return Choice(
        code: index + 1, id: word.rawValue, text: text.prefix(1).uppercased() + text.dropFirst())
    }
    return try ChooseOne(KindSettings(["choices": .choices(choices)]))
  }
}
