// Sealed texts open at their own place alone, with their own key.

import Crypto
import Foundation
import Sealing
import Testing

@Suite struct SealingTests {
  private let partnership = UUID()

  private func masters(_ count: Int = 1) throws -> MasterKeys {
    try #require(
      MasterKeys((0..<count).map { MasterKey(madeAt: Date(timeIntervalSince1970: Double($0))) }))
  }

  private func key(_ id: UUID = UUID(), in partnership: UUID? = nil) -> DataKey {
    DataKey(for: KeyOwner(partnership: partnership ?? self.partnership, id: id))
  }

  @Test func `a text opens as it was sealed, and no two seals are alike`() throws {
    let key = key()
    for text in ["", "Mrs Made-Up, 01632 960001", "naïve 🫖\n\"quoted\"", "hark1:AAAA"] {
      let sealed = try key.seal(text, for: "conversation.note")
      let again = try key.seal(text, for: "conversation.note")
      let opened = try key.open(sealed, at: "conversation.note")
      #expect(opened == text)
      #expect(sealed != again)
      #expect(SealedText.isSealed(sealed))
      #expect(text.count < 5 || !sealed.contains(text))
    }
  }

  @Test func `a text that another program sealed by the same standard opens`() throws {
    // Made with the AESGCM of Python's cryptography: keys 0, 1, 2 ... and 100, 101, 102 ....
    let partnership = try #require(UUID(uuidString: "7A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D"))
    let id = try #require(UUID(uuidString: "0F1E2D3C-4B5A-4968-8776-95A4B3C2D1E0"))
    let master = MasterKey(
      SymmetricKey(data: Array<UInt8>(0..<32)), madeAt: Date(timeIntervalSince1970: 0))
    let bytes = try #require(
      Data(
        base64Encoded: "AAECAwQFBgcICQoLI2ewfK2MqHDhLPnkwZgKHvej8UOIAiUHRB"
          + "qb+p3ogjFnIGBLlv7w1a/pKk3awCTh"))
    let wrapped = WrappedKey(
      owner: KeyOwner(partnership: partnership, id: id), master: master.id, bytes: Array(bytes))
    let key = try DataKey(wrapped, try #require(MasterKeys([master])))
    let sealed = "hark1:MjM0NTY3ODk6Ozw9mbNdJ4IVjtiLQROsfzoZIL5Ra1V829Jr"
    #expect(try key.open(sealed, at: "conversation.note") == "a canary")
  }

  @Test func `R30 a sealed text moved to another row, column or partnership does not open`() throws
  {
    let (id, masters) = (UUID(), try masters())
    let key = key(id)
    let sealed = try key.seal("a canary", for: "conversation.note")
    #expect(throws: SealingError.doesNotOpen) { try key.open(sealed, at: "consent.witness") }
    #expect(throws: SealingError.doesNotOpen) {
      try self.key(id).open(sealed, at: "conversation.note")
    }
    // Its key, put under another record or partnership, opens no more either.
    let wrapped = try key.wrapped(masters)
    for owner in [
      KeyOwner(partnership: partnership, id: UUID()), KeyOwner(partnership: UUID(), id: id),
    ] {
      let moved = WrappedKey(owner: owner, master: wrapped.master, bytes: wrapped.bytes)
      #expect(throws: SealingError.doesNotOpen) { try DataKey(moved, masters) }
    }
  }

  @Test func `a sealed text that was changed does not open`() throws {
    let key = key()
    let sealed = try key.seal("a canary", for: "conversation.note")
    let body = try #require(Data(base64Encoded: String(sealed.dropFirst(SealedText.mark.count))))
    for place in body.indices {
      var changed = body
      changed[place] ^= 1
      let text = SealedText.mark + changed.base64EncodedString()
      #expect(throws: SealingError.doesNotOpen) { try key.open(text, at: "conversation.note") }
    }
  }

  @Test func `a key wrapped by a replaced master key opens, and wrapped anew it is the same key`()
    throws
  {
    let old = try masters()
    let all = try #require(MasterKeys(old.all + [MasterKey(madeAt: .now)]))
    let key = key()
    let sealed = try key.seal("a canary", for: "conversation.note")
    let again = try DataKey(key.wrapped(old), all)
    let anew = try again.wrapped(all)
    #expect(anew.master == all.current.id)
    let opened = try DataKey(anew, all).open(sealed, at: "conversation.note")
    #expect(opened == "a canary")
    #expect(throws: SealingError.unknownKey(all.current.id)) { try DataKey(anew, old) }
  }

  @Test func `a key file reads back, and a damaged line is named`() throws {
    let keys = try masters(3)
    let read = try MasterKeys(text: keys.text)
    #expect(read.all.map(\.id) == keys.all.map(\.id))
    #expect(read.text == keys.text)
    var lines = keys.text.split(separator: "\n").map(String.init)
    lines[2] = String(lines[2].dropLast(6)) + "AAAAA="
    #expect(throws: SealingError.badLine(3)) {
      try MasterKeys(text: lines.joined(separator: "\n"))
    }
    #expect(throws: SealingError.badLine(1)) { try MasterKeys(text: "no keys") }
    #expect(throws: SealingError.badLine(2)) { try MasterKeys(text: MasterKeys.heading) }
  }
}
