// What a proxy between Hark and PostgreSQL has to know of a connection to lose the answer to one commit.

import Foundation
import Glibc
import Synchronization

/// Whether a connection to PostgreSQL stored a record, and was told so.
final class StoringConnection: Sendable {
  private struct Seen {
    var isStoring = false
    var isCommitted = false
    /// What came last each way, for words that come in two pieces.
    var tails: [Bool: [UInt8]] = [:]
  }

  private let seen = Mutex(Seen())

  /// Whether the answer to the commit of a record has come.
  var isCommitted: Bool { seen.withLock { $0.isCommitted } }

  func sees(_ bytes: ArraySlice<UInt8>, isReply: Bool) {
    seen.withLock { seen in
      let data = Data((seen.tails[isReply] ?? []) + bytes)
      seen.tails[isReply] = Array(data.suffix(24))
      if !isReply, data.range(of: Data("insert into hark.submission".utf8)) != nil {
        seen.isStoring = true
      }
      if isReply, seen.isStoring, data.range(of: Data("COMMIT\0".utf8)) != nil {
        seen.isCommitted = true
      }
    }
  }
}

extension FaultProxy {
  /// A connection to a socket in the file system.
  static func connected(to path: String) throws -> Int32 {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, result == 0 else {
      Glibc.close(descriptor)
      throw FaultTestError("PostgreSQL does not listen")
    }
    return descriptor
  }
}
