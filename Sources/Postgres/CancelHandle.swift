// Asks the server to stop what a connection is doing. It opens a connection of its own for that, so
// it is called from a queue of its own or from the connection's thread.

import CLibPQ

/// What libpq needs to cancel the statement of one connection.
// @unchecked: the pointer never changes, libpq documents PQcancel as safe from any thread, and the
// memory is freed once, when nobody holds the handle any more.
final class CancelHandle: @unchecked Sendable {
  private let pointer: OpaquePointer

  /// Nil when there is no connection to cancel on.
  init?(connection: OpaquePointer) {
    guard let pointer = PQgetCancel(connection) else { return nil }
    self.pointer = pointer
  }

  deinit { PQfreeCancel(pointer) }

  /// Sends the request and waits until the server has taken it. That it cannot be sent is no error:
  /// the statement then simply runs to its end.
  func cancel() {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
      _ = PQcancel(pointer, message.baseAddress, 256)
    }
  }
}
