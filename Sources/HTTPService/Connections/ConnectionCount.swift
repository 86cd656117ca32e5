// Who is connected: a cap in total and for each address, and what the metrics say about it.

internal import Foundation
package import NIOCore
internal import Synchronization

/// Why a connection was ended by the service.
package enum DropReason: String, CaseIterable, Sendable {
  /// The head of a request took too long.
  case slowHead = "slow_head"
  /// A body brought too little.
  case slowBody = "slow_body"
  /// The client did not take its answer.
  case slowReader = "slow_reader"
  /// Nothing was asked for a while.
  case idle
  /// There were too many connections.
  case tooMany = "too_many"
  /// What came was not HTTP, or larger than the limits.
  case unreadable
}

/// Counts connections.
package final class ConnectionCount: Sendable {
  private struct State {
    var open = 0
    var byAddress: [String: Int] = [:]
    var dropped: [DropReason: Int] = [:]
  }

  private let limits: ConnectionLimits
  private let state = Mutex(State())

  package init(limits: ConnectionLimits) { self.limits = limits }

  /// Connections there are now.
  package var open: Int { state.withLock { $0.open } }

  /// Connections that the service ended, by reason.
  package var dropped: [DropReason: Int] { state.withLock { $0.dropped } }

  /// Counts a connection that was ended.
  func drop(_ reason: DropReason) { state.withLock { $0.dropped[reason, default: 0] += 1 } }

  /// Counts a new connection; false: it is one too many. Either way `leave` has to follow.
  package func enter(_ address: String?) -> Bool {
    state.withLock { state in
      state.open += 1
      var fromAddress = 0
      if let address {
        fromAddress = state.byAddress[address, default: 0] + 1
        state.byAddress[address] = fromAddress
      }
      return state.open <= limits.connections && fromAddress <= limits.connectionsPerAddress
    }
  }

  /// Counts a connection that ended.
  package func leave(_ address: String?) {
    state.withLock { state in
      state.open -= 1
      guard let address, let count = state.byAddress[address] else { return }
      state.byAddress[address] = count > 1 ? count - 1 : nil
    }
  }

  /// The address that a connection counts for; nil: none, because it is of this machine or of a
  /// private network.
  package static func countedAddress(_ address: SocketAddress?) -> String? {
    guard let text = address?.ipAddress else { return nil }
    let plain = text.hasPrefix("::ffff:") ? String(text.dropFirst(7)) : text
    let parts = plain.split(separator: ".").compactMap { Int($0) }
    if parts.count == 4 {
      let isPrivate =
        parts[0] == 127 || parts[0] == 10 || (parts[0] == 172 && (16...31).contains(parts[1]))
        || (parts[0] == 192 && parts[1] == 168)
      return isPrivate ? nil : plain
    }
    let isPrivate =
      plain == "::1" || plain.hasPrefix("fc") || plain.hasPrefix("fd") || plain.hasPrefix("fe80:")
    return isPrivate ? nil : prefix64(plain)
  }

  /// One subscriber of IPv6 holds a whole /64, so that this is what counts.
  private static func prefix64(_ text: String) -> String {
    let halves = text.components(separatedBy: "::")
    var groups = halves[0].split(separator: ":").map(String.init)
    if halves.count > 1 {
      let after = halves[1].split(separator: ":").map(String.init)
      let zeros = max(0, 8 - groups.count - after.count)
      groups += Array(repeating: "0", count: zeros) + after
    }
    return groups.prefix(4).joined(separator: ":") + "::/64"
  }
}
