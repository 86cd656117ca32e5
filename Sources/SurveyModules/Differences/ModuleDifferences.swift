// Compares two versions of a survey, part by part and key by key. What is not the same is a
// difference, so that none is left out.

internal import Surveys

extension SurveyDifferences {
  /// Every difference between two modules that loaded; `earlier` are the versions before the old one,
  /// the oldest first, whose ids and codes are not used again either.
  public init(from old: LoadedModule, to new: LoadedModule, earlier: [LoadedModule] = []) {
    let found = SurveyDifferences(
      from: old.bundle, to: new.bundle, earlier: earlier.map(\.bundle))
    self.init(found.all + NeverAsked.differences(from: old, to: new), named: found.named)
  }

  /// Every difference between the frozen files of two versions.
  public init(from old: ModuleBundle, to new: ModuleBundle, earlier: [ModuleBundle] = []) {
    let (old, new) = (SurveyFacts(files: old.files), SurveyFacts(files: new.files))
    var comparison = FactComparison(
      old, new, EarlierParts(earlier.map { SurveyFacts(files: $0.files) } + [old], before: new))
    comparison.run()
    self.init(comparison.found, named: comparison.named)
  }
}

/// One comparison of two versions.
struct FactComparison {
  private let old: SurveyFacts
  private let new: SurveyFacts
  /// New ids of questions that are renamed, by their old ones.
  private var renamed: [String: String] = [:]
  private let isOtherWording: Bool
  private let earlier: EarlierParts
  private(set) var found: [SurveyDifference] = []
  /// What `same_meaning` names of the texts that changed.
  private(set) var named: [String] = []

  init(_ old: SurveyFacts, _ new: SurveyFacts, _ earlier: EarlierParts) {
    (self.old, self.new, self.earlier) = (old, new, earlier)
    func wording(_ facts: SurveyFacts) -> String? { facts.parts[.consent]?.first?.value("wording") }
    isOtherWording = wording(old) != wording(new)
  }

  mutating func run() {
    findRenamed()
    for kind in PartKind.allCases {
      let before = (old.parts[kind] ?? []).map { (followed($0), $0) }
      let now = new.parts[kind] ?? []
      let known = Dictionary(before) { first, _ in first }
      let current = Set(now.map(\.id))
      for part in now {
        if let was = known[part.id] { compare(was, part) } else { added(part) }
      }
      for (id, part) in before where !current.contains(id) { removed(part) }
      if [.question, .choice, .row].contains(kind) { compareOrder(before.map(\.0), now) }
    }
    reportIdleMeanings()
  }

  private mutating func findRenamed() {
    let before = Set((old.parts[.question] ?? []).map(\.id))
    let now = Set((new.parts[.question] ?? []).map(\.id))
    for part in new.parts[.question] ?? [] {
      let was = part.value("was")
      guard !was.isEmpty, !before.contains(part.id) else { continue }
      if old.parts[.question]?.first(where: { $0.id == was })?.value("type") == "repeat" {
        report(
          .refused, part, "was", "the list '\(was)' is called '\(part.id)'",
          "its answers are kept under its id: keep the id; its texts may change")
        continue
      }
      guard before.contains(was), !now.contains(was), renamed[was] == nil else {
        report(
          .refused, part, "was", "\(part.words): 'was' names '\(was)'",
          now.contains(was)
            ? "that question is still there: take one of the two out"
            : "the version before has no such question: write the id that it had there")
        continue
      }
      renamed[was] = part.id
      report(
        .minor, part, nil, "question '\(was)' is now called '\(part.id)'",
        "its answers are counted and exported under the new id")
    }
  }

  /// The id that an old part has in the new version.
  private func followed(_ part: SurveyPart) -> String {
    switch part.kind {
    case .question: renamed[part.id] ?? part.id
    case .choice, .row: (renamed[part.owner] ?? part.owner) + part.id.dropFirst(part.owner.count)
    default: part.id
    }
  }

  private mutating func compare(_ was: SurveyPart, _ part: SurveyPart) {
    let keys = Set(was.facts.keys).union(part.facts.keys).subtracting(["version", "id"])
    for key in keys.sorted() {
      if key == "was", was.id != part.id { continue }
      let (before, now) = (was.value(key), part.value(key))
      guard before != now, !isSameRule(before, now, key) else { continue }
      if ["ask", "text"].contains(key), !before.isEmpty, isAnswered(part),
        let other = giver(of: now, key, to: was)
      {
        report(
          .refused, part, key, "\(part.words) now says what \(other.words) said: '\(now)'",
          "an id never changes its meaning, and stored answers would: leave each text with its id, or give"
            + " a new id to what is asked now",
          at: part.facts[key]?.place, isInNew: true)
        continue
      }
      let judgement = ChangedValue(
        part: part, key: key, old: before, new: now, isSameMeaning: isSameMeaning(part),
        type: type(of: part), isOtherWording: isOtherWording
      ).judgement
      report(
        judgement.change, part, key, "\(part.words): \(FactWords.change(key, before, now))",
        judgement.consequence, at: part.facts[key]?.place ?? was.facts[key]?.place,
        isInNew: part.facts[key] != nil)
      if judgement.change == .series, case .words? = ChangeEffect.of(part.kind, key) {
        found[found.count - 1].meaning = part.id
      }
    }
  }

  /// The part that had a text which another one has now, and has it no longer: the two were exchanged, or
  /// one took the other's place.
  private func giver(of text: String, _ key: String, to part: SurveyPart) -> SurveyPart? {
    guard !text.isEmpty else { return nil }
    return (old.parts[part.kind] ?? []).first { other in
      other.owner == part.owner && other.id != part.id && other.value(key) == text
        && new.parts[part.kind]?.first { $0.id == followed(other) }?.value(key) != text
    }
  }

  /// Rules name questions by the ids they had.
  private func isSameRule(_ before: String, _ now: String, _ key: String) -> Bool {
    guard FactForm.rules.contains(key), !renamed.isEmpty else { return false }
    return FactWords.replacing(renamed, in: before) == now
  }

  private func isSameMeaning(_ part: SurveyPart) -> Bool {
    new.sameMeaning.contains(part.id) || new.sameMeaning.contains(part.owner)
  }

  private func type(of part: SurveyPart) -> String {
    let id = part.kind == .question ? part.id : part.owner
    return new.parts[.question]?.first { $0.id == id }?.value("type") ?? ""
  }

  /// Whether people answer the question that it is or belongs to.
  private func isAnswered(_ part: SurveyPart) -> Bool {
    [.question, .choice, .row].contains(part.kind)
      && !["note", "group", "calculate"].contains(type(of: part))
  }

  private mutating func added(_ part: SurveyPart) {
    let owner = part.owner
    // A choice of a new question is new with it.
    let isOwnerNew = !(old.parts[.question] ?? []).contains { followed($0) == owner }
    switch part.kind {
    case .choice, .row: if isOwnerNew { return }
    case .question: if renamed.values.contains(part.id) { return }
    case .scope: return
    default: break
    }
    if [.question, .choice, .row].contains(part.kind), let refusal = earlier.refusal(of: part) {
      return report(.refused, part, nil, refusal.message, refusal.consequence)
    }
    let (change, consequence): (ChangeClass, String) =
      switch part.kind {
      case .language, .translation: (.patch, "people who read that language see it from now on")
      case .priority, .tests: (.patch, "no question and no stored answer changes")
      case .file: (.warning, "check what it is for")
      case .question where part.value("retired") == "yes":
        (.minor, "it is never asked")
      default: (.minor, "earlier answers stay as they are")
      }
    report(change, part, nil, "\(part.words) is new", consequence)
  }

  private mutating func removed(_ part: SurveyPart) {
    let isOwnerGone = !(new.parts[.question] ?? []).contains {
      $0.id == renamed[part.owner] ?? part.owner
    }
    if [.choice, .row].contains(part.kind), isOwnerGone { return }
    let (change, consequence): (ChangeClass, String)
    switch part.kind {
    case .row:
      (change, consequence) = (
        .refused, "retire the whole grid with 'retired: yes' and ask a new one with other rows"
      )
    case .question, .choice:
      (change, consequence) =
        part.value("retired") == "yes"
        ? (.minor, "it was retired before, and its answers are kept")
        : (.refused, wayOut(part))
    case .scope: return
    case .translation:
      (change, consequence) = (.patch, "people read the first language in its place")
    case .tests, .priority:
      (change, consequence) = (.patch, "no question and no stored answer changes")
    case .benchmark: (change, consequence) = (.minor, "the next release does not show it")
    default: (change, consequence) = (.warning, "check that nobody still relies on it")
    }
    report(change, part, nil, "\(part.words) is gone", consequence, isInNew: false)
  }

  /// What to do where something is gone: most often it has another id and is the same.
  private func wayOut(_ part: SurveyPart) -> String {
    let retire = "write 'retired: yes' first and publish that; a later version may drop it"
    let known = Set((old.parts[part.kind] ?? []).map(followed))
    let arrived = (new.parts[part.kind] ?? []).filter { !known.contains($0.id) }
    if part.kind == .choice {
      let owner = renamed[part.owner] ?? part.owner
      guard arrived.contains(where: { $0.owner == owner }) else { return retire }
      return
        "if it only has another text, keep its id '\(part.name)' and change the text; else \(retire)"
    }
    let type = part.value("type")
    let alike = arrived.filter {
      $0.value("type") == type && $0.value("was").isEmpty && type != "repeat"
    }
    guard let one = alike.first(where: { $0.value("ask") == part.value("ask") }) ?? alike.first
    else { return retire }
    return "if it is called '\(one.id)' now, write 'was: \(part.id)' there; else \(retire)"
  }

  private mutating func compareOrder(_ before: [String], _ now: [SurveyPart]) {
    let known = Set(before)
    let order = Dictionary(zip(before, before.indices)) { first, _ in first }
    let kept = now.filter { known.contains($0.id) }
    // The parts of one owner are in order as long as each stands after the one before it.
    var last: [String: Int] = [:]
    for part in kept {
      let place = order[part.id] ?? 0
      if let before = last[part.owner], place < before {
        report(
          part.kind == .question ? .warning : .minor, part, nil,
          "\(part.words) stands in another place", "people read it before or after others")
        last[part.owner] = max(before, place)
      } else {
        last[part.owner] = place
      }
    }
  }

  /// What `same_meaning` names without a change would let a later change pass unseen.
  private mutating func reportIdleMeanings() {
    let changed = Set(
      found.filter {
        ["ask", "text", "unit_label"].contains($0.key) || $0.key?.hasPrefix("labels") == true
      }
      .flatMap { [$0.id, String($0.id.prefix { $0 != "." })] })
    named = new.sameMeaning.filter(changed.contains).sorted()
    guard let survey = new.parts[.survey]?.first else { return }
    for id in new.sameMeaning.sorted() where !changed.contains(id) {
      report(
        .patch, survey, "same_meaning", "same_meaning names '\(id)', whose texts are as before",
        "take it out, or a later change of them is not noticed",
        at: survey.facts["same_meaning"]?.place)
    }
  }

  private mutating func report(
    _ change: ChangeClass, _ part: SurveyPart, _ key: String?, _ message: String,
    _ consequence: String, at place: FactPlace? = nil, isInNew: Bool = true
  ) {
    found.append(
      SurveyDifference(
        change: change, part: part.kind.rawValue, id: part.id, key: key, message: message,
        consequence: consequence, place: place ?? part.place, isInNew: isInNew))
  }
}
