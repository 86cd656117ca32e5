// What has to be said with every figure of a survey because of how its people were found.

public import Surveys

/// The sentences that go with every finding of a survey.
public enum Limitations {
  /// What has to be said; `consentNotNeeded` is the module's reason for asking no consent. Figures that
  /// are not about people are exact and have no interval.
  public static func of(
    _ sample: Sample, unit: SurveyUnit = .person, consentNotNeeded: String? = nil
  ) -> [String] {
    var sentences: [String] = []
    if sample == .open || sample == .invited {
      let units = SurveyUnit?.some(unit).manyWords
      sentences.append(
        unit.isPersonal
          ? "not a probability sample; the interval shows sampling noise only"
          : "of the \(units) that answered, and of no others")
    }
    if let consentNotNeeded {
      sentences.append("no consent was needed: \(consentNotNeeded)")
    }
    return sentences
  }

  /// A role as people read it.
  static func inWords(_ role: some StringProtocol) -> String {
    role.hasPrefix(Baseline.prefix)
      ? "what the same people said before"
      : role.map { $0 == "_" ? " " : $0 == "." ? ": " : String($0) }.joined()
  }

  /// Several roles with commas between them as people read them.
  public static func listInWords(_ roles: String) -> String {
    let names = roles.split(separator: ",").map { inWords($0) }
    return names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  static let asPrinted = "as printed in the release of "
  private static let notReleased = "not released"
  private static let stands = "; it stands as it was printed before"
  static let notAnew = "too few people have changed since, or it could not be protected anew"
  private static let tooFew = """
    beside the figures that were printed before new ones would tell of somebody: those who joined, those who left or \
    those who changed an answer since are too few, or one of them stands out; it is counted anew when enough people have \
    joined or left
    """
  private static let stricter = """
    the rule is stricter by now than when it was last released, so that it is not printed again as it was; it is \
    counted anew when enough people have joined or left
    """
  private static let waits = """
    its figures stand as they were released before, when there were no such rows; they come when enough \
    people have joined or left
    """

  /// The same sentence where a release that was stored earlier has a time of a machine in it.
  static func withDayInWords(_ text: String) -> String {
    let rest = text.dropFirst(asPrinted.count)
    guard text.hasPrefix(asPrinted), let end = rest.firstIndex(of: "Z"),
      CalendarDay(rest.prefix(10)) != nil
    else { return text }
    let day = ReleaseDocument.day(of: String(rest[...end]))
    return asPrinted + day + rest[rest.index(after: end)...]
  }

  /// A measure that could only be printed as it was, and cannot be, as what a release leaves out. The reason
  /// is the same whoever waits, or nobody; whether the rule is stricter everybody can see.
  public static func unrenewed(_ measure: String, isStricter: Bool = false) -> LeftOut {
    LeftOut(indicator: measure, reason: isStricter ? stricter : tooFew)
  }

  /// Rows of a measure that stands by a role that it was not printed by.
  public static func unrenewed(_ measure: String, by role: String) -> LeftOut {
    LeftOut(indicator: measure, role: role, reason: waits)
  }

  /// That a figure stands as a release up to a time printed it.
  static func asPrinted(in cutOff: String, because reason: String) -> String {
    "\(asPrinted)\(ReleaseDocument.day(of: cutOff)): \(reason)"
  }

  /// What could not be printed anew of a table that stands as it was.
  public static func standing(_ left: LeftOut) -> LeftOut {
    LeftOut(indicator: left.indicator, role: left.role, reason: left.reason + stands)
  }

  /// What of the indicators of a series a release left out, and why.
  public static func leftOut(
    _ left: [LeftOut], of survey: Survey, _ mark: SeriesMark = .first
  ) -> [String] {
    left.compactMap { item in
      survey.indicators.first { mark.marked($0.id) == item.indicator }.map { indicator in
        let part = item.role.map { " by \(listInWords($0))" } ?? ""
        let anew = item.reason.hasSuffix(stands) ? " anew" : ""
        return "\(notReleased)\(anew): \(indicator.label)\(part), because \(item.reason)"
      }
    }
  }
}
