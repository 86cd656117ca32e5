// The limits of a connection, on a clock that the test moves: nobody waits here.

import Engagement
import Foundation
import HTTPService
import NIOCore
import Testing

@Suite struct ConnectionTests {
  private static let get = "GET /healthz HTTP/1.1\r\nHost: hark\r\n\r\n"
  private static let post =
    "POST /api/v1/conversations HTTP/1.1\r\nHost: hark\r\nContent-Length: 1000000\r\n\r\n"

  @Test func `R26 a connection that says nothing is closed after ten seconds`() throws {
    let connection = try WatchedConnection()
    connection.wait(9)
    #expect(connection.isOpen)
    connection.wait(4)
    #expect(!connection.isOpen)
    #expect(connection.answers().isEmpty)
  }

  @Test func `R26 a head that drips is answered with 408 and closed`() throws {
    let connection = try WatchedConnection()
    connection.send("GET / HTTP/1.1\r\n")
    connection.drip("A: b\r\n", seconds: 9)
    #expect(connection.isOpen)
    connection.drip("A: b\r\n", seconds: 4)
    #expect(!connection.isOpen)
    #expect(connection.answers().hasPrefix("HTTP/1.1 408 Request Timeout"))
    #expect(connection.count.dropped == [.slowHead: 1])
  }

  @Test func `R26 a body that drips is reported, answered and closed`() throws {
    let connection = try WatchedConnection()
    connection.send(Self.post)
    connection.drip("x", seconds: 9)
    #expect(connection.error() == nil)
    connection.drip("x", seconds: 2)
    #expect((connection.error() as? Problem)?.httpStatus == 408)
    connection.answer(408)
    #expect(!connection.isOpen)
    #expect(connection.answers().hasPrefix("HTTP/1.1 408"))
    #expect(connection.count.dropped == [.slowBody: 1])
  }

  @Test func `R26 a body that stops is closed though nobody waits for it`() throws {
    let connection = try WatchedConnection()
    connection.send(Self.post)
    connection.wait(16)
    #expect(!connection.isOpen)
  }

  @Test func `R26 a long body that keeps coming is read for an hour`() throws {
    let connection = try WatchedConnection()
    connection.send(
      "POST /batch HTTP/1.1\r\nHost: hark\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = "200\r\n" + String(repeating: "x", count: 512) + "\r\n"
    connection.drip(chunk, seconds: 3_600)
    #expect(connection.isOpen)
    #expect(connection.error() == nil)
  }

  @Test func `R26 while the service itself is busy no time counts against the client`() throws {
    let connection = try WatchedConnection()
    connection.send(Self.post, isReadOn: false)
    connection.wait(600)
    #expect(connection.error() == nil && connection.isOpen)
    connection.channel.read()
    connection.wait(9)
    #expect(connection.error() == nil)
    connection.wait(4)
    #expect(connection.error() != nil)
  }

  @Test func `R26 a client that does not take its answer is dropped`() throws {
    let connection = try WatchedConnection()
    connection.takes(false)
    connection.send(Self.get)
    connection.answer(200, String(repeating: "x", count: 10_000), isWhole: false)
    connection.wait(19)
    #expect(connection.isOpen)
    connection.wait(10)
    #expect(!connection.isOpen)
    #expect(connection.count.dropped == [.slowReader: 1])
  }

  @Test func `R26 a client that takes its answer slowly but steadily gets it to the end`() throws {
    let connection = try WatchedConnection()
    connection.send(Self.get)
    connection.answer(200, "x", isWhole: false)
    for _ in 0..<100 {
      connection.takes(false)
      connection.answerMore(String(repeating: "x", count: 5_000))
      connection.wait(15)
      connection.takes(true)
    }
    #expect(connection.isOpen)
    #expect(connection.answers().count > 500_000)
  }

  @Test func `R26 work that takes long is no fault of the client`() throws {
    let connection = try WatchedConnection()
    connection.send(Self.get)
    connection.wait(3_600)
    connection.answer(200)
    #expect(connection.isOpen)
    #expect(connection.answers().hasPrefix("HTTP/1.1 200"))
  }

  @Test func `R26 an answered connection may idle for a minute and no longer`() throws {
    let connection = try WatchedConnection()
    connection.send(Self.get)
    connection.answer(200)
    connection.wait(59)
    #expect(connection.isOpen)
    connection.send(Self.get)
    connection.answer(200)
    connection.wait(59)
    #expect(connection.isOpen)
    connection.wait(5)
    #expect(!connection.isOpen)
  }

  @Test func `R26 one connection too many is told to come back`() throws {
    let connection = try WatchedConnection(isWelcome: false)
    #expect(!connection.isOpen)
    let answer = connection.answers()
    #expect(answer.hasPrefix("HTTP/1.1 503"))
    #expect(answer.contains("Retry-After: ") && answer.contains("H040"))
  }

  @Test func `R26 connections are counted in total and by address of a public network`() throws {
    var limits = ConnectionLimits()
    (limits.connections, limits.connectionsPerAddress) = (5, 2)
    let count = ConnectionCount(limits: limits)
    let address = try ConnectionCount.countedAddress(
      SocketAddress(ipAddress: "203.0.113.9", port: 1))
    #expect(address == "203.0.113.9")
    #expect(count.enter(address) && count.enter(address) && !count.enter(address))
    #expect(count.enter(nil) && count.enter(nil) && !count.enter(nil))
    for _ in 0..<3 { count.leave(address) }
    #expect(count.open == 3 && count.enter(address))
    for proxy in ["127.0.0.1", "10.0.0.2", "172.20.0.1", "192.168.1.1", "::1", "fd00::1"] {
      #expect(try ConnectionCount.countedAddress(SocketAddress(ipAddress: proxy, port: 1)) == nil)
    }
    let six = try ["2001:db8:1:2::3", "2001:db8:1:2:9::"].map {
      try ConnectionCount.countedAddress(SocketAddress(ipAddress: $0, port: 1))
    }
    #expect(six == ["2001:db8:1:2::/64", "2001:db8:1:2::/64"])
  }

  @Test func `R27 after an early answer the rest of an endless body is thrown away, then cut`()
    throws
  {
    var limits = ConnectionLimits()
    limits.lingerBytes = 10_000
    let connection = try WatchedConnection(limits: limits)
    connection.send(Self.post)
    connection.send(String(repeating: "x", count: 5_000))
    _ = try connection.received()
    connection.answer(413)
    #expect(connection.answers().contains("Connection: close"))
    connection.send(String(repeating: "x", count: 50_000))
    #expect(try connection.received().isEmpty)
    #expect(!connection.isOpen)
  }

  @Test func `R27 an answer after the whole request keeps the connection`() throws {
    let connection = try WatchedConnection()
    connection.send(
      "POST / HTTP/1.1\r\nHost: hark\r\nContent-Length: 2\r\n\r\n{}" + Self.get)
    connection.answer(401)
    connection.answer(200)
    #expect(connection.isOpen)
    #expect(!connection.answers().contains("close"))
  }

  @Test func `what is no request takes no answer from the request before it`() throws {
    let long = String(repeating: "x", count: 40_000)
    for (wrong, status) in [
      ("GET / HTTP/1.1\r\n\r\n", "400"), ("\u{16}\u{3}\u{1}\r\n\r\n", "4"),
      ("GET / HTTP/1.1\r\nHost: a\r\nCookie: \(long)\r\n\r\n", "431"),
    ] {
      let connection = try WatchedConnection()
      connection.send(Self.get + Self.get + wrong + Self.get)
      // However long the service takes for them.
      connection.wait(60)
      connection.answer(200, "first")
      connection.answer(200, "second")
      let answers = connection.answers().components(separatedBy: "HTTP/1.1 ").dropFirst()
      #expect(answers.map { $0.prefix(3) }.prefix(2) == ["200", "200"], "\(answers)")
      #expect(answers.count == 3 && answers.last?.hasPrefix(status) == true, "\(answers)")
      #expect(answers.count { $0.contains("Connection: close") } == 1)
      #expect(!connection.isOpen)
    }
  }

  @Test func `a client that asks for one answer alone gets it and the connection ends`() throws {
    for head in [
      "GET / HTTP/1.1\r\nHost: hark\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
    ] {
      let connection = try WatchedConnection()
      connection.send(head)
      connection.answer(200, "fine")
      #expect(!connection.isOpen)
      #expect(connection.answers().contains("fine"))
    }
  }

  @Test func `R22 what is no request is refused by name, with every careful header`() throws {
    let long = String(repeating: "x", count: 40_000)
    let cases: [(String, String, String)] = [
      ("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n", "414", "H038"),
      ("GET /\(long.prefix(9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", "414", "H038"),
      ("GET / HTTP/1.1\r\nHost: a\r\nCookie: \(long)\r\n\r\n", "431", "H039"),
      (
        "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "A: b\r\n", count: 200) + "\r\n", "431",
        "H039"
      ),
      ("GET / HTTP/1.1\r\n\r\n", "400", "H008"),
      ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400", "H008"),
      ("INVENTED / HTTP/1.1\r\nHost: a\r\n\r\n", "405", "H019"),
      ("\u{16}\u{3}\u{1} hello\r\n\r\n", "4", "H0"),
      (
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400",
        "H008"
      ),
      (
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "400", "H008"
      ),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "400", "H008"),
      (
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
        "400", "H008"
      ),
    ]
    for (request, status, code) in cases {
      let connection = try WatchedConnection()
      connection.send(request)
      let answer = connection.answers()
      #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(request.prefix(80)): \(answer.prefix(40))")
      #expect(answer.contains("\"code\":\"\(code)"))
      #expect(!connection.isOpen)
      for header in [
        "Content-Security-Policy: default-src 'none'", "Strict-Transport-Security: ",
        "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: ", "Permissions-Policy: ", "Cache-Control: no-store",
        "Connection: close",
      ] { #expect(answer.lowercased().contains(header.lowercased()), "\(header)") }
      #expect(!answer.lowercased().contains("\r\nserver:"))
    }
  }

  @Test func `a body that is no HTTP any more is an error for whoever reads it`() throws {
    let connection = try WatchedConnection()
    connection.send(
      "POST / HTTP/1.1\r\nHost: hark\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
    #expect(connection.error() != nil)
    connection.answer(400)
    #expect(!connection.isOpen)
  }
}
