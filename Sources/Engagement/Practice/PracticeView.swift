// How plans, cycles and experiments are shown.

internal import Foundation
public import JSON
internal import Postgres
internal import Practice
internal import Storage

/// A plan, cycle or experiment as clients read it.
public struct PracticeView: Sendable {
  /// The record.
  public let json: JSONObject
  /// The number of the version that stands, from 1.
  public let revision: Int

  /// What may have been asked before, for whoever writes down a plan.
  public internal(set) var askedBefore: AskedBefore?

  /// The tag by which a client names this version: `"3"`.
  public var tag: String { "\"\(revision)\"" }
}

/// A stored record with its fields.
struct StandingRecord {
  let kind: PracticeKind
  let standing: StandingPractice
  let values: JSONObject
  /// All advice on a plan, in the order in which it was given.
  let advice: [AdviceOnPlan]

  init(
    _ kind: PracticeKind, _ standing: StandingPractice, advice: [AdviceOnPlan] = []
  ) throws {
    (self.kind, self.standing, self.advice) = (kind, standing, advice)
    values = try standing.stored.content.content.object
  }

  /// What is in the way of publishing the survey of a plan, in plain words.
  var obstacles: [String] { obstacles(of: values) }

  /// What would be in the way if the plan said this.
  func obstacles(of values: JSONObject) -> [String] {
    var last: [String: JSONObject] = [:]
    for piece in advice { last[piece.panellist] = piece.values }
    return PanelAdvice.obstacles(plan: values, standing: Array(last.values))
  }

  /// What of that the panel said, and not the plan alone.
  func pauses(of values: JSONObject) -> [String] {
    let own = PanelAdvice.obstacles(plan: values, standing: [])
    return obstacles(of: values).filter { !own.contains($0) }
  }

  /// The record in a list: its fields with what Hark says of them.
  var summary: JSONObject {
    var object: JSONObject = ["id": .string(standing.stored.id.text)]
    for field in kind.fields { object[field.name] = values[field.name] ?? .null }
    object["stage"] = .string(kind.stage(values))
    if kind == .plan { object["obstacles"] = .array(obstacles.map { .string($0) }) }
    object["revision"] = .number(Double(standing.revision))
    object["made_at"] = .string(timestamp(standing.stored.createdAt))
    object["edited_at"] = .string(timestamp(standing.editedAt))
    return object
  }

  /// The record by itself: a plan with the advice on it.
  var view: PracticeView {
    var object = summary
    if kind == .plan { object["advice"] = .array(advice.map { .object($0.summary) }) }
    return PracticeView(json: object, revision: standing.revision)
  }
}

/// A piece of advice with its fields.
struct AdviceOnPlan {
  let stored: Stored<AdviceRecord>
  let values: JSONObject

  init(_ stored: Stored<AdviceRecord>) throws {
    self.stored = stored
    values = try stored.content.content.object
  }

  var panellist: String { stored.content.panellist }

  var summary: JSONObject {
    var object: JSONObject = ["id": .string(stored.id.text)]
    for field in PanelAdvice.fields { object[field.name] = values[field.name] ?? .null }
    object["plan_revision"] = .number(Double(stored.content.revision))
    object["given_at"] = .string(timestamp(stored.createdAt))
    return object
  }
}

extension JSONText {
  /// The object that it holds.
  fileprivate var object: JSONObject {
    get throws { try JSONValue.parse(bytes).object ?? [:] }
  }
}
