// What is stored of a list as surveys, clients and operators read it, and back.

internal import Crypto
public import JSON
internal import Postgres
internal import Storage
public import Surveys

extension ListEntryRecord {
  init(_ entry: NewListEntry, retiredOn day: CalendarDay) {
    let translations = JSONObject(
      entry.translations.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    self.init(
      name: entry.id, label: entry.label,
      translations: JSONText(JSONValue.object(translations).encoded(.compact)),
      retiredOn: entry.retired ? PostgresDate(day) : nil)
  }
}

extension ChoiceList {
  init(_ contents: ListContents) {
    self.init(
      id: contents.list.name, title: contents.list.title,
      entries: contents.entries.map { entry in
        let texts = (try? JSONValue.parse(entry.translations.bytes))?.object ?? [:]
        return ListEntry(
          id: entry.name, label: entry.label,
          translations: Dictionary(
            texts.compactMap { key, value in value.string.map { (key, $0) } }
          ) {
            first, _ in first
          }, number: entry.number,
          retiredOn: entry.retiredOn.flatMap {
            CalendarDay(year: $0.year, month: $0.month, day: $0.day)
          })
      })
  }

  /// The list as clients and operators read it.
  public var json: JSONObject {
    ["list": .string(id), "title": .string(title), "entries": .array(rows.map { .object($0) })]
  }

  /// Its entries, a line each.
  public var rows: [JSONObject] {
    entries.map { entry in
      var row: JSONObject = [
        "id": .string(entry.id), "label": .string(entry.label),
        "number": .number(Double(entry.number)),
        "retired_on": entry.retiredOn.map { .string($0.description) } ?? .null,
      ]
      for (language, label) in entry.translations.sorted(by: { $0.key < $1.key }) {
        row["label.\(language)"] = .string(label)
      }
      return row
    }
  }
}

extension [ChoiceList] {
  /// The beginning of the SHA-256 of what they say.
  var digest: [UInt8] {
    let value = JSONValue.array(map { .object($0.json) })
    return SHA256.hash(data: value.canonical()).prefix(8).map { $0 }
  }
}
