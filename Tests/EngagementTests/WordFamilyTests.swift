// Words that are found by others of their family, and Chinese, which has no spaces.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct WordFamilyTests {
  @Test func `a word is found by the words of its family, and nothing else by its beginning`()
    async throws
  {
    try await Searched.withConversations { programme, kim in
      let lonely = try await Searched.log(programme, "I am lonely in the evenings.", as: kim)
      let loneliness = try await Searched.log(programme, "Loneliness is the worst of it.", as: kim)
      let lonelier = try await Searched.log(programme, "It is lonelier in winter", as: kim)
      _ = try await Searched.log(programme, "A lone bench, and familiar faces", as: kim)
      let family = try await Searched.log(programme, "My family comes on Sundays", as: kim)
      for word in ["lonely", "loneliness", "Loneliest"] {
        let ids = try await Searched.found(programme, word, as: kim)
        #expect(Set(ids).isSuperset(of: [lonely, loneliness, lonelier]), "\(word)")
      }
      #expect(try await Searched.found(programme, "loneliness winter", as: kim) == [lonelier])
      #expect(try await Searched.found(programme, "family", as: kim) == [family])
      #expect(try await Searched.found(programme, "\"lonely in the evening\"", as: kim) == [lonely])
      #expect(try await Searched.found(programme, "...", as: kim).isEmpty)
    }
  }

  @Test func `Chinese is found though it has no spaces, by index and by nobody else`() async throws
  {
    try await Searched.withConversations { programme, kim in
      let alone = try await Searched.log(programme, "我们很孤独，冬天更孤独。", as: kim)
      let bus = try await Searched.log(programme, "公共汽车不来。", as: programme.researcher)
      #expect(try await Searched.found(programme, "孤独", as: kim) == [alone])
      #expect(try await Searched.found(programme, "冬天 孤独", as: kim) == [alone])
      #expect(try await Searched.found(programme, "冬", as: kim) == [alone])
      #expect(try await Searched.found(programme, "独孤", as: kim).isEmpty)
      #expect(try await Searched.found(programme, "公共汽车", as: kim).isEmpty)
      #expect(try await Searched.found(programme, "公共汽车", as: programme.coordinator) == [bus])
      #expect(try await Searched.found(programme, "孤独 or 汽车", as: programme.coordinator).count == 2)
    }
  }

  @Test
  func `Chinese that was kept before there were pairs of signs is found by what stood together`()
    async throws
  {
    try await Searched.withConversations { programme, _ in
      let found = try await programme.database.superuser.withConnection { connection in
        try connection.first(
          """
          select array[
            to_tsvector('simple', '公共汽车，不来') @@ hark.sought('公共汽车'),
            hark.words('我坐公共汽车来') @@ hark.sought('公共汽车'),
            hark.words('公共汽车不来') @@ hark.sought('汽车公共')] as found
          """
        ) { try $0.get("found", as: [Bool].self) }
      }
      #expect(found == [true, true, false])
    }
  }
}
