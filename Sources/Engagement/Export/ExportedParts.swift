// Which questions an export leaves out, as a whole or inside the items of a list: a list of which one
// question can point at somebody is still a list of the others.

internal import JSON
internal import Storage
internal import SurveyModules
internal import Surveys

/// Why an export leaves a question out: first what no option changes.
public enum LeftOutReason: Int, Sendable, Hashable, CaseIterable, Comparable {
  /// It says who somebody is.
  case identifies
  /// It says where somebody is.
  case whereabouts
  /// People were promised that their words are seen a second time first.
  case secondLook
  /// It can point at a person, and what does was not asked for.
  case personal

  /// The order of the cases.
  public static func < (one: LeftOutReason, other: LeftOutReason) -> Bool {
    one.rawValue < other.rawValue
  }
}

/// A question that an export leaves out, such as `story` or `places.spot`.
public struct LeftOutQuestion: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// Why.
  public let reason: LeftOutReason
}

/// What an export leaves out of a survey's versions, by the newest ids.
struct ExportedParts: Sendable, Hashable {
  /// Questions of which nothing leaves.
  private(set) var questions: Set<String> = []
  /// Of lists that leave, the questions of their items that do not, by every id they were stored under.
  private(set) var items: [String: Set<String>] = [:]
  /// The same for people, `story` or `places.spot`, each once in asking order.
  private(set) var names: [String] = []
  private var reasons: [String: LeftOutReason] = [:]

  /// What is left out, and why.
  var told: [LeftOutQuestion] {
    names.map { LeftOutQuestion(name: $0, reason: reasons[$0] ?? .personal) }
  }

  /// Unless they are asked for, what can point at a person in some version; beside words that are
  /// shown to others names and whatever else identifies somebody, and what says where they are (the heading
  /// has the place of who allowed it), asked for or not; and people's own words from partners, where a
  /// version promised that they are seen a second time first.
  init(_ request: ExportRequest, _ versions: [Survey], _ renamed: QuestionNames) {
    let wordsWait =
      request.purpose == .share && versions.contains { $0.handling.secondLook != .none }
    func reason(_ question: Question) -> LeftOutReason? {
      if request.purpose.isForOthers, question.personal == .identifies { return .identifies }
      if request.purpose.isForOthers, question.saysWhere { return .whereabouts }
      if wordsWait, question.kind.shape == .length { return .secondLook }
      return question.personal != .no && !request.withPersonal ? .personal : nil
    }
    for survey in versions {
      for question in survey.questions where !question.kind.isNote {
        let id = renamed.newest(question.id, of: survey.version)
        let inside = question.itemQuestions.filter { $0.kind.shape != .nothing }
        let left = inside.compactMap { item in reason(item).map { (item, $0) } }
        let whole = left.count == inside.count ? left.first?.1 : nil
        if let why = reason(question) ?? whole {
          questions.insert(id)
          name(id, why)
        } else {
          for (item, why) in left {
            let newest = renamed.newest(item.id, of: survey.version)
            items[id, default: []].formUnion(renamed.all(newest, in: versions) + [item.id])
            name("\(id).\(newest)", why)
          }
        }
      }
    }
    names.removeAll { name in
      name.split(separator: ".").first.map { questions.contains(String($0)) && name != $0 } ?? false
        && !questions.contains(name)
    }
  }

  private mutating func name(_ name: String, _ reason: LeftOutReason) {
    if !names.contains(name) { names.append(name) }
    // Of several versions the reason that holds longest.
    reasons[name] = min(reasons[name] ?? reason, reason)
  }

  /// The items of a list without what is left out of them; a row of a grid stands in the grid's object.
  /// What is no list stays as it is.
  static func items(_ stored: JSONValue, without left: Set<String>?) -> JSONValue {
    guard let left, let items = stored.array else { return stored }
    return .array(
      items.map { item in
        guard var object = item.object else { return item }
        for id in left {
          object[id] = nil
          let parts = id.split(separator: ".", maxSplits: 1).map(String.init)
          guard parts.count == 2, var grid = object[parts[0]]?.object else { continue }
          grid[parts[1]] = nil
          object[parts[0]] = .object(grid)
        }
        return .object(object)
      })
  }
}

extension Question {
  /// Whether its answer says where somebody is.
  fileprivate var saysWhere: Bool {
    itemQuestions.isEmpty && namesPlaces || kind is PointQuestion || role == .place
  }
}
