// Everything that one release printed of one base, as the audit follows it: rows by their key, and
// how they add up.

/// One release's rows of one base.
struct CrossedStep: Sendable {
  /// A row with what is known and hidden of it.
  struct Row: Sendable {
    var cells: [String: CellCount] = [:]
    var isHidden = false
    /// Indicators of which only a bound is shown.
    var bounded: Set<String> = []
    /// Printed in a one-way table, which is protected before and stays as it is.
    var isOneWay = false
    /// Indicators for which it changed since it was last printed, by enough people.
    var renewed: Set<String> = []

    /// The people in the base, the same for every indicator.
    var base: Int { cells.values.first?.base ?? 0 }
  }

  /// The rows of a table of one indicator.
  struct Frame: Sendable {
    let indicator: String
    let grid: CrossedGrid
    /// Of a one-way table beside the level of its groups; nil for a crossed table.
    let oneWay: Int?

    var roles: [String] { grid.dimensions.map(\.role) }
  }

  let rule: DisclosureRule
  var indicators: [AuditedCrossing.Indicator] = []
  var frames: [Frame] = []
  var rows: [CrossedKey: Row] = [:]
  /// Indicators for which a table says that a row did not change, whatever another says.
  var unchanged: [CrossedKey: Set<String>] = [:]

  init(rule: DisclosureRule) { self.rule = rule }

  /// Adds a table; throws where a row is there already with other counts. `oneWay` says of a one-way
  /// table the level of its groups and which of its rows are hidden.
  mutating func add(
    _ table: AuditedCrossing.Indicator, _ grid: CrossedGrid, _ cells: [CellCount],
    oneWay: (level: Int, isHidden: [Bool])? = nil
  ) throws(ReleaseRefusal) {
    if !indicators.contains(where: { $0.id == table.id }) { indicators.append(table) }
    frames.append(Frame(indicator: table.id, grid: grid, oneWay: oneWay?.level))
    for (place, key) in grid.keys.enumerated() {
      var row = rows[key] ?? Row()
      let cell = cells[place]
      if let known = row.cells[table.id] {
        guard known.base == cell.base, known.count == cell.count else {
          throw .countsDisagree(key.row(of: table.id), "another table counts it otherwise")
        }
      } else {
        guard row.cells.isEmpty || row.base == cell.base else {
          throw .countsDisagree(
            key.row(of: table.id), "an indicator of the same base has another base")
        }
        row.cells[table.id] = cell
      }
      if let oneWay {
        row.isOneWay = true
        row.isHidden = row.isHidden || oneWay.isHidden[place]
      }
      rows[key] = row
    }
  }

  /// The crossed tables.
  var crossed: [Frame] { frames.filter { $0.oneWay == nil } }

  /// The same with one-way tables by these roles alone.
  func limited(to roles: Set<String>) -> CrossedStep {
    var step = self
    step.frames = frames.filter { $0.oneWay == nil || roles.isSuperset(of: $0.roles) }
    let keys = Set(step.frames.flatMap(\.grid.keys))
    step.rows = rows.filter { keys.contains($0.key) }
    return step
  }
}

extension CrossedKey {
  /// The row in the words of refusals.
  func row(of indicator: String) -> RowKey {
    guard !parts.isEmpty else { return RowKey(indicator: indicator) }
    return RowKey(
      indicator: indicator, role: parts.map(\.role).joined(separator: " and "),
      group: parts.map(\.group).joined(separator: ", "))
  }
}
