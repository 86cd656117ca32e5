// The texts of a survey that a search looks through, in each of its languages.

internal import JSON
internal import Surveys

/// A text of a survey, with what it belongs to.
struct SearchableText {
  enum Kind { case question, theme, indicator }

  let kind: Kind
  let survey: Survey
  /// The id of the question, theme or indicator.
  let id: String
  let text: String
  let language: String

  /// By what a thing is known that has several texts.
  var key: String { "\(kind) \(survey.id) \(id)" }

  var json: JSONObject {
    [
      "survey": .string(survey.id), "survey_title": .string(survey.title), "id": .string(id),
      "text": .string(text), "language": .string(language),
    ]
  }

  /// Every text of a survey that says what it asks, counts and codes.
  static func all(_ survey: Survey) -> [SearchableText] {
    let first = survey.languages.first?.code ?? "en"
    let asked = survey.languages.flatMap { language -> [SearchableText] in
      guard let texts = SurveyTexts(survey, language: language.code) else { return [] }
      return survey.questions.flatMap { [$0] + $0.itemQuestions }.compactMap { question in
        let ask = texts.ask(question)
        guard question.isAsked, !ask.isEmpty, texts.isTranslated(question) else { return nil }
        return SearchableText(
          kind: .question, survey: survey, id: question.id, text: ask, language: language.code)
      }
    }
    let themes = survey.codebooks.flatMap(\.themes).map {
      SearchableText(
        kind: .theme, survey: survey, id: $0.id, text: "\($0.name). \($0.means)", language: first)
    }
    let indicators = survey.indicators.map {
      SearchableText(kind: .indicator, survey: survey, id: $0.id, text: $0.label, language: first)
    }
    return asked + themes + indicators
  }
}

extension Question {
  /// Whether it asks something: no note, no heading and nothing that is worked out. The words to a choice or a
  /// row are asked with it.
  var isAsked: Bool {
    switch part {
    case .rowNote, .otherText: false
    case .row, nil: kind.isAnswerable || kind is Grid
    }
  }
}

extension Survey {
  /// What people said in their own words, but for answers that identify somebody or are sensitive: the
  /// person may take back that those are looked at.
  func words(_ answers: JSONObject) -> String {
    var found: [String] = []
    collect(answers, questions, &found)
    return found.joined(separator: "\n")
  }

  private func collect(_ answers: JSONObject, _ questions: [Question], _ found: inout [String]) {
    for question in questions where question.personal != .identifies && !question.sensitive {
      guard let answer = answers[question.id] else { continue }
      if question.kind is ShortText || question.kind is LongText {
        if let text = answer.string { found.append(text) }
      } else if !question.itemQuestions.isEmpty {
        for item in answer.array?.compactMap(\.object) ?? [answer.object].compactMap({ $0 }) {
          collect(item, question.itemQuestions, &found)
        }
      }
    }
  }
}
