// Random tables with random damage: no row is lost, nothing is half stored, and what was refused
// can be mended and imported to exactly the rest.

import Engagement
import JSON
import Surveys
import TestRandomness
import Testing

@Suite struct ImportPropertyTests {
  /// A row and whether it is sound.
  private func row(_ number: Int, _ random: inout SeededGenerator) -> (text: String, isSound: Bool)
  {
    let sound = "\(number),yes,\(["young", "old", ""].randomElement(using: &random) ?? ""),yes,"
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return ("\(number),yes,ancient,yes,", false)
    case 1: return ("\(number),yes,young", false)
    case 2: return ("\(number),yes,young,yes,,,", false)
    case 3: return ("\(number),no,young,yes,", false)
    case 4: return ("\(number),yes,young,,", false)
    case 5: return ("\(number),yes,young,yes,not asked", false)
    case 6: return ("\(number),yes,\"young\"x,yes,", false)
    case 7: return ("\(number),yes,young,no,\"a \"\"b\"\",\nc\"", true)
    default: return (sound, true)
    }
  }

  @Test(arguments: 1...6)
  func `stored, known and refused rows are all rows, and mended rejects import to the rest`(
    seed: UInt64
  ) async throws {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...3_000, using: &random)
    let rows = (0..<count).map { row($0, &random) }
    let head = "nr,consent.analyse,age,warm,story"
    let ends = ["\n", "\r\n", "\r"]
    let end = ends.randomElement(using: &random) ?? "\n"
    let text = ([head] + rows.map(\.text)).joined(separator: end)
    let sound = rows.filter(\.isSound).count
    try await withProgramme { programme in
      let first = try await importing(Array(text.utf8), programme, key: "nr")
      #expect(first.summary.total == count && first.summary.stored == sound)
      let storedNow = try await programme.stored()
      #expect(storedNow == sound)
      #expect(
        first.refused.map { String(decoding: $0.source, as: UTF8.self) }
          == rows.filter { !$0.isSound }.map(\.text))
      #expect(first.refused.map(\.line) == first.refused.map(\.line).sorted())
      let mended = first.refused.map { refused in
        String(decoding: refused.source.prefix { $0 != 0x2C }, as: UTF8.self) + ",yes,old,yes,"
      }
      let rejects = ([head] + mended).joined(separator: end)
      let second = try await importing(Array(rejects.utf8), programme, key: "nr")
      #expect(second.summary.stored == count - sound && second.summary.refused == 0)
      let storedAfterwards = try await programme.stored()
      #expect(storedAfterwards == count)
      let again = try await importing(Array(text.utf8), programme, key: "nr")
      #expect(again.summary.stored == 0)
    }
  }
}
