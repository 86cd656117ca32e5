// A connection to the service that sends and reads bytes as they are, as no client of HTTP would.

import Foundation
import Glibc
import TestSupport

/// A TCP connection to this machine.
final class RawConnection {
  private let descriptor: Int32
  private var isClosed = false

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    // What never comes must not hang the test.
    var patience = timeval(tv_sec: 60 * patience, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw FaultTestError("no connection to the server") }
  }

  deinit { if !isClosed { close(descriptor) } }

  func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { throw FaultTestError("the server takes no more") }
      rest = rest.dropFirst(sent)
    }
  }

  /// Says that nothing more is sent; answers can still come.
  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Goes away at once, as a phone does that loses its signal (RST).
  func vanish() {
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    close(descriptor)
    isClosed = true
  }

  /// Reads an answer with a length: its head and its body.
  func readAnswer() -> (head: String, body: String) {
    let head = read(through: "\r\n\r\n")
    let length = head.lowercased().split(separator: "\r\n").first {
      $0.hasPrefix("content-length:")
    }
    .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
    var bytes = [UInt8](repeating: 0, count: length ?? 0)
    let count =
      bytes.count == 0 ? 0 : recv(descriptor, &bytes, bytes.count, Int32(MSG_WAITALL))
    return (head, String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
  }

  /// Reads up to and with some text, or to the end of the connection.
  func read(through text: String) -> String {
    var bytes: [UInt8] = []
    let end = Array(text.utf8)
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, 0) == 1 {
      bytes.append(byte)
      if bytes.suffix(end.count).elementsEqual(end) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
