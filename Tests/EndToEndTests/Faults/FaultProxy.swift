// A network between the clients and the server that a test can break: it cuts connections, or loses
// the replies to requests that arrived, or to the commit that stored a record.

import Foundation
import Glibc
import Synchronization

/// Passes TCP on to a port of this machine, as long as it is told to.
final class FaultProxy: Sendable {
  /// What becomes of bytes on their way back.
  enum Replies: Sendable {
    case pass, lose
    /// The answer to the next commit that stores a record is lost with its connection; what follows passes.
    case loseCommit
    /// The same, and from then on nothing passes.
    case loseCommitAndStay
    /// Nothing comes back on a connection once it stored a record, and it stays open.
    case swallowCommit
  }

  private struct State {
    var target: UInt16 = 0
    var socket: String?
    var hasSwallowed = false
    var replies = Replies.pass
    var open: Set<Int32> = []
  }

  private let state = Mutex(State())
  private let listening: Int32
  /// Where clients connect to.
  let port: Int

  init() throws {
    let listening = try Self.socket()
    self.listening = listening
    var address = Self.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, length) == 0 && listen(listening, 64) == 0
          && getsockname(listening, $0, &length) == 0
      }
    }
    guard isBound else { throw FaultTestError("the proxy cannot listen") }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in accepting() }
  }

  /// Sends what comes from now on to this port.
  func aim(at port: Int) { state.withLock { $0.target = UInt16(port) } }

  /// Sends what comes from now on to the PostgreSQL with this socket.
  func aim(atSocket path: String) { state.withLock { $0.socket = path } }

  /// Whether the answer to the commit of a record was swallowed.
  var hasSwallowed: Bool { state.withLock { $0.hasSwallowed } }

  /// Whether replies arrive.
  func set(_ replies: Replies) { state.withLock { $0.replies = replies } }

  /// Cuts every connection there is, without a word.
  func cut() {
    state.withLock { state in
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  /// Takes no more connections.
  func close() {
    shutdown(listening, Int32(SHUT_RDWR))
    cut()
  }

  private func accepting() {
    while true {
      let client = accept(listening, nil, nil)
      guard client >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        Glibc.close(listening)
        return
      }
      // A server that is started in this moment must not inherit it and keep it open.
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      guard let server = try? connected() else {
        Glibc.close(client)
        continue
      }
      state.withLock {
        _ = $0.open.insert(client); _ = $0.open.insert(server)
      }
      let left = Mutex(2)
      let stores = StoringConnection()
      let done: @Sendable () -> Void = { [self] in
        let isLast = left.withLock { left in
          left -= 1
          return left == 0
        }
        // Both ways have ended: only now may the numbers be given to other files.
        guard isLast else { return }
        state.withLock {
          _ = $0.open.remove(client); _ = $0.open.remove(server)
        }
        Glibc.close(client)
        Glibc.close(server)
      }
      Thread.detachNewThread { [self] in pump(client, server, stores, isReply: false, done) }
      Thread.detachNewThread { [self] in pump(server, client, stores, isReply: true, done) }
    }
  }

  private func pump(
    _ source: Int32, _ destination: Int32, _ stores: StoringConnection, isReply: Bool,
    _ done: () -> Void
  ) {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(source, &bytes, bytes.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      // A reply that is lost takes its connection with it, as a broken line does.
      if isReply, state.withLock({ $0.replies }) == .lose { break }
      stores.sees(bytes[..<count], isReply: isReply)
      if isReply, stores.isCommitted {
        let now = state.withLock { state in
          defer {
            if state.replies == .loseCommit { state.replies = .pass }
            if state.replies == .loseCommitAndStay { state.replies = .lose }
            if state.replies == .swallowCommit { state.hasSwallowed = true }
          }
          return state.replies
        }
        if now == .swallowCommit { continue }
        if now != .pass { break }
      }
      guard Self.sendAll(bytes[..<count], to: destination) else { break }
    }
    shutdown(source, Int32(SHUT_RDWR))
    shutdown(destination, Int32(SHUT_RDWR))
    done()
  }

  private static func sendAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  private func connected() throws -> Int32 {
    if let path = state.withLock({ $0.socket }) { return try Self.connected(to: path) }
    let descriptor = try Self.socket()
    var address = Self.loopback(port: state.withLock { $0.target })
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      Glibc.close(descriptor)
      throw FaultTestError("nobody listens")
    }
    return descriptor
  }

  private static func socket() throws -> Int32 {
    let descriptor = Glibc.socket(
      AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw FaultTestError("no socket") }
    return descriptor
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
