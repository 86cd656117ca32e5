// Which group of a breakdown each response belongs to.

public import Surveys

/// A breakdown's groups and the group of every response.
public struct Grouping: Sendable {
  /// The most groups of one breakdown, `not_stated` included, with room for those of people who stand in
  /// them as before: positions are of 16 bits.
  public static let most = 60_000

  /// A role, or the id of a choice question.
  public let name: String
  /// The groups in order; the last is `not_stated`.
  public let groups: [BreakdownGroup]
  /// Whether the groups are those that people named, and not a list of the survey.
  public let isOpen: Bool
  /// The position of each response's group.
  public let positions: [UInt16]
  /// See `Breakdown.groupedBy`.
  let groupedBy: String?
  /// Of places the group of each that is counted in one around it.
  let around: [String: String]

  package init(name: String, groups: [BreakdownGroup], isOpen: Bool, positions: [UInt16]) {
    (self.name, self.groups, self.isOpen, self.positions) = (name, groups, isOpen, positions)
    groupedBy = nil
    around = [:]
  }

  /// The same with other groups, and the positions in these.
  init(_ other: Grouping, groups: [BreakdownGroup], positions: [UInt16]) {
    (name, isOpen, groupedBy, around) = (other.name, other.isOpen, other.groupedBy, other.around)
    (self.groups, self.positions) = (groups, positions)
  }

  /// Groups responses by a role, a choice question or one choice of several; nil when the survey has none of
  /// that name, or people named more than `most` places.
  public init?(
    _ name: String, _ columns: AnswerColumns, placeNames: [String: String] = [:],
    coarserPlaces: [String: String?] = [:]
  ) {
    guard let (index, question) = columns.survey.question(forBreakdown: name) else { return nil }
    if let option = columns.survey.questions.option(forBreakdown: name) {
      self = Grouping(name, option, columns)
      return
    }
    self.name = name
    let choices = columns.choices(index)
    let isPlace = question.kind is PlaceQuestion
    isOpen = isPlace
    groupedBy =
      isPlace
      ? columns.survey.disclosure.finestPlace
      : question.bands?.map(\.text).joined(separator: ",")
    around =
      isPlace ? coarserPlaces.mapValues { $0 ?? BreakdownGroup.notStated.id } : [:]
    func place(_ code: String) -> String? { coarserPlaces[code] ?? code }
    let named = Self.groups(question, index, columns, placeNames, place)
    guard named.count < Self.most else { return nil }
    let order = Dictionary(named.enumerated().map { ($1.id, UInt16($0)) }) { first, _ in first }
    groups = named + [.notStated]
    let others = UInt16(named.count)
    func position(_ value: RuleValue) -> UInt16 {
      question.groupID(value, choices).flatMap { isPlace ? place($0) : $0 }.flatMap { order[$0] }
        ?? others
    }
    positions =
      CombinedCodes([.question(index)], columns)?.lookUp { position($0.value(.question(index))) }
      ?? (0..<columns.count).map { position(columns.value(index, $0)) }
  }

  /// Groups responses by whether they chose it. Who answered a version that did not have it was not asked.
  private init(_ name: String, _ option: ChoiceOption, _ columns: AnswerColumns) {
    let question = columns.survey.questions[option.question]
    let missing = columns.choices(option.question).map { question.missing.contains($0.id) }
    func position(_ value: RuleValue) -> UInt16 {
      guard case .choices(let set) = value else { return 2 }
      switch ChoiceOption.group(set, of: option.position, isMissing: { missing[$0] }) {
      case ChoiceOption.chosen: return 0
      case nil: return 2
      default: return 1
      }
    }
    let reference = AnswerReference.question(option.question)
    var positions =
      CombinedCodes([reference], columns)?.lookUp { position($0.value(reference)) }
      ?? (0..<columns.count).map { position(columns.value(option.question, $0)) }
    let without = columns.versions(without: option)
    if !without.isEmpty {
      for index in positions.indices where without.contains(columns.version(index)) {
        positions[index] = 2
      }
    }
    self.init(name: name, groups: Self.groups(of: option), isOpen: false, positions: positions)
  }

  private static func groups(of option: ChoiceOption) -> [BreakdownGroup] {
    [
      BreakdownGroup(id: ChoiceOption.chosen, label: "Chosen: \(option.choice.text)"),
      BreakdownGroup(id: ChoiceOption.notChosen, label: "Not chosen: \(option.choice.text)"),
      .notStated,
    ]
  }

  private static func groups(
    _ question: Question, _ index: Int, _ columns: AnswerColumns, _ placeNames: [String: String],
    _ place: (String) -> String?
  ) -> [BreakdownGroup] {
    if question.kind is PlaceQuestion {
      // The places that were named at all: an absent place has a base of 0, which is public.
      let codes = Set(
        columns.valuesGiven(index).compactMap { question.groupID($0).flatMap(place) })
      return codes.sorted().map { BreakdownGroup(id: $0, label: placeNames[$0] ?? $0) }
    }
    if question.list != nil {
      // Ids that the list does not have were taken while nobody kept it.
      let entries = question.choices.map { BreakdownGroup(id: $0.id, label: $0.text) }
      let known = Set(entries.map(\.id))
      let others = Set(columns.valuesGiven(index).compactMap { question.groupID($0) })
      return entries
        + others.subtracting(known).sorted().map { BreakdownGroup(id: $0, label: $0) }
    }
    if let bands = question.bands {
      return bands.map { BreakdownGroup(id: $0.text, label: $0.text) }
    }
    return columns.choices(index).filter { !question.missing.contains($0.id) }
      .map { BreakdownGroup(id: $0.id, label: $0.text) }
  }
}

extension Question {
  /// The id of the group that an answer falls into; nil for no answer, or none that counts.
  /// `choices` are those of every version, where there are more than its own.
  func groupID(_ value: RuleValue, _ choices: [Choice]? = nil) -> String? {
    switch value {
    case .choice(let index):
      let id = (choices ?? self.choices)[index].id
      return missing.contains(id) ? nil : id
    case .number(let number): return bands?.first { $0.contains(number) }?.text
    case .text(let code): return code
    default: return nil
    }
  }

  /// Whether every answer falls into the same group by both, as far as the survey decides; choices are
  /// never given another meaning, and new ones were nobody's.
  public func isGrouped(like other: Question) -> Bool {
    missing == other.missing && bands?.map(\.text) == other.bands?.map(\.text)
      && (kind is PlaceQuestion) == (other.kind is PlaceQuestion)
  }

  /// The ids of the groups that its answers fall into, where the survey itself says which there are: a
  /// place may be any.
  public var breakdownGroups: [String]? {
    if kind is PlaceQuestion { return nil }
    // Its answers are several at once: each choice parts people.
    if kind is ChooseMany { return [] }
    return bands?.map(\.text) ?? choices.map(\.id).filter { !missing.contains($0) }
  }

  /// The bands of a number question that has some.
  var bands: [Band]? {
    switch kind {
    case let kind as WholeNumber: kind.limits.bands.isEmpty ? nil : kind.limits.bands
    case let kind as DecimalNumber: kind.limits.bands.isEmpty ? nil : kind.limits.bands
    default: nil
    }
  }
}

extension [Question] {
  /// The ids of the groups of a breakdown, where the survey itself says which there are; nil for what is none.
  public func groups(ofBreakdown name: String) -> [String]? {
    if option(forBreakdown: name) != nil { return [ChoiceOption.chosen, ChoiceOption.notChosen] }
    return index(forBreakdown: name).flatMap { self[$0].breakdownGroups }
  }
}
