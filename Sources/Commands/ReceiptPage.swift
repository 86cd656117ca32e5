// What a receipt code opens as a person reads it in the terminal: item by item, in the words of the survey. As a
// table for programs the same stands beside the ids.

internal import JSON

/// What is held under a receipt code, in words.
struct ReceiptPage {
  /// The columns of a table for programs.
  static let columns = ["record", "what", "says", "asked", "in_words"]
  private let held: JSONObject

  /// A page of what the use case gives.
  init(_ held: JSONObject) { self.held = held }

  private var records: [JSONValue] { held["records"]?.array ?? [] }

  /// Whether nothing is held any more.
  var isEmpty: Bool { records.isEmpty }

  /// What it means that something was taken back and is still here; each once.
  var explanations: [String] {
    var texts: [String] = []
    for text in records.compactMap({ $0["explanation"]?.string }) where !texts.contains(text) {
      texts.append(text)
    }
    return texts
  }

  /// The figures that counted it.
  var figures: [String] { (held["counted_in"]?.array ?? []).compactMap { $0["says"]?.string } }

  /// The page.
  var lines: [ScreenLine] {
    var lines: [ScreenLine] = []
    for record in records {
      if !lines.isEmpty { lines.append(.empty) }
      lines += self.lines(record)
    }
    if !figures.isEmpty {
      lines += [.empty, ScreenLine("Figures that counted you", .heading)]
      lines += figures.map { ScreenLine($0, lead: "  ") }
    }
    return lines
  }

  private func lines(_ record: JSONValue) -> [ScreenLine] {
    let readable = record["readable"] ?? .null
    let kind = record["kind"]?.string ?? ""
    var lines = [ScreenLine("\(readable["title"]?.string ?? "") (\(kind))", .heading)]
    for line in readable["about"]?.array ?? [] {
      lines.append(
        ScreenLine("\(line["what"]?.string ?? ""): \(line["says"]?.string ?? "")", lead: "  "))
    }
    for notice in [readable["language"]?["notice"], readable["notice"]] {
      if let text = notice?.string { lines.append(ScreenLine(text, lead: "  ")) }
    }
    if let date = record["taken_back_at"]?.string {
      lines.append(ScreenLine("You took this back on \(date.prefix(10)).", lead: "  "))
    }
    let answers = readable["answers"]?.array ?? []
    if !answers.isEmpty {
      lines += [.empty, ScreenLine("What you were asked, and said", .heading)]
      lines += Self.lines(answers, indent: "  ")
    }
    return lines + noted(readable) + allowed(readable)
  }

  /// Answers with their questions; the heading of a grid once.
  private static func lines(_ answers: [JSONValue], indent: String) -> [ScreenLine] {
    var lines: [ScreenLine] = []
    var above: String?
    for answer in answers {
      let heading = answer["above"]?.string
      if let heading, heading != above { lines.append(ScreenLine(heading, lead: indent)) }
      above = heading
      let lead = indent + (heading == nil ? "" : "  ")
      let asked = answer["asked"]?.string ?? ""
      let isWorkedOut = answer["worked_out"] == true
      lines.append(
        ScreenLine(isWorkedOut ? "\(asked) (worked out from your answers)" : asked, lead: lead))
      for item in answer["items"]?.array ?? [] {
        lines.append(ScreenLine("\(item["number"]?.int ?? 0).", lead: lead + "  "))
        lines += Self.lines(item["answers"]?.array ?? [], indent: lead + "    ")
      }
      if answer["items"] == nil {
        lines.append(ScreenLine(answer["in_words"]?.string ?? "", lead: lead + "  = "))
      }
    }
    return lines
  }

  private func noted(_ readable: JSONValue) -> [ScreenLine] {
    var lines: [ScreenLine] = []
    if let note = readable["note"] {
      lines += [.empty, ScreenLine(note["title"]?.string ?? "", .heading)]
      lines.append(ScreenLine(note["says"]?.string ?? "", lead: "  "))
    }
    if let promise = readable["promise"] {
      lines += [.empty, ScreenLine(promise["title"]?.string ?? "", .heading)]
      lines.append(ScreenLine(promise["says"]?.string ?? "", lead: "  "))
      for (title, key) in [("by", "by"), ("until", "due")] {
        guard let text = promise[key]?.string else { continue }
        lines.append(ScreenLine("\(title): \(text)", lead: "  "))
      }
      lines.append(ScreenLine(promise["state"]?.string ?? "", lead: "  "))
    }
    return lines
  }

  private func allowed(_ readable: JSONValue) -> [ScreenLine] {
    let consent = readable["consent"] ?? .null
    var lines: [ScreenLine] = [.empty, ScreenLine("What you allowed", .heading)]
    for text in [consent["says"], consent["kept"]].compactMap({ $0?.string }) {
      lines.append(ScreenLine(text, lead: "  "))
    }
    for scope in consent["scopes"]?.array ?? [] {
      let id = scope["scope"]?.string ?? ""
      lines.append(ScreenLine("\(scope["asked"]?.string ?? "") (\(id))", lead: "  "))
      lines.append(ScreenLine(scope["says"]?.string ?? "", lead: "    = "))
    }
    let partners = (consent["partners"]?.array ?? []).compactMap { $0["name"]?.string }
    if !partners.isEmpty {
      lines.append(ScreenLine("partners: \(partners.joined(separator: ", "))", lead: "  "))
    }
    let uses = (readable["used_for"]?.array ?? []).compactMap { $0["says"]?.string }
    lines += [.empty, ScreenLine("What it is used for now", .heading)]
    return lines
      + (uses.isEmpty ? ["It is used for nothing."] : uses).map { ScreenLine($0, lead: "  ") }
  }

  /// The same for programs, a line each: what was allowed, and what was said.
  var rows: [JSONObject] {
    records.flatMap { record -> [JSONObject] in
      let readable = record["readable"] ?? .null
      let title = record["title"] ?? .null
      let scopes: [JSONObject] = (readable["consent"]?["scopes"]?.array ?? []).map { scope in
        [
          "record": title, "what": scope["scope"] ?? .null,
          "says": scope["given"] == true ? "yes" : "no", "asked": scope["asked"] ?? .null,
          "in_words": scope["says"] ?? .null,
        ]
      }
      return scopes + Self.rows(readable["answers"]?.array ?? [], of: title, under: "")
    }
  }

  private static func rows(
    _ answers: [JSONValue], of title: JSONValue, under path: String
  ) -> [JSONObject] {
    answers.flatMap { answer -> [JSONObject] in
      let name = path + (answer["question"]?.string ?? "")
      if let items = answer["items"]?.array {
        return items.flatMap { item in
          rows(
            item["answers"]?.array ?? [], of: title,
            under: "\(name)[\(item["number"]?.int ?? 0)].")
        }
      }
      return [
        [
          "record": title, "what": .string(name), "says": answer["stored"] ?? .null,
          "asked": answer["asked"] ?? .null, "in_words": answer["in_words"] ?? .null,
        ]
      ]
    }
  }
}
