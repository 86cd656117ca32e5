// The JSON Schema for editors names every key that the reader knows, with words beside it.
// script/check-schema holds it against every shipped survey with a JSON Schema validator.

import JSON
import SurveyModules
import Surveys
import Testing

struct SchemaTests {
  private let schema = SurveySchema.document(.survey)

  private func properties(_ part: String) -> JSONObject? {
    schema["$defs"]?[part]?["properties"]?.object
  }

  @Test func `every key has words beside it`() throws {
    var parts = try #require(schema["$defs"]?.object).entries.map { ($0.key, $0.value) }
    parts.append(("survey", schema))
    for (name, part) in parts {
      for property in part["properties"]?.object?.entries ?? [] {
        let words = property.value["description"]?.string ?? ""
        #expect(
          words.count > 8 && words.hasSuffix(".") || words.contains(":"), "\(name).\(property.key)")
      }
    }
  }

  @Test func `every kind of question is offered with the keys that it takes`() throws {
    for kind in QuestionKinds.all {
      let keys = try #require(properties("question_\(kind.name)"))
      for key in kind.keys.map(\.name) + ["id", "ask", "type", "show_if", "hint"] {
        #expect(keys[key] != nil, "\(kind.name).\(key)")
      }
    }
    let types = properties("question_any")?["type"]?["enum"]?.array?.compactMap(\.string)
    #expect(types == QuestionKinds.all.map { $0.name })
  }

  @Test func `closed lists are those of the reader`() {
    #expect(properties("question_text")?["role"] == nil)
    let roles = properties("question_place")?["role"]?["enum"]?.array?.compactMap(\.string)
    #expect(roles == Role.allCases.map(\.rawValue))
    let shown = properties("indicator")?["show"]?["enum"]?.array?.compactMap(\.string)
    #expect(shown == IndicatorKind.allCases.map(\.rawValue))
  }

  @Test func `each file has a schema of its own, and every reference leads somewhere`() throws {
    for file in SurveySchema.File.allCases {
      let document = SurveySchema.document(file)
      #expect(document["$schema"] == "https://json-schema.org/draft/2020-12/schema")
      let parts = try #require(document["$defs"]?.object)
      for reference in references(in: document) {
        #expect(parts[String(reference.dropFirst("#/$defs/".count))] != nil, "\(reference)")
      }
    }
  }

  private func references(in value: JSONValue) -> [String] {
    switch value {
    case .object(let object):
      object.entries.flatMap { entry -> [String] in
        if entry.key == "$ref", let text = entry.value.string { return [text] }
        return references(in: entry.value)
      }
    case .array(let items): items.flatMap { references(in: $0) }
    default: []
    }
  }
}
