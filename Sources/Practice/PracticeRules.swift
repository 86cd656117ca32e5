// What a whole record has to keep, whatever order its fields were filled in.

public import JSON
public import Surveys

extension PracticeKind {
  /// What is wrong with the fields of a record taken together.
  public func problems(_ values: JSONObject) -> [AnswerProblem] {
    var problems = PracticeReading.missing(values, of: fields)
    switch self {
    case .plan:
      if values["response"] == "not" || values["response"] == "part", values["why"] == nil {
        problems.append(Self.missing("why", "say why the advice is not taken as a whole"))
      }
    case .cycle:
      if let focus = values["focus"]?.array, focus.count > 2 {
        problems.append(
          AnswerProblem(
            question: "focus", code: .badField,
            message: "a cycle is about one or two areas; write down another cycle for the others"))
      }
      for (later, earlier) in [("work", "inception"), ("review", "work"), ("lessons", "review")]
      where values[later] != nil && values[earlier] == nil {
        problems.append(
          Self.missing(
            earlier, "a cycle goes from inception over work and review to lessons; say this first"))
      }
      problems += Self.outOfOrder(["inception_on", "work_from", "review_on"], values)
    case .event: break
    case .experiment:
      if values["outcome"] != nil, values["learned"] == nil {
        problems.append(Self.missing("learned", "say what was learned, whatever became of it"))
      }
    }
    return problems
  }

  /// How far a record has come: a word for lists.
  public func stage(_ values: JSONObject) -> String {
    switch self {
    case .plan:
      if values["fed_back_on"] != nil { return "fed_back" }
      return values["response"] != nil ? "replied" : "planned"
    case .cycle:
      return ["lessons", "review", "work", "inception"].first { values[$0] != nil } ?? "planned"
    case .experiment:
      return values["outcome"]?.string ?? "trying"
    case .event: return values["happened"] != nil ? "held" : "planned"
    }
  }

  /// Days that come one after another, each held against the one before it that is given.
  private static func outOfOrder(_ fields: [String], _ values: JSONObject) -> [AnswerProblem] {
    let given = fields.filter { values[$0]?.string != nil }
    return zip(given, given.dropFirst()).compactMap { earlier, later in
      guard let before = values[earlier]?.string.flatMap({ CalendarDay($0) }),
        let after = values[later]?.string.flatMap({ CalendarDay($0) }), after < before
      else { return nil }
      return AnswerProblem(
        question: later, code: .badField,
        message: "this day comes before \(earlier), \(before); look at both again")
    }
  }

  private static func missing(_ field: String, _ message: String) -> AnswerProblem {
    AnswerProblem(question: field, code: .missingField, message: message)
  }
}
