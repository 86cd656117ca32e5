// Sends records over HTTP as fast as they are answered, from a number of connections that each wait for their
// answer. As cheap as pgbench, which the result is held against: on two cores whatever sends takes its time from
// the server. Everything but the id of a request is made beforehand.

import Foundation
import Glibc
import JSON

struct RecordLoad {
  let port: String
  let connections: String
  let seconds: String
  /// The first line is a record without its id and the opening brace, each further line a token.
  let file: String

  func run() throws {
    guard let port = UInt16(port), let count = Int(connections), count > 0,
      let seconds = Double(seconds)
    else { Measure.fail("PORT, CONNECTIONS and SECONDS are numbers") }
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    guard lines.count > 1 else { Measure.fail("the file holds a record and tokens") }
    let requests = lines.dropFirst().map { Request(token: $0, rest: lines[0], port: port) }
    var sending = Sending(requests: requests, port: port, connections: count)
    sending.run(for: seconds)
    Measure.print(sending.result)
  }
}

/// The bytes of a request, with room for the id.
private struct Request {
  var bytes: [UInt8]
  let idStart: Int

  init(token: Substring, rest: Substring, port: UInt16) {
    let length = #"{"id":"","#.utf8.count + 36 + rest.utf8.count
    let head =
      "POST /api/v1/surveys/bench-neighbours/responses HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
      + "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(length)\r\n\r\n{\"id\":\""
    idStart = head.utf8.count
    bytes = Array((head + String(repeating: "0", count: 36) + "\"," + rest).utf8)
  }

  /// Puts a random UUID (RFC 9562, version 4) in.
  mutating func renew(_ random: inout some RandomNumberGenerator) {
    var (high, low): (UInt64, UInt64) = (random.next(), random.next())
    high = high & ~0xF000 | 0x4000
    low = low & ~(3 << 62) | 2 << 62
    var place = idStart
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 {
        bytes[place] = UInt8(ascii: "-")
        place += 1
      }
      let number = index < 16 ? high >> UInt64(60 - index * 4) : low >> UInt64(124 - index * 4)
      let digit = UInt8(truncatingIfNeeded: number & 15)
      bytes[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      place += 1
    }
  }
}

/// One connection: when its request was sent, and what came of the answer so far.
private struct Sender {
  let socket: Int32
  var sent = ContinuousClock.now
  var answer: [UInt8] = []
}

private struct Sending {
  private var requests: [Request]
  private var senders: [Sender]
  private var random = SystemRandomNumberGenerator()
  private var made = 0
  private var milliseconds: [Double] = []
  private var refused = 0
  private var late = 0
  private var elapsed = 0.0

  init(requests: [Request], port: UInt16, connections: Int) {
    self.requests = requests
    senders = (0..<connections).map { _ in Sender(socket: Self.connect(port)) }
  }

  private static func connect(_ port: UInt16) -> Int32 {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let done = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var on: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    guard done == 0 else { Measure.fail("nothing listens at port \(port)") }
    return socket
  }

  /// Sends until the time is over, and then waits for the last answers.
  mutating func run(for seconds: Double) {
    let end = ContinuousClock.now + .seconds(seconds)
    for number in senders.indices { send(number) }
    var waiting = senders.count
    var polled = senders.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
    while waiting > 0 {
      let count = poll(&polled, nfds_t(polled.count), 10_000)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { Measure.fail("no answer came for 10 s") }
      for number in polled.indices where polled[number].revents != 0 {
        guard let status = receive(number) else { continue }
        let now = ContinuousClock.now
        if status != 201 { refused += 1 }
        if now < end {
          milliseconds.append(Measure.seconds(now - senders[number].sent) * 1_000)
          send(number)
        } else {
          late += 1
          waiting -= 1
        }
      }
    }
    elapsed = seconds
  }

  private mutating func send(_ number: Int) {
    made += 1
    let place = made % requests.count
    requests[place].renew(&random)
    senders[number].sent = .now
    let count = requests[place].bytes.withUnsafeBytes {
      Glibc.send(senders[number].socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard count == requests[place].bytes.count else {
      Measure.fail("a request could not be sent")
    }
  }

  /// Takes what came; the status once an answer is whole.
  private mutating func receive(_ number: Int) -> Int? {
    withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 1) { buffer in
      let count = recv(senders[number].socket, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { Measure.fail("a connection was closed by the server") }
      let part = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      if senders[number].answer.isEmpty, let status = Self.status(part) { return status }
      senders[number].answer += part
      let status = senders[number].answer.withUnsafeBytes { Self.status($0) }
      if status != nil { senders[number].answer = [] }
      return status
    }
  }

  /// The status of an answer with a length; nil while some of it is missing.
  private static func status(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let end = place(of: "\r\n\r\n", in: bytes), end > 12 else { return nil }
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<(end + 2)])
    var length = 0
    if let found = place(of: "\r\ncontent-length: ", in: head) {
      let digits = head[(found + 18)...].prefix { (0x30...0x39).contains($0) }
      length = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
    guard bytes.count >= end + 4 + length else { return nil }
    return bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  /// Where a text in small letters begins, written in large letters or small.
  private static func place(of text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    text.withUTF8Buffer { text in
      bytes.indices.dropLast(text.count - 1).first { start in
        text.indices.allSatisfy { index in
          let byte = bytes[start + index]
          return ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == text[index]
        }
      }
    }
  }

  /// What came of it.
  var result: JSONObject {
    let sorted = milliseconds.sorted()
    func share(_ part: Double) -> JSONValue {
      sorted.isEmpty ? .null : .number(sorted[Int(Double(sorted.count - 1) * part)])
    }
    return [
      "answered": .number(Double(milliseconds.count + late)), "refused": .number(Double(refused)),
      "per_second": .number(Double(milliseconds.count) / elapsed), "p50": share(0.5),
      "p99": share(0.99),
    ]
  }
}
