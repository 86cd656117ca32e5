// The concern that an edit raises: one worry has one alert, so what was raised when the record came in is
// not raised again because a letter or a comma was mended.

internal import Conversations
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension ConcernRecord {
  /// The concern that an edit raises: of questions whose answer raised none before, or says something
  /// new that does.
  func raised(
    over stored: StoredVersion, by edited: AcceptedRecord, _ phrases: PhraseList
  ) -> ConcernRecord? {
    guard let now = (try? JSONValue.parse(edited.response.answers.bytes))?.object else {
      return self
    }
    return raised(
      over: stored, now, note: edited.conversation?.note,
      promised: edited.conversation?.followUp?.promised, phrases)
  }

  /// The same of what an edit says: its answers, its note and what it promises.
  func raised(
    over stored: StoredVersion, _ now: JSONObject, note: String?, promised: String?,
    _ phrases: PhraseList
  ) -> ConcernRecord? {
    guard let was = Worries(stored.answers, stored, phrases),
      let says = Worries(now, stored, phrases)
    else { return self }
    let new = questions.filter { path in
      switch path {
      case PhraseList.note:
        return phrases.isNew(
          in: [note], comparedWith: [stored.conversation?.content.note])
      case PhraseList.followUp:
        return phrases.isNew(
          in: [promised],
          comparedWith: [stored.conversation?.content.followUp?.promised])
      default:
        let question = String(path.prefix { $0 != "[" && $0 != "." })
        let (before, after) = (stored.answers[question], now[question])
        if says.byAnswer.contains(path),
          !was.byAnswer.contains(path) || before?.folded != after?.folded
        {
          return true
        }
        return says.byWords.contains(path)
          && phrases.isNew(in: after?.texts ?? [], comparedWith: before?.texts ?? [])
      }
    }
    return only(new)
  }

  /// The concern of these questions alone; nil: of none.
  func only(_ questions: [String]) -> ConcernRecord? {
    guard !questions.isEmpty else { return nil }
    return ConcernRecord(
      id: id, record: record, survey: survey, version: version, questions: questions,
      source: source, urgency: urgency)
  }
}

/// What answers raise a concern with.
private struct Worries {
  /// Places for which a question's `concern_if` holds.
  let byAnswer: Set<String>
  /// Questions whose words are on the list.
  let byWords: Set<String>

  /// Judges answers as those of a stored record; nil when its day cannot be read.
  init?(_ answers: JSONObject, _ stored: StoredVersion, _ phrases: PhraseList) {
    let survey = stored.published.survey
    let day = stored.response.content.answeredOn
    guard let today = CalendarDay(year: day.year, month: day.month, day: day.day) else {
      return nil
    }
    let judged = Interview(survey, today: today).judge(
      consent: Dictionary(stored.liveScopes.map { ($0, true) }) { first, _ in first },
      answers: answers.given(to: survey.questions))
    byAnswer = Set(judged.concerns)
    byWords = Set(phrases.found(in: judged.sheet, survey))
  }
}

extension PhraseList {
  fileprivate func isNew(in texts: [String?], comparedWith others: [String?]) -> Bool {
    isNew(in: texts.compactMap { $0 }, comparedWith: others.compactMap { $0 })
  }
}

extension JSONValue {
  /// Every text in it.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let items): items.flatMap(\.texts)
    case .object(let fields): fields.flatMap { $0.value.texts }
    default: []
    }
  }

  /// The same with texts in small letters, without accents and punctuation.
  fileprivate var folded: JSONValue {
    switch self {
    case .string(let text): .string(PhraseList.plain(text))
    case .array(let items): .array(items.map(\.folded))
    case .object(let fields): .object(JSONObject(fields.map { ($0.key, $0.value.folded) }))
    default: self
    }
  }
}
