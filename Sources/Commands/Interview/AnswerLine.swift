// What a person types becomes an answer: a number, an id or a label for a choice; a yes or no; a text.

internal import JSON
internal import Surveys

/// Reads typed lines for one question.
struct AnswerLine {
  let question: Question
  let offered: [Choice]
  let texts: SurveyTexts
  let places: KnownPlaces?

  /// Why a line is no answer, with what to do.
  struct Refusal: Error {
    let message: String
    /// Places that were meant, perhaps.
    var places: [KnownPlaces.Place] = []
  }

  /// What stands before each choice: numbers, or letters where a label is itself a number.
  var markers: [String] {
    let labels = offered.map { texts.text($0, of: question) }
    let isNumeric = labels.contains { label in label.trimmed.allSatisfy(\.isNumber) }
    guard isNumeric, offered.count <= 26 else { return offered.indices.map { "\($0 + 1)" } }
    return offered.indices.map { String(UnicodeScalar(UInt8(97 + $0))) }
  }

  /// The answer in its JSON form; nil when the line says nothing.
  func read(_ line: String) throws -> JSONValue? {
    let word = line.trimmed
    if word.isEmpty { return nil }
    switch question.kind {
    case is ChooseMany where !offered.isEmpty: return try many(word)
    case is Rank: return try many(word, inOrder: true)
    case _ where !question.choices.isEmpty: return .string(try one(word).id)
    case is PlaceQuestion: return .string(try place(word))
    default: return try kindRead(.string(line))
    }
  }

  private func kindRead(_ raw: JSONValue) throws -> JSONValue? {
    do throws(AnswerRefusal) {
      return try question.kind.read(raw, .text)?.json
    } catch { throw Refusal(message: error.message) }
  }

  /// Several, with commas or spaces between; a label may itself hold either.
  private func many(_ line: String, inOrder: Bool = false) throws -> JSONValue? {
    var ids: [String] = []
    if let only = choice(line) {
      ids = [only.id]
    } else {
      var parts = line.split { $0 == "," || $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
      if parts.count == 1 { parts = line.split(separator: " ").map(String.init) }
      for part in parts {
        let id = try one(part).id
        if !ids.contains(id) { ids.append(id) }
      }
    }
    let order = inOrder ? ids : offered.map(\.id).filter(ids.contains)
    return try kindRead(.array(order.map { .string($0) }))
  }

  private func one(_ word: String) throws -> Choice {
    if let choice = choice(word) { return choice }
    let known = offered.flatMap { [$0.id, texts.text($0, of: question)] }
    let hint = Surveys.didYouMean(word, known).map { "; \($0)" } ?? ""
    guard let first = markers.first, let last = markers.last else {
      throw Refusal(message: "no choice is offered here")
    }
    throw Refusal(
      message: "this is not one of the choices; type one of \(first) to \(last)\(hint)")
  }

  private func choice(_ word: String) -> Choice? {
    if let index = markers.firstIndex(of: word.lowercased()) { return offered[index] }
    let folded = Self.folded(word)
    if let choice = offered.first(where: { $0.id == folded }) { return choice }
    let labelled = offered.filter { Self.folded(texts.text($0, of: question)) == folded }
    if labelled.count == 1 { return labelled[0] }
    guard question.kind is YesNo, folded == "y" || folded == "n" else { return nil }
    return offered.first { $0.id == (folded == "y" ? "yes" : "no") }
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A code of the directory, or the name of one place alone.
  private func place(_ word: String) throws -> String {
    guard let places else { return try kindRead(.string(word))?.string ?? word }
    guard !places.isEmpty else {
      throw Refusal(
        message:
          "the directory of places is empty; `hark place import` fills it. Type :skip to go on")
    }
    let kinds = (question.kind as? PlaceQuestion)?.kinds ?? []
    let found = places.find(word, kinds: kinds)
    if found.count == 1 { return found[0].code }
    if found.isEmpty {
      throw Refusal(
        message:
          "no place of this code or name is in the directory; type a part of its name, or its"
          + " code, such as E07000234")
    }
    throw Refusal(
      message: "several places have this in their name; type the code of one", places: found)
  }
}

/// The directory of places as it was when the interview began, so that it works without a network.
struct KnownPlaces: PlaceDirectory {
  /// A place of the directory.
  struct Place: Sendable, Hashable {
    let code: String
    let name: String
    let kind: String
  }

  /// By code.
  private let places: [String: Place]

  init(_ list: [Place]) {
    places = Dictionary(list.map { ($0.code, $0) }) { first, _ in first }
  }

  /// Whether nobody has filled the directory yet.
  var isEmpty: Bool { places.isEmpty }

  func kind(ofPlace code: String) -> String? { places[code]?.kind }

  func name(_ code: String) -> String? { places[code]?.name }

  /// The place of that code, the places of that name, or else those with it in their name.
  func find(_ text: String, kinds: [String]) -> [Place] {
    if let place = places[text] ?? places[text.uppercased()] { return [place] }
    let wanted = text.lowercased()
    let fitting = places.values.filter { kinds.isEmpty || kinds.contains($0.kind) }
    let exact = fitting.filter { $0.name.lowercased() == wanted }
    let found = exact.isEmpty ? fitting.filter { $0.name.lowercased().contains(wanted) } : exact
    return found.sorted { ($0.name, $0.code) < ($1.name, $1.code) }
  }
}
