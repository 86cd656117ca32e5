// What a change of one key does to answers that are stored already: the table behind `diff`. A key
// that the table does not name is counted apart, which can never mix what is not alike.

internal import Surveys

/// How a change under a key is judged.
enum ChangeEffect {
  /// One class whatever the values are, with what follows from it.
  case always(ChangeClass, String)
  /// Words that people are asked with.
  case words
  /// The rule that an answer has to meet.
  case check
  /// When a question or choice is asked.
  case rule
  /// A number that answers have to reach, or to stay under.
  case least, most
  /// yes or no, with the class and meaning of either becoming the value.
  case flag(yes: (ChangeClass, String), no: (ChangeClass, String))
  /// One class where the key is new, another where it changes or goes.
  case onceSet(added: (ChangeClass, String), changed: (ChangeClass, String))
  /// Tables over several things at once, of which a release may hold more than the one before.
  case moreTables

  /// The effect of a key of a part; the full key counts before its first word.
  static func of(_ kind: PartKind, _ key: String) -> ChangeEffect? {
    let table = tables[kind] ?? [:]
    return table[key] ?? table[String(key.prefix { $0 != "." })] ?? table["*"]
  }

  /// Where the table says nothing.
  static let unknown = ChangeEffect.always(
    .series, "this version of Hark does not know what that does, so answers are counted apart")

  private static let useNewID =
    "it would change what stored answers say: give the question a new id, and retire this one"
  private static let notAsked = "no question and no stored answer changes"
  private static let translated = "people who read that language see it from now on"
  private static let look = "check that figures still mean what they say"
  private static let newPeople = "from now on other people may answer"

  static let tables: [PartKind: [String: ChangeEffect]] = [
    .survey: survey, .language: ["name": .always(.patch, translated)], .consent: consent,
    .scope: scope, .question: question, .choice: choice, .row: choice, .codebook: [:],
    .theme: theme, .indicator: indicator,
    .benchmark: ["*": .always(.minor, "the next release is compared with it")],
    .priority: ["*": .always(.patch, notAsked)], .translation: ["*": .always(.patch, translated)],
    .tests: ["*": .always(.patch, notAsked)],
    .file: [
      "hark": .always(.refused, "it is another format"), "block": .always(.patch, notAsked),
      "title": .always(.patch, notAsked), "*": .always(.warning, look),
    ],
  ]

  private static let survey: [String: ChangeEffect] = [
    "hark": .always(.refused, "it is another format"),
    "module": .always(.refused, "it is another survey: publish it under its own id"),
    "title": .always(.patch, notAsked), "about_this_survey": .always(.patch, notAsked),
    "programme": .always(.patch, notAsked), "same_meaning": .always(.patch, notAsked),
    "first_language": .always(
      .series, "people read other texts than before, so answers are counted apart"),
    "unit": .always(.refused, "a response would be about something else: give the survey a new id"),
    "population": .always(.warning, "figures are about these people from now on"),
    "margins": .always(.minor, "the next release is weighted to it"),
    "waves": .always(
      .warning, "where somebody who was counted is in another wave by now, its tables are left out"),
    "sample": .always(.warning, "findings say so of all answers from now on"),
    "collected_by": .always(.warning, "answers can differ by who fills the survey in"),
    "disclosure.hide_below": .onceSet(
      added: (.minor, "more is hidden than before"), changed: (.minor, "more is hidden than before")
    ),
    "disclosure": .always(.warning, "check what the next release hides"),
    "quotes": .always(.warning, "quotes of earlier answers keep what those people were told"),
    "one_per": .always(.series, "other responses count, so they are counted apart"),
    "follows": .always(.warning, "earlier responses name no such response, or another"),
    "about": .onceSet(
      added: (.warning, "earlier responses name nothing that they belong to"),
      changed: (.refused, "stored responses belong to something else: give the survey a new id")),
  ]

  private static let consent: [String: ChangeEffect] = [
    "wording": .always(.warning, "each consent is kept with the wording that was read out"),
    "opening": .always(.warning, "give another wording its own number, such as NAME@2"),
    "safeguarding": .always(.warning, "give another wording its own number, such as NAME@2"),
    "scopes": .always(.refused, "people agreed to other scopes: give the survey a new id"),
    "keep_months": .always(.warning, "each response is kept as long as its own version says"),
    "not_needed": .onceSet(
      added: (.refused, "the basis of stored answers would change: give the survey a new id"),
      changed: (.warning, "the reason is printed with every finding")),
    "basis": .always(
      .refused, "the basis of stored answers would change: give the survey a new id"),
  ]

  private static let scope: [String: ChangeEffect] = [
    "ask": .always(
      .refused, "people agreed to other words: give the wording a new number, such as NAME@2"),
    "hint": .always(.patch, notAsked), "easy": .always(.patch, "it is a translation"),
  ]

  private static let question: [String: ChangeEffect] = [
    "type": .always(.refused, useNewID), "ask": .words,
    "easy": .always(.patch, "it is a translation"),
    "hint": .always(.patch, "it is for the researcher"),
    "required": .flag(
      yes: (.warning, "people who leave it out are refused from now on"),
      no: (.minor, "earlier answers still fit")),
    "show_if": .rule, "use_show_if": .rule, "check": .check,
    "check_message": .always(.patch, "it is shown when a check fails"),
    "missing": .always(.series, "other answers count as no answer, so they are counted apart"),
    "personal": .always(.warning, "exports treat all answers by the stricter of the two"),
    "sensitive": .flag(
      yes: (.warning, "earlier answers were given without the scope analyse_sensitive"),
      no: (
        .refused,
        "people answered under the scope analyse_sensitive: give the question a new id, and retire this one"
      )),
    "role": .always(
      .refused,
      "tables would group people by something else: give the question a new id, and retire this one"
    ),
    "code_with": .always(.warning, "themes coded so far belong to the earlier codebook"),
    "rights": .always(.patch, notAsked), "source": .always(.patch, notAsked),
    "slot": .always(.warning, "check who loads the text"),
    "concern_if": .always(.warning, "from now on other answers raise a concern"),
    "end_if": .always(.warning, newPeople),
    "end_text": .always(.minor, "it is shown when the interview ends"),
    "retired": .flag(
      yes: (.minor, "it is asked no more, and its answers are kept"),
      no: (.warning, "it is asked again")),
    "was": .always(.warning, "an id is renamed once"),
    "repeat": .always(.refused, useNewID),
    "or_prefer_not": .flag(
      yes: (.minor, "earlier answers still fit"),
      no: (.warning, "people can no longer decline; answers that did are kept")),
    "list": .always(.refused, useNewID),
    "other": .flag(
      yes: (.minor, "earlier answers still fit"),
      no: (.warning, "people can no longer add their own words; those given are kept")),
    "at_least": .least, "at_most": .most, "min": .least, "max": .most, "up_to": .most,
    "top": .always(.series, "people rank another number of choices"),
    "note_per_row": .flag(
      yes: (.minor, "earlier answers still fit"), no: (.warning, "notes given so far are kept")),
    "from": .always(
      .refused,
      "the points of a scale would mean something else: give the question a new id, and retire this one"
    ),
    "to": .always(
      .refused,
      "the points of a scale would mean something else: give the question a new id, and retire this one"
    ),
    "labels": .words, "unit_label": .words,
    "bands": .always(
      .warning, "tables by it are left out of releases from now on where one was released before"),
    "kinds": .always(.warning, "other places can be named from now on"),
    "precision": .always(.warning, "points given so far stay as they were rounded"),
    "value": .always(.series, "it is worked out another way, so it is counted apart"),
  ]

  private static let choice: [String: ChangeEffect] = [
    "code": .always(
      .refused,
      "stored answers and exports know it by its code: give the choice a new id, and retire this one"
    ),
    "text": .words, "easy": .always(.patch, "it is a translation"),
    "hint": .always(.patch, "it is for the researcher"),
    "exclusive": .flag(
      yes: (.warning, "earlier answers may have chosen it with others"),
      no: (.minor, "earlier answers still fit")),
    "show_if": .rule,
    "retired": .flag(
      yes: (.minor, "it is offered no more, and answers that chose it are kept"),
      no: (.warning, "it is offered again")),
  ]

  private static let theme: [String: ChangeEffect] = [
    "id": .always(.patch, notAsked), "links": .always(.patch, notAsked),
    "name": .always(.warning, "check that what is coded with it still fits"),
    "means": .always(.warning, "check that what is coded with it still fits"),
    "include": .always(.warning, "check that what is coded with it still fits"),
    "exclude": .always(.warning, "check that what is coded with it still fits"),
    "parent": .always(.warning, "check that what is coded with it still fits"),
  ]

  private static let indicator: [String: ChangeEffect] = [
    "id": .always(.patch, notAsked), "label": .always(.minor, "the next release prints it"),
    "same_as": .always(.patch, notAsked),
    "better": .always(.warning, "the next release reads it the other way round"),
    "by": .always(.warning, "the next release has other tables"), FactForm.crossed: .moreTables,
    "*": .always(.warning, "the next release works it out so for all answers"),
  ]
}
