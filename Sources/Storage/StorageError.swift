// What the database refuses, in Hark's terms. This is the one place where its errors are
// translated.

import Postgres

/// A refusal by the database that the caller can act on. Nothing in it carries a value.
public enum StorageError: Error, Equatable, Sendable {
  /// A row with this key exists already, perhaps one that the principal may not see.
  case alreadyExists(table: String)
  /// A record that is referred to does not exist, or not in this partnership.
  case unknownReference(constraint: String)
  /// A value does not keep a rule of its column or table.
  case invalid(table: String, constraint: String)
  /// The principal's role or the database role has no right to do this.
  case notAllowed(table: String?)
  /// A rule of Hark that the database keeps does not hold.
  case refused(Refusal, message: String)

  /// The rules that the database itself keeps.
  public enum Refusal: String, Sendable, CaseIterable {
    case neverChanged = "HK001"
    case consent = "HK002"
    case surveyNotPublished = "HK003"
    case surveyClosed = "HK004"
    case basisNotAllowed = "HK005"
    case unknownPlace = "HK006"
    case placeCodeTaken = "HK007"
    case withdrawalIsFinal = "HK008"
    case linkTakesNoMore = "HK009"
    case erased = "HK010"
    /// As `erased`, of a new record under the receipt code of one that was taken back.
    case receiptTakenBack = "HK010 receipt_taken_back"
    /// As `erased`, of a response to a conversation that was taken back.
    case conversationTakenBack = "HK010 conversation_taken_back"
    case held = "HK011"
    case unknownEvent = "HK012"
    /// A new record under the receipt code of one of which a part was taken back; it comes in without that.
    case scopesTakenBack = "HK013"
    /// A conversation to which responses belong is of one person, or of several, for good.
    case attachedAsItWas = "HK014"
  }

  /// Reads an error of the database; nil when it is not a refusal, but a fault to be passed on.
  public init?(_ error: any Error) {
    if let known = error as? StorageError {
      self = known
      return
    }
    guard case .server(let server)? = error as? PostgresError else { return nil }
    let table = server.table ?? ""
    let code = server.sqlState.rawValue
    let refusal = server.constraint.flatMap { Refusal(rawValue: "\(code) \($0)") }
    if let refusal = refusal ?? Refusal(rawValue: code) {
      self = .refused(refusal, message: server.text)
      return
    }
    switch server.sqlState {
    case .uniqueViolation: self = .alreadyExists(table: table)
    case .foreignKeyViolation: self = .reference(server.constraint ?? "")
    case .checkViolation: self = .invalid(table: table, constraint: server.constraint ?? "")
    case .notNullViolation: self = .invalid(table: table, constraint: server.column ?? "")
    case .insufficientPrivilege: self = .notAllowed(table: server.table)
    default: return nil
    }
  }

  // A foreign key holds before the rule that words the refusal can be asked.
  private static func reference(_ constraint: String) -> StorageError {
    switch constraint {
    case "response_consent", "conversation_consent":
      .refused(
        .consent,
        message: "there is no consent for this record; record the consent first")
    case "response_survey", "conversation_survey":
      .refused(
        .surveyNotPublished,
        message: "this version of the survey is not published; publish it, or name one that is")
    case "official_place_parent_fkey":
      .refused(
        .unknownPlace,
        message: "a place lies in a place that is not known; import that place too")
    default: .unknownReference(constraint: constraint)
    }
  }
}

extension StorageError: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .alreadyExists(let table):
      "this id or name is taken by another \(noun(table)); choose another"
    case .unknownReference(let constraint):
      "a record that is referred to does not exist here (\(constraint)); record it first"
    case .invalid(let table, let constraint):
      "a value of this \(noun(table)) is not allowed (\(constraint)); correct it"
    case .notAllowed(let table):
      "this role may not do that\(table.map { " with a \(noun($0))" } ?? ""); "
        + "use an account whose role may"
    case .refused(_, let message): message
    }
  }

  private func noun(_ table: String) -> String {
    table.isEmpty ? "record" : table.replacing("_", with: " ")
  }
}

/// Runs work and passes its errors on, those that are refusals as `StorageError`.
func translatingErrors<Value: Sendable>(
  isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async throws -> Value {
  do {
    return try await work()
  } catch {
    throw StorageError(error) ?? error
  }
}
