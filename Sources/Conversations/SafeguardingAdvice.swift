// What whoever asks says and does when they worry about somebody, and the numbers that a person can
// call. Numbers grow old: each carries the day it was checked, and a form does not open with old ones.

public import JSON
public import Surveys

/// A number that a person can call.
public struct HelpLine: Sendable, Hashable {
  /// Whose number it is.
  public let name: String
  /// The number, as it is dialled.
  public let number: String
  /// When, and for whom; nil: always, for everybody.
  public let hint: String?
  /// The day on which somebody made sure that it is right.
  public let checkedOn: CalendarDay

  /// Describes a number.
  public init(name: String, number: String, hint: String?, checkedOn: CalendarDay) {
    (self.name, self.number, self.hint) = (name, number, hint)
    self.checkedOn = checkedOn
  }

  /// For how many months a number stands after it was checked.
  public static let months = 12

  /// The last day on which it is shown.
  public var standsUntil: CalendarDay {
    let month = checkedOn.month - 1 + Self.months
    let (year, number) = (checkedOn.year + month / 12, month % 12 + 1)
    // The 29th of February is the one day that a year later is not there.
    return CalendarDay(year: year, month: number, day: checkedOn.day)
      ?? CalendarDay(year: year, month: number, day: 28) ?? checkedOn
  }

  /// `Samaritans: 116 123, free, day and night`
  public var line: String { "\(name): \(number)" + (hint.map { ", \($0)" } ?? "") }

  /// The number as clients read it.
  public var json: JSONObject {
    var object: JSONObject = ["name": .string(name), "number": .string(number)]
    object["hint"] = hint.map { .string($0) }
    object["checked_on"] = .string(checkedOn.description)
    return object
  }

  /// Reads what `json` wrote; nil when it is something else.
  public init?(_ value: JSONValue) {
    guard let name = value["name"]?.string, let number = value["number"]?.string,
      let day = value["checked_on"]?.string.flatMap({ CalendarDay($0) })
    else { return nil }
    self.init(name: name, number: number, hint: value["hint"]?.string, checkedOn: day)
  }
}

/// What whoever asks, or answers, is told.
public struct SafeguardingAdvice: Sendable, Hashable {
  /// What to say and do, a step a line.
  public let steps: [String]
  /// Whom whoever asks can reach; nil: nobody was named.
  public let contact: String?
  /// Numbers to call.
  public let helpLines: [HelpLine]
  /// Whether a lead or a deputy hears of a concern; false: the partnership
  /// has none who can be told.
  public let isSomebodyTold: Bool

  /// What a partnership says, with what Hark comes with where it says nothing.
  public init(steps: String?, contact: String?, helpLines: [HelpLine], isSomebodyTold: Bool = true)
  {
    let own = steps?.split(whereSeparator: \.isNewline).map { $0.trimmed }.filter { !$0.isEmpty }
    (self.contact, self.helpLines, self.isSomebodyTold) = (contact, helpLines, isSomebodyTold)
    self.steps =
      (own ?? Self.standardSteps.filter { isSomebodyTold || $0 != Self.leadIsTold })
      + (isSomebodyTold ? [] : [Self.nobodyIsTold])
  }

  private static let leadIsTold =
    "Store the record: the safeguarding lead is told at once. Then speak to them yourself."

  /// What to do where Hark tells nobody.
  public static let nobodyIsTold =
    "No safeguarding lead can be reached here, so Hark tells nobody. Tell whoever runs this work yourself,"
    + " today; in an emergency call 999."

  /// What to say and do, where a partnership has not written its own.
  public static let standardSteps = [
    "If somebody is in danger now, call 999. Stay with them if that is safe for you.",
    "Say: \"Thank you for telling me. I am worried about your safety, and I would like to tell"
      + " somebody who can help. What would you like to happen?\"",
    "Do not promise to keep it to yourself, and do not look into it on your own.",
    leadIsTold,
    "Give the person the numbers they can call. Tell nobody else what they said.",
  ]

  /// Numbers that are too old to be shown on a day.
  public func old(on day: CalendarDay) -> [HelpLine] {
    helpLines.filter { $0.standsUntil < day }
  }

  /// The last day on which a form with these numbers opens; nil: there are none.
  public var standsUntil: CalendarDay? { helpLines.map(\.standsUntil).min() }

  /// The advice as clients read it, who show it without a network too. Whoever answers by themselves
  /// reads the numbers alone.
  public func json(forWhoeverAsks: Bool) -> JSONObject {
    var object: JSONObject = ["help_lines": .array(helpLines.map { .object($0.json) })]
    object["opens_until"] = standsUntil.map { .string($0.description) }
    if forWhoeverAsks {
      object["steps"] = .array(steps.map { .string($0) })
      object["contact"] = contact.map { .string($0) }
    }
    return object
  }
}
