// How like each other two questions are: by the words they share, of which rare ones count for more and
// those of every question for next to nothing.

internal import Foundation

/// The words of a text by their stems, in one language.
struct WordedText: Sendable {
  /// Without what comes after the first hyphen: Easy Read is English.
  let language: String
  let words: Set<String>
}

/// Compares texts with each other, among all those of a partnership.
struct QuestionLikeness: Sendable {
  /// What a word of every question counts for, and one that many questions are about.
  private static let ofEvery = 0.2
  private static let ofMany = 0.35
  /// What a word counts for at least, however often it was asked with.
  private static let least = 0.3

  private let common: [String: CommonWords]
  private var frequency: [String: [String: Int]] = [:]
  private var texts: [String: Int] = [:]

  /// Words are as rare as these texts say; the same text is given once.
  init(_ texts: [WordedText], common: [String: CommonWords]) {
    self.common = common
    for text in texts {
      self.texts[text.language, default: 0] += 1
      for word in text.words { frequency[text.language, default: [:]][word, default: 0] += 1 }
    }
  }

  /// The words of a text that say what it is about.
  func topics(_ text: WordedText) -> Set<String> {
    guard let common = common[text.language] else { return text.words }
    return text.words.subtracting(common.ofEvery).subtracting(common.ofMany)
  }

  /// How like each other two texts are, up to 1; nil where they are not.
  func likeness(_ one: WordedText, _ other: WordedText) -> Double? {
    guard one.language == other.language else { return nil }
    let shared = one.words.intersection(other.words)
    let said = shared.subtracting(common[one.language]?.ofEvery ?? [])
    if said.count >= 2, one.words == other.words { return 1 }
    guard !topics(one).isDisjoint(with: shared) else { return nil }
    let length = (size(one.words, one.language) * size(other.words, one.language)).squareRoot()
    guard length > 0 else { return nil }
    let score = size(shared, one.language) / length
    // One word that both are about has to be all but the whole of them.
    let needed = said.count >= 2 ? 0.6 : shared.count >= 2 ? 0.8 : 0.9
    return score >= needed ? score : nil
  }

  private func size(_ words: Set<String>, _ language: String) -> Double {
    words.reduce(0) { sum, word in
      let weight = weight(word, language)
      return sum + weight * weight
    }
  }

  private func weight(_ word: String, _ language: String) -> Double {
    if common[language]?.ofEvery.contains(word) == true { return Self.ofEvery }
    if common[language]?.ofMany.contains(word) == true { return Self.ofMany }
    let all = Double(texts[language] ?? 0) + 20
    let asked = Double(frequency[language]?[word] ?? 0) + 2
    return min(1, max(Self.least, log(all / asked) / log(all / 3)))
  }
}

/// The words of a language that say little about a question, by their stems.
struct CommonWords: Sendable {
  /// Those with which every question may be asked.
  let ofEvery: Set<String>
  /// Those that very many are asked with.
  let ofMany: Set<String>

  /// By language as they are written; what PostgreSQL leaves out of a language is not in them.
  static let written: [String: (ofEvery: String, ofMany: String)] = [
    "en": (
      """
      would could should might may shall must can cannot please tell say said like want wish thing things \
      anything something everything nothing people person persons someone somebody anyone anybody everyone \
      everybody nobody one local much many often ever never always sometimes usually still already also even \
      yet make makes made get gets got give given go goes going went take taken come let put use used using \
      describe explain answer question survey choose tick select apply applies following statement agree \
      disagree extent rate rating scale best most least more less important kind sort type way ways well \
      whether either else another others us yes no now today week weeks day days month months year years \
      time times last past next around near within per each every part about area areas place places lot bit \
      little enough overall general mean happen happened without able receive receives received really quite \
      very good bad long short first new old
      """,
      """
      help helps helped helping need needs support feel feeling felt live living lived life know known knowing \
      service services better improve improved easy hard difficult stop stops problem problems change changes \
      difference satisfied satisfaction dissatisfied happy matter matters think thought find found see seen \
      experience worry worried concern community work start keep look looking hear heard plan plans \
      organisation organisations group groups done ask asked
      """
    ),
    "cy": (
      """
      y yr yn yw ydy ydych ydw oes mae oedd a ac ag i o ar at am eich chi ti dy di fy ei eu ein ni nhw hi fe fo \
      beth pa pwy pryd ble lle sut faint pam neu ond gan gyda wrth dros drwy dan heb hyd rhwng yna hwn hon hyn \
      hynny unrhyw rhywun rhywbeth pobl person lleol ardal mor iawn mwy mwyaf llai lleiaf fel os na nad ddim \
      dim un dweud hoffech fyddai byddai allwch gallwch gallech allech gwneud wneud
      """,
      """
      help helpu cymorth teimlo deimlo byw fyw gwybod gwasanaeth gwasanaethau gwella bywyd angen anodd hawdd \
      newid meddwl gweld gwaith cymuned
      """
    ),
  ]
}
