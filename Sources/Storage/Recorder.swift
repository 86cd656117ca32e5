// Who recorded the rows of a statement: the transaction's one account, or an account for each row in
// a transaction that several people share.

public import Foundation
import Postgres

/// Who recorded the rows that are stored together.
public enum Recorder: Sendable {
  /// The account that the transaction works for.
  case transaction
  /// An account for each record, by the record's id; the transaction names all of them.
  case accounts([UUID: UUID])

  /// A column with the account of each row, for `unnest`; `records` are the rows' records.
  func column(_ records: [UUID]) -> SQL {
    switch self {
    case .transaction: "array_fill(hark.current_account(), array[\(records.count)::integer])"
    case .accounts(let accounts): "\(records.map { accounts[$0] })"
    }
  }
}

/// People of one partnership who act in the same role at the same moment. Their records may share a
/// transaction.
public struct RecordingGroup: Sendable {
  /// The partnership.
  public let partnership: UUID
  /// The role they act in.
  public let role: Role
  /// Their accounts.
  public let accounts: [UUID]

  /// The group of these people; nil when they are not of one partnership and role.
  public init?(_ principals: [Principal]) {
    guard let first = principals.first,
      principals.allSatisfy({ $0.partnership == first.partnership && $0.role == first.role })
    else { return nil }
    (partnership, role) = (first.partnership, first.role)
    accounts = Set(principals.map(\.account)).sorted()
  }
}
