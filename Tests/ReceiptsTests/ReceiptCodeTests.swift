// Receipt codes: the list, the hash, and how people write them down.

import Testing

@testable import Receipts

@Suite struct ReceiptCodeTests {
  @Test func `the list has 2,048 plain words that differ in their first four letters`() {
    let list = ReceiptCode.list
    #expect(list.count == 2_048)
    #expect(Set(list.map { $0.prefix(4) }).count == 2_048)
    #expect(list == list.sorted())
    #expect(list.allSatisfy { word in word.utf8.allSatisfy { (0x61...0x7A).contains($0) } })
    #expect(list.allSatisfy { (3...9).contains($0.count) })
  }

  @Test func `no word of the list hurts, and none sounds like another`() {
    let list = Set(ReceiptCode.list)
    let hurtful = [
      "abuse", "kill", "victim", "weapon", "gun", "prison", "hurt", "die", "dead", "ugly", "fat",
      "insane", "crazy", "orphan", "poverty", "divorce", "coconut", "gorilla",
    ]
    #expect(list.intersection(hurtful).isEmpty)
    let alike = [
      ["pair", "pear"], ["right", "write"], ["peace", "piece"], ["where", "wear"], ["sea", "see"],
      ["meat", "meet"], ["sun", "son"], ["hour", "our"], ["two", "too"], ["road", "rode"],
    ]
    for pair in alike { #expect(list.intersection(pair).count < 2, "\(pair)") }
  }

  /// RFC 7914, section 11: PBKDF2 with HMAC-SHA-256.
  @Test func `the hash function gives the published vectors`() throws {
    let one = try ReceiptCode.derive(
      Array("passwd".utf8), salt: Array("salt".utf8), rounds: 1, count: 64)
    #expect(
      hexadecimal(one)
        == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")
    let many = try ReceiptCode.derive(
      Array("Password".utf8), salt: Array("NaCl".utf8), rounds: 80_000, count: 64)
    #expect(
      hexadecimal(many)
        == "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")
  }

  @Test func `the same words give the same hash however they are written`() throws {
    let code = try ReceiptCode(reading: "able acorn zoo river window stone")
    let written = try ReceiptCode(reading: "  ABLE  Acorn, zoo-RIVER\nwind Ston ")
    #expect(written == code)
    #expect(written.description == "able acorn zoo river window stone")
    let hash = try code.hash(partnership: "east")
    // Computed once with Python's hashlib: what any other client has to send.
    #expect(
      hexadecimal(hash) == "975b4cafbf978b9155f61c0c8202d08b164501c4cb118070b58656cb13f1b121")
    #expect(try written.hash(partnership: "east") == hash)
    #expect(try code.hash(partnership: "west") != hash)
  }

  @Test func `a code that cannot be is refused without repeating it`() {
    #expect(throws: ReceiptCodeProblem.wrongLength(2)) { try ReceiptCode(reading: "able acorn") }
    #expect(throws: ReceiptCodeProblem.unknownWord(3)) {
      try ReceiptCode(reading: "able acorn qqqq river window stone")
    }
    #expect(throws: ReceiptCodeProblem.unknownWord(1)) {
      try ReceiptCode(reading: "ablest acorn zoo river window stone")
    }
  }

  @Test func `every random number names a word`() {
    let first = ReceiptCode { Array(repeating: 0, count: $0) }
    #expect(Set(first.words) == [ReceiptCode.list[0]])
    let last = ReceiptCode { Array(repeating: 255, count: $0) }
    #expect(Set(last.words) == [ReceiptCode.list[2_047]])
    var generator = SystemRandomNumberGenerator()
    let codes = (0..<50).map { _ in
      ReceiptCode { count in (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    }
    #expect(Set(codes).count == 50)
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
