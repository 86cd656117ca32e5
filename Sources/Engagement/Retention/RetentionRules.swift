// For how long records are kept, by what each published version told people.

internal import Postgres
internal import Storage
internal import Surveys

extension Engagement {
  /// For each published version that says how long, the day before which its records are due.
  func retentionRules(
    as principal: Principal
  ) async throws -> [(rule: RetentionRule, months: Int)] {
    guard let today = surroundings.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let modules = Set(
          try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
            .map(\.published.content.module))
        return try modules.sorted().flatMap { module in
          try publishedVersions(module, on: connection).compactMap { published in
            guard case .asked(let wording) = published.survey.consent,
              let months = wording.keepMonths, let before = today.monthsBefore(months)
            else { return nil }
            return (
              RetentionRule(
                survey: module, version: published.survey.version, before: before), months
            )
          }
        }
      }
    }
  }
}

extension CalendarDay {
  /// The same day so many months ago, or the last of that month.
  fileprivate func monthsBefore(_ months: Int) -> PostgresDate? {
    let number = year * 12 + month - 1 - months
    return (0..<4).lazy.compactMap {
      PostgresDate(year: number / 12, month: number % 12 + 1, day: day - $0)
    }.first
  }
}
