// How far a survey is and who is not heard yet: exact counts, for coordinators while it runs.

internal import Findings
internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// Counts of a survey while it runs.
public struct SurveyProgress: Sendable {
  /// Responses by one dimension or characteristic.
  public struct Part: Sendable {
    /// `day`, `place`, `researcher`, `mode`, `language`, `version`, or the role of a question about the person.
    public let name: String
    /// What was asked; nil for what is known of every response.
    public let question: String?
    /// The counts.
    public let rows: [Row]
  }

  /// One count.
  public struct Row: Sendable {
    /// The day, code, name or choice.
    public let id: String
    /// The same in words.
    public let label: String
    /// Responses that count.
    public let responses: Int
    /// Withdrawn responses; nil where the answers are gone from counting with the consent.
    public let withdrawn: Int?
    /// Responses recorded after the survey closed.
    public let late: Int?
    /// Whether enough are heard for findings to show them; nil where nobody has to be.
    public let heard: Hearing?
  }

  /// How far a group is heard.
  public enum Hearing: String, Sendable {
    /// Nobody of the group yet.
    case nobody
    /// Some, and too few for findings to show.
    case few
    /// Enough.
    case enough
  }

  /// The survey.
  public let survey: String
  /// Its title.
  public let title: String
  /// Whether it takes responses.
  public let isOpen: Bool
  /// When it was counted.
  public let asOf: String
  /// The whole survey.
  public let total: Row
  /// With fewer than this a group is not shown in findings.
  public let fewBelow: Int
  /// By day, place, researcher, mode, language and version.
  public let parts: [Part]
  /// By what people said about themselves.
  public let heard: [Part]
}

extension Engagement {
  /// How far a survey is. The look is recorded: small exact counts can point at people.
  public func progress(
    survey id: String, as principal: Principal, origin: Origin
  ) async throws -> SurveyProgress {
    try require(principal, .coordinator)
    let asOf = timestamp(surroundings.now())
    return try await translating {
      let (versions, counts, places) = try await database.transaction(as: principal) {
        connection in
        let versions = try publishedVersions(id, on: connection)
        let counts = try ProgressQueries.counts(survey: id, on: connection)
        let codes = counts.filter { $0.dimension == .place }.compactMap(\.key)
        let places = codes.isEmpty ? [] : try PlaceQueries.find(codes: codes, on: connection)
        try audit("survey.progress", "survey", [id], origin, connection)
        return (versions, counts, places)
      }
      guard let current = versions.last else { throw Problem.doesNotLoad }
      let survey = current.survey
      let names = Dictionary(places.map { ($0.code, $0.name) }) { first, _ in first }
      let rule = DisclosureRule.standard.tightened(hideBelow: survey.disclosure.hideBelow)
      let none = SurveyProgress.Row(
        id: "all", label: "All", responses: 0, withdrawn: 0, late: 0, heard: nil)
      return SurveyProgress(
        survey: id, title: survey.title, isOpen: current.isOpen, asOf: asOf,
        total: Self.rows(counts, .all, names).first ?? none,
        fewBelow: rule.minimumBase,
        parts: ProgressDimension.allCases.filter { $0 != .all }.map { dimension in
          SurveyProgress.Part(
            name: dimension.rawValue, question: nil, rows: Self.rows(counts, dimension, names))
        },
        heard: try await heard(versions.map(\.survey), rule, as: principal))
    }
  }

  private static func rows(
    _ counts: [ProgressCount], _ dimension: ProgressDimension, _ places: [String: String]
  ) -> [SurveyProgress.Row] {
    counts.filter { $0.dimension == dimension }.map { count in
      let key = count.key ?? (dimension == .all ? "all" : "")
      let label =
        switch dimension {
        case .all: "All"
        case .place: places[key] ?? (key.isEmpty ? "No place given" : key)
        default: key
        }
      return SurveyProgress.Row(
        id: key, label: label, responses: count.responses, withdrawn: count.withdrawn,
        late: count.late, heard: nil)
    }
  }

  /// What the responses to every version say about the people who gave them, read by the newest.
  private func heard(
    _ versions: [Survey], _ rule: DisclosureRule, as principal: Principal
  ) async throws -> [SurveyProgress.Part] {
    guard let survey = versions.last else { return [] }
    let roles = survey.questions.compactMap(\.role).filter(\.isAboutPeople)
    guard !roles.isEmpty else { return [] }
    let columns = try await database.transaction(as: principal, on: .analysis, readOnly: true) {
      connection in
      var columns = AnswerColumns(survey, versions: versions, QuestionNames(versions))
      try CodedResponseQueries.stream(survey: survey.id, on: connection) { response in
        _ = columns.append(response.coded, of: response.version)
      }
      return columns
    }
    return roles.compactMap { role in
      guard let grouping = Grouping(role.rawValue, columns),
        let question = survey.question(forBreakdown: role.rawValue)?.question
      else { return nil }
      var counts = [Int](repeating: 0, count: grouping.groups.count)
      for position in grouping.positions { counts[Int(position)] += 1 }
      let rows = zip(grouping.groups, counts).map { group, count in
        SurveyProgress.Row(
          id: group.id, label: group.label, responses: count, withdrawn: nil, late: nil,
          heard: group == .notStated
            ? nil : count == 0 ? .nobody : count < rule.minimumBase ? .few : .enough)
      }
      return SurveyProgress.Part(name: role.rawValue, question: question.ask, rows: rows)
    }
  }
}

extension Surveys.Role {
  /// Whether it says who somebody is, rather than where or how they answered.
  fileprivate var isAboutPeople: Bool {
    switch self {
    case .setting, .channel, .place: false
    case .ageBand, .sex, .gender, .ethnicGroup, .disability, .carer, .sexualOrientation, .religion,
      .language, .tenure, .country, .group:
      true
    }
  }
}

extension SurveyProgress {
  /// The counts as HTTP answers them.
  public var json: JSONObject {
    [
      "survey": .string(survey), "title": .string(title), "open": .bool(isOpen),
      "as_of": .string(asOf), "responses": .number(Double(total.responses)),
      "withdrawn": .number(Double(total.withdrawn ?? 0)),
      "late": .number(Double(total.late ?? 0)),
      "by": .object(JSONObject(parts.map { ($0.name, .array($0.rows.map { .object($0.json) })) })),
      "few_below": .number(Double(fewBelow)),
      "heard": .array(
        heard.map { part in
          [
            "role": .string(part.name), "question": part.question.map { .string($0) } ?? .null,
            "groups": .array(part.rows.map { .object($0.json) }),
          ]
        }),
    ]
  }

  /// Every count as a row of one table.
  public var table: [JSONObject] {
    let whole = [Part(name: "all", question: nil, rows: [total])]
    return (whole + parts + heard).flatMap { part in
      part.rows.map { row in
        var object: JSONObject = ["by": .string(part.name)]
        for (key, value) in row.json { object[key] = value }
        return object
      }
    }
  }
}

extension SurveyProgress.Row {
  /// The count with its name.
  public var json: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "label": .string(label), "responses": .number(Double(responses)),
    ]
    object["withdrawn"] = withdrawn.map { .number(Double($0)) }
    object["late"] = late.map { .number(Double($0)) }
    object["heard"] = heard.map { .string($0.rawValue) }
    return object
  }
}
