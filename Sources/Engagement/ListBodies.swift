// Lists over HTTP: what a body asks for, every fault in it named, and the answer.

internal import Findings
public import JSON
public import Storage
internal import Surveys

extension Engagement {
  /// A page of the partnership's lists, by id; `after` is the id of the last of the page before.
  public func lists(
    after: String?, limit: Int, as principal: Principal
  ) async throws -> ListPage {
    let all = try await lists(as: principal).filter { list in
      after.map { (list["list"]?.string ?? "") > $0 } ?? true
    }
    let page = all.prefix(limit)
    return ListPage(
      items: page.map { .object($0) },
      next: all.count > limit ? page.last?["list"]?.string : nil)
  }

  /// Keeps a list as a body says it: adds entries, brings those that are there up to date.
  public func keepList(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin
  ) async throws -> ListChange {
    var fields = RecordFields(
      body, reading: .typed, known: ["title", "entries", "retire_others", "in_order"])
    let title = fields.text("title", atMost: 200)
    let retiring = fields.flag("retire_others") ?? false
    let inOrder = fields.flag("in_order") ?? false
    var entries: [NewListEntry] = []
    if let given = body["entries"] {
      for (place, entry) in (given.array ?? []).prefix(ChoiceList.mostEntries + 1).enumerated() {
        entries.append(Self.entry(entry, at: "entries[\(place + 1)]", &fields))
      }
    }
    if body["entries"]?.array == nil {
      fields.refuse("entries", .badField, "expected a list of entries, each with id and label")
    }
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    return try await keepList(
      id, title: title, entries: entries, retiringOthers: retiring, inOrder: inOrder,
      as: principal, origin: origin)
  }

  private static func entry(
    _ value: JSONValue, at path: String, _ fields: inout RecordFields
  ) -> NewListEntry {
    guard let object = value.object else {
      fields.refuse(path, .badField, "expected an entry, with id and label")
      return NewListEntry(id: "", label: "")
    }
    var own = RecordFields(
      object, reading: .typed, known: ["id", "label", "translations", "retired"])
    let translations = own.object("translations") ?? [:]
    for (language, label) in translations where label.string == nil {
      own.refuse("translations.\(language.prefix(40))", .badField, "expected a text")
    }
    let entry = NewListEntry(
      id: own.text("id", atMost: 64) ?? "", label: own.text("label", atMost: 200) ?? "",
      translations: Dictionary(
        translations.compactMap { key, value in value.string.map { (key, $0) } }
      ) { first, _ in first }, retired: own.flag("retired") ?? false)
    if own.problems.isEmpty, let problem = entry.problem { own.refuse("id", .badField, problem) }
    for problem in own.problems.prefix(20) where fields.problems.count < 20 {
      fields.refuse("\(path).\(problem.question)", problem.code, problem.message)
    }
    return entry
  }

  /// The ids of entries that a body names.
  public static func namedEntries(_ body: JSONObject) throws -> [String] {
    var fields = RecordFields(body, reading: .typed, known: ["entries"])
    let entries = body["entries"]?.array?.compactMap(\.string) ?? []
    if entries.isEmpty || entries.count != body["entries"]?.array?.count
      || entries.count > ChoiceList.mostEntries
    {
      fields.refuse(
        "entries", .badField, "expected the ids of 1 to 1,000 entries, such as [\"north_group\"]")
    }
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    return entries
  }
}

extension ListChange {
  /// What became of the list, as clients read it.
  public func json(_ list: String) -> JSONObject {
    [
      "list": .string(list), "added": .number(Double(added)), "changed": .number(Double(changed)),
      "retired": .number(Double(retired)), "offered": .number(Double(offered)),
    ]
  }
}
