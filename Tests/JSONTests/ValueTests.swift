// The value itself: accessors, literals, objects that keep their order, and layout.

import JSON
import Testing

@Suite struct `JSON values` {
  @Test func `an accessor answers only for its own kind`() {
    let value: JSONValue = [
      "text": "a", "whole": 43, "half": 0.5, "flag": true, "list": [1, 2], "none": nil,
      "inner": [:],
    ]
    #expect(value["text"]?.string == "a")
    #expect(value["whole"]?.int == 43)
    #expect(value["whole"]?.number == 43)
    #expect(value["half"]?.int == nil)
    #expect(value["half"]?.number == 0.5)
    #expect(value["flag"]?.bool == true)
    #expect(value["list"]?.array?.count == 2)
    #expect(value["list"]?[1] == 2)
    #expect(value["list"]?[2] == nil)
    #expect(value["list"]?[-1] == nil)
    #expect(value["none"]?.isNull == true)
    #expect(value["inner"]?.object?.isEmpty == true)
    #expect(value["absent"] == nil)
    #expect(value["text"]?["text"] == nil)
    #expect(value["text"]?.number == nil)
    #expect(value["whole"]?.string == nil)
    #expect(value["flag"]?.int == nil)
    #expect(JSONValue.number(1e300).int == nil)
  }

  @Test(arguments: [3, 8, 9, 40])
  func `an object keeps order while keys are set, replaced and removed`(count: Int) {
    var object = JSONObject((0..<count).map { ("k\($0)", JSONValue.number(Double($0))) })
    object["k1"] = "new"
    #expect(object.keys == (0..<count).map { "k\($0)" })
    #expect(object["k1"] == "new")
    object["k0"] = nil
    object["absent"] = nil
    object["k0"] = "last"
    #expect(object.keys == (1..<count).map { "k\($0)" } + ["k0"])
    #expect(object["k0"] == "last")
    #expect(object["k\(count - 1)"] == .number(Double(count - 1)))
    #expect(object["k\(count)"] == nil)
    #expect(object.map(\.key) == object.keys)
  }

  @Test func `objects differ by key, value or number of keys and not by order`() {
    #expect(["a": 1, "b": 2] as JSONValue == ["b": 2, "a": 1])
    #expect(["a": 1, "b": 2] as JSONValue != ["a": 1, "b": 3])
    #expect(["a": 1, "b": nil] as JSONValue != ["a": 1])
    #expect(["a": 1] as JSONValue != ["b": 1])
    #expect([1, 2] as JSONValue != [2, 1])
    #expect(["a": 1, "a": 2] as JSONValue == ["a": 2])
  }

  @Test func `the compact and the pretty layout keep the order of keys`() {
    let value: JSONValue = ["b": [1, [], [:]], "a": ["text": "\"é\""]]
    #expect(value.text() == #"{"b":[1,[],{}],"a":{"text":"\"é\""}}"#)
    #expect(
      value.text(.pretty) == """
        {
          "b": [
            1,
            [],
            {}
          ],
          "a": {
            "text": "\\"é\\""
          }
        }
        """)
  }
}
