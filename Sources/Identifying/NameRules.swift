// Names and places among the words of a text: by lists, by capitals, and by what stands before them.

/// Finds names and places.
struct NameRules {
  let text: FoldedText
  let words: [FoldedWord]
  let own: OwnPlaces
  private let lists = WordLists.shared
  private(set) var marks: [IdentifyingMark] = []
  /// The kind that each word was marked as.
  private var found: [IdentifyingMark.Kind?]

  init(_ text: FoldedText, own: OwnPlaces) {
    (self.text, self.own) = (text, own)
    words = FoldedWord.words(text)
    found = Array(repeating: nil, count: words.count)
  }

  /// Every mark; those side by side are one.
  mutating func find() -> [IdentifyingMark] {
    for index in words.indices {
      found[index] = kind(of: index)
    }
    for place in own.found(in: words.map(\.text)) {
      for index in place { found[index] = found[index] ?? .place }
    }
    followNames()
    var index = 0
    while index < words.count {
      guard let kind = found[index] else {
        index += 1
        continue
      }
      var end = index + 1
      while end < words.count, found[end] == kind, words[end].isClose { end += 1 }
      marks.append(
        text.mark(kind, words[index].range.lowerBound..<words[end - 1].range.upperBound))
      index = end
    }
    return marks
  }

  private func kind(of index: Int) -> IdentifyingMark.Kind? {
    let word = words[index]
    if word.isForeign { return .script }
    if word.hasDigit { return isName(DisguisedNames.plain(word.text)) ? .name : nil }
    if KnownCapitals.short.contains(word.text), word.text.count < 5 { return nil }
    if lists.names.contains(word.text), !KnownCapitals.words.contains(word.text) { return .name }
    if lists.places.contains(word.text) { return .place }
    if word.isCapital, word.capitalsMean, let kind = byCapital(index) { return kind }
    return byCue(index)
  }

  private func isName(_ word: String) -> Bool { word.count > 2 && lists.names.contains(word) }

  private func byCapital(_ index: Int) -> IdentifyingMark.Kind? {
    let word = words[index]
    if KnownCapitals.words.contains(word.text) { return nil }
    if word.beginsSentence { return byBeginning(index) }
    if word.text.count == 1 { return isLoneLetter(index) ? .initials : nil }
    if word.isShouted, word.text.count <= 3 { return .initials }
    if lists.doubtfulPlaces.contains(word.text) { return .place }
    if KnownCapitals.titles.contains(word.text), !lists.doubtfulNames.contains(word.text) {
      return nil
    }
    return .name
  }

  /// A letter that stands for somebody, and not for an option or a vitamin.
  private func isLoneLetter(_ index: Int) -> Bool {
    guard words[index].text != "a", words[index].text != "i" else { return false }
    let start = words[index].range.lowerBound
    guard start == 0 || text.signs[start - 1].byte != UInt8(ascii: "&") else { return false }
    return index == 0 || !Cues.beforeLetters.contains(words[index - 1].text)
  }

  private func byBeginning(_ index: Int) -> IdentifyingMark.Kind? {
    let word = words[index]
    let next = index + 1 < words.count ? words[index + 1] : nil
    if word.text.count == 1 {
      // `J. Smith`
      return next.map { $0.isCapital && word.text != "a" && word.text != "i" } == true
        && next.map { KnownCapitals.words.contains($0.text) } == false ? .initials : nil
    }
    let isDoubtful = lists.doubtfulNames.contains(word.text)
    if isDoubtful, let next,
      Cues.afterNames.contains(next.text)
        || next.isCapital && next.isClose && !KnownCapitals.words.contains(next.text)
    {
      return .name
    }
    if isDoubtful || KnownCapitals.titles.contains(word.text) { return nil }
    return lists.isOrdinary(word.text) ? nil : .name
  }

  /// What stands before says that a name or a place comes, in small letters too.
  private func byCue(_ index: Int) -> IdentifyingMark.Kind? {
    let word = words[index].text
    guard index > 0, !words[index].beginsSentence, !KnownCapitals.words.contains(word) else {
      return nil
    }
    let before = words[index - 1].text
    let earlier = index > 1 ? words[index - 2].text : ""
    let isNew = !lists.isOrdinary(word) && !KnownCapitals.titles.contains(word)
    let isDoubtful = lists.doubtfulNames.contains(word)
    if Cues.strictTitles.contains(before) { return Cues.small.contains(word) ? nil : .name }
    if Cues.titles.contains(before), isNew { return .name }
    if Cues.naming.contains(before) || Cues.naming.contains("\(earlier) \(before)") {
      let isCertain = ["called", "named", "is"].contains(before)
      if isNew || isDoubtful && (isCertain || !Cues.verbs.contains(word)) { return .name }
    }
    if Cues.relations.contains(before), Cues.owners.contains(earlier) || isNew {
      if isNew || isDoubtful && !Cues.verbs.contains(word) && lists.isFirstName(word) {
        return .name
      }
    }
    if ["im", "am", "is", "its"].contains(before), isNew, word.count > 3,
      before != "is" || ["this", "name", "here"].contains(earlier)
    {
      return .name
    }
    if Cues.atPlaces.contains(before), Cues.living.contains(earlier),
      isNew || lists.doubtfulPlaces.contains(word)
    {
      return .place
    }
    if Cues.streets.contains(word), Cues.namesOfStreets.contains(before) || isUnknown(before) {
      return .address
    }
    return nil
  }

  private func isUnknown(_ word: String) -> Bool {
    !lists.isOrdinary(word) && !KnownCapitals.words.contains(word)
  }

  /// Words that go on a name: a family name, a second name after `and`.
  private mutating func followNames() {
    for index in words.indices where index > 0 && found[index] == .address {
      if !Cues.small.contains(words[index - 1].text) { found[index - 1] = .address }
    }
    for index in words.indices where index > 0 && found[index] == nil {
      let word = words[index]
      guard !word.isForeign, !word.hasDigit, !word.beginsSentence,
        !KnownCapitals.words.contains(word.text), !KnownCapitals.titles.contains(word.text)
      else { continue }
      let isNext = found[index - 1] == .name && word.isClose
      let isSecond =
        index > 1 && found[index - 2] == .name
        && ["and", "or", "n"].contains(words[index - 1].text)
      guard isNext || isSecond, !Cues.verbs.contains(word.text) else { continue }
      if lists.doubtfulNames.contains(word.text) || isNext && !lists.isOrdinary(word.text) {
        found[index] = .name
      }
    }
  }
}
