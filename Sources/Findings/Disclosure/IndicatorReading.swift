// What an indicator's rules read, as far as it matters for which indicators may stand together.

/// What the rules and roles of one indicator read.
public struct IndicatorReading: Sendable, Hashable {
  /// The indicator's id.
  public let id: String
  /// Questions named in `count`.
  public let countReads: Set<String>
  /// What is counted or added up, in one canonical spelling.
  public let counted: String
  /// `out_of` in one canonical spelling, so that equal rules are equal texts.
  public let base: String
  /// Questions named in `out_of`.
  public let baseReads: Set<String>
  /// The question behind each role in `by`.
  public let roles: [String: String]
  /// What its rows and tables are by, each as the names in it.
  public let tables: Set<Set<String>>
  /// Of names such as `needs.food` the choice.
  public let options: [String: String]
  /// True when everyone who is asked is in the base: it names no question, or it is
  /// `answered(q)` of a required question without missing choices.
  public let takesEveryoneAsked: Bool

  /// What an indicator reads; see the properties.
  public init(
    id: String, counted: String = "", countReads: Set<String>, base: String,
    baseReads: Set<String>, roles: [String: String], takesEveryoneAsked: Bool,
    tables: Set<Set<String>> = [], options: [String: String] = [:]
  ) {
    self.id = id
    self.counted = counted
    self.countReads = countReads
    self.base = base
    self.baseReads = baseReads
    self.roles = roles
    self.takesEveryoneAsked = takesEveryoneAsked
    (self.tables, self.options) = (tables, options)
  }

  /// The same with no roles but these.
  public func by(_ printed: Set<String>) -> IndicatorReading {
    IndicatorReading(
      id: id, counted: counted, countReads: countReads, base: base, baseReads: baseReads,
      roles: roles.filter { printed.contains($0.key) }, takesEveryoneAsked: takesEveryoneAsked,
      tables: tables, options: options)
  }

  /// The same with the ids of questions that were renamed since.
  public func renamed(_ newest: (String) -> String) -> IndicatorReading {
    IndicatorReading(
      id: id, counted: Self.renamed(counted, newest), countReads: Set(countReads.map(newest)),
      base: Self.renamed(base, newest), baseReads: Set(baseReads.map(newest)),
      roles: roles.mapValues(newest), takesEveryoneAsked: takesEveryoneAsked, tables: tables,
      options: options)
  }

  private static func renamed(_ rule: String, _ newest: (String) -> String) -> String {
    var text = ""
    var word = ""
    for character in rule {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        text += newest(word) + String(character)
        word = ""
      }
    }
    return text + newest(word)
  }
}

extension IndicatorReading {
  /// Whether two choices of one question are told together wherever they are told of the same people. They
  /// overlap, and who answered neither is the same in both: a table over the two holds how, and is audited
  /// with everything else that is by one of them. Rows by each alone, or tables over each and something
  /// else, would not be.
  func isProtectedJointly(
    _ name: String, _ other: String, beside reading: IndicatorReading
  ) -> Bool {
    guard let question = roles[name], question == reading.roles[other], let one = options[name],
      let two = reading.options[other], one != two
    else { return false }
    let told = choices(of: question).union(reading.choices(of: question))
    guard told.contains(where: { $0.isSuperset(of: [one, two]) }) else { return false }
    let ordered = told.sorted { $0.count < $1.count }
    return zip(ordered, ordered.dropFirst()).allSatisfy { $0.isSubset(of: $1) }
  }

  /// By table which choices of a question it is over, where it is over some.
  private func choices(of question: String) -> Set<Set<String>> {
    Set(
      tables.map { table in
        Set(table.compactMap { name in roles[name] == question ? options[name] : nil })
      }.filter { !$0.isEmpty })
  }
}
