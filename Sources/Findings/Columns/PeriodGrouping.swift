// When people answered, as whole months, quarters or years.

public import Surveys

extension CrossedBy.Period {
  /// The period that a day lies in: `2026-03`, `2026-Q1`, `2026`.
  public func group(of day: CalendarDay) -> BreakdownGroup {
    let year = String(day.year)
    let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
    switch self {
    case .month:
      let month = day.month < 10 ? "0\(day.month)" : "\(day.month)"
      return BreakdownGroup(
        id: "\(padded)-\(month)", label: "\(CalendarDay.monthNames[day.month - 1]) \(year)")
    case .quarter:
      let quarter = (day.month + 2) / 3
      let months = CalendarDay.monthNames[(3 * quarter - 3)..<(3 * quarter)]
      return BreakdownGroup(
        id: "\(padded)-Q\(quarter)",
        label: "\(months.first ?? "") to \(months.last ?? "") \(year)")
    case .year: return BreakdownGroup(id: padded, label: year)
    }
  }
}

extension Grouping {
  /// Groups responses by the round of a survey that their days lie in; who answered between two has
  /// stated none.
  public init(_ waves: [SurveyWave], days: [Int32]) {
    var places: [Int32: UInt16] = [:]
    for day in Set(days) {
      let date = CalendarDay(daysSinceEpoch: Int(day))
      places[day] = date.flatMap { date in waves.firstIndex { $0.contains(date) } }
        .map { UInt16($0) }
    }
    self.init(
      name: CrossedBy.wave,
      groups: waves.map { BreakdownGroup(id: $0.id, label: $0.label) } + [.notStated],
      isOpen: false, positions: days.map { places[$0] ?? UInt16(waves.count) })
  }

  /// Groups responses by the day they were given on, in days since 1970. Every period of the years that
  /// somebody answered in is there, so that releases of one year have the same groups.
  public init(_ period: CrossedBy.Period, days: [Int32]) {
    let dates = Set(days).reduce(into: [Int32: CalendarDay]()) { dates, day in
      dates[day] = CalendarDay(daysSinceEpoch: Int(day))
    }
    let years = dates.values.map(\.year)
    var groups: [BreakdownGroup] = []
    for year in years.isEmpty ? [] : Array((years.min() ?? 1)...(years.max() ?? 1)) {
      for month in 1...12 {
        guard let day = CalendarDay(year: year, month: month, day: 1) else { continue }
        let group = period.group(of: day)
        if groups.last != group { groups.append(group) }
      }
    }
    let order = Dictionary(groups.enumerated().map { ($1, UInt16($0)) }) { first, _ in first }
    let places = dates.compactMapValues { order[period.group(of: $0)] }
    self.init(
      name: CrossedBy.period, groups: groups + [.notStated], isOpen: false,
      positions: days.map { places[$0] ?? UInt16(groups.count) })
  }
}
