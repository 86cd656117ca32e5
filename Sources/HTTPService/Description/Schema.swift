// Short ways to write JSON Schema (2020-12, as OpenAPI 3.1 takes it).

internal import JSON

/// Schemas by kind. Objects are closed: what is not named is refused, on the way in as on the way out.
enum Schema {
  /// A schema of the list of components.
  static func named(_ name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(name)")]
  }

  /// A text.
  static func text(
    _ about: String? = nil, format: String? = nil, pattern: String? = nil, least: Int? = nil,
    most: Int? = nil
  ) -> JSONValue {
    var schema: JSONObject = ["type": "string"]
    schema["description"] = about.map { .string($0) }
    schema["format"] = format.map { .string($0) }
    schema["pattern"] = pattern.map { .string($0) }
    schema["minLength"] = least.map { .number(Double($0)) }
    schema["maxLength"] = most.map { .number(Double($0)) }
    return .object(schema)
  }

  /// One of some texts.
  static func oneOf(_ texts: [String], _ about: String? = nil) -> JSONValue {
    var schema: JSONObject = ["type": "string", "enum": .array(texts.map { .string($0) })]
    schema["description"] = about.map { .string($0) }
    return .object(schema)
  }

  /// A whole number.
  static func whole(
    _ least: Int? = nil, _ most: Int? = nil, _ about: String? = nil, standard: Int? = nil
  ) -> JSONValue {
    var schema: JSONObject = ["type": "integer"]
    schema["description"] = about.map { .string($0) }
    schema["minimum"] = least.map { .number(Double($0)) }
    schema["maximum"] = most.map { .number(Double($0)) }
    schema["default"] = standard.map { .number(Double($0)) }
    return .object(schema)
  }

  /// Any number.
  static let number: JSONValue = ["type": "number"]
  /// True or false.
  static let flag: JSONValue = ["type": "boolean"]
  /// Anything at all.
  static let anything: JSONValue = true

  /// A list of one kind.
  static func list(_ items: JSONValue, least: Int? = nil, _ about: String? = nil) -> JSONValue {
    var schema: JSONObject = ["type": "array", "items": items]
    schema["minItems"] = least.map { .number(Double($0)) }
    schema["description"] = about.map { .string($0) }
    return .object(schema)
  }

  /// An object with these keys and no others; those with a `?` at the end may be left out.
  static func object(_ keys: JSONObject, _ about: String? = nil) -> JSONValue {
    var properties: JSONObject = [:]
    var required: [JSONValue] = []
    for (key, schema) in keys {
      let isOptional = key.hasSuffix("?")
      let name = isOptional ? String(key.dropLast()) : key
      properties[name] = schema
      if !isOptional { required.append(.string(name)) }
    }
    var schema: JSONObject = ["type": "object", "properties": .object(properties)]
    if !required.isEmpty { schema["required"] = .array(required) }
    schema["additionalProperties"] = false
    schema["description"] = about.map { .string($0) }
    return .object(schema)
  }

  /// An object whose keys are not known beforehand.
  static func map(_ values: JSONValue, keys: String? = nil, _ about: String? = nil) -> JSONValue {
    var schema: JSONObject = ["type": "object", "additionalProperties": values]
    schema["propertyNames"] = keys.map { ["pattern": .string($0)] }
    schema["description"] = about.map { .string($0) }
    return .object(schema)
  }

  /// The same, or null.
  static func orNull(_ schema: JSONValue) -> JSONValue {
    ["anyOf": [schema, ["type": "null"]]]
  }
}

extension JSONObject {
  /// The same with one key more.
  func with(_ key: String, _ value: JSONValue) -> JSONObject {
    var object = self
    object[key] = value
    return object
  }
}
