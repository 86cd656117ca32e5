// Reads stored documents back. What is stored was written by Hark, so the first thing that does not
// fit is enough to say where it went wrong.

import JSON

/// A stored document that cannot be read: it was changed, or written by another version.
public struct StoredDocumentProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where in the document, such as `findings[2].total.base`.
  public let path: String

  /// What is wrong and what to do.
  public var description: String {
    "The stored document cannot be read at \(path.isEmpty ? "its top" : path). "
      + "It was written by another version of Hark or changed since; restore it from a backup."
  }
}

/// A value of a stored document with the way that leads to it.
struct JSONPlace {
  let value: JSONValue
  let path: String

  init(_ value: JSONValue, path: String = "") {
    self.value = value
    self.path = path
  }

  private var problem: StoredDocumentProblem { StoredDocumentProblem(path: path) }

  func at(_ key: String) throws(StoredDocumentProblem) -> JSONPlace {
    let path = self.path.isEmpty ? key : "\(self.path).\(key)"
    guard let value = value[key] else { throw StoredDocumentProblem(path: path) }
    return JSONPlace(value, path: path)
  }

  /// The value at the key; nil when it is null.
  func optional(_ key: String) throws(StoredDocumentProblem) -> JSONPlace? {
    let place = try at(key)
    return place.value.isNull ? nil : place
  }

  func string() throws(StoredDocumentProblem) -> String {
    guard let text = value.string else { throw problem }
    return text
  }

  /// The text at the key; nil where there is no such key.
  func stringIfAny(_ key: String) throws(StoredDocumentProblem) -> String? {
    value[key] == nil ? nil : try at(key).string()
  }

  func whole() throws(StoredDocumentProblem) -> Int {
    guard let number = value.int else { throw problem }
    return number
  }

  func number() throws(StoredDocumentProblem) -> Double {
    guard let number = value.number else { throw problem }
    return number
  }

  func bool() throws(StoredDocumentProblem) -> Bool {
    guard let flag = value.bool else { throw problem }
    return flag
  }

  func items() throws(StoredDocumentProblem) -> [JSONPlace] {
    guard let items = value.array else { throw problem }
    return items.enumerated().map { JSONPlace($1, path: "\(path)[\($0)]") }
  }

  /// One of the words an enumeration is written with.
  func word<Word: RawRepresentable>(
    _: Word.Type
  ) throws(StoredDocumentProblem) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: try string()) else { throw problem }
    return word
  }

  /// The one key of an object and what stands there.
  func only() throws(StoredDocumentProblem) -> (key: String, place: JSONPlace) {
    guard let object = value.object, object.count == 1, let key = object.keys.first else {
      throw problem
    }
    return (key, try at(key))
  }
}

extension JSONPlace {
  /// Reads each item of a list that documents of older versions do not have; none there.
  func listIfAny<Item>(
    _ key: String, _ read: (JSONPlace) throws(StoredDocumentProblem) -> Item
  ) throws(StoredDocumentProblem) -> [Item] {
    value[key] == nil ? [] : try at(key).list(read)
  }

  /// Reads each item of a list.
  func list<Item>(
    _ read: (JSONPlace) throws(StoredDocumentProblem) -> Item
  ) throws(StoredDocumentProblem) -> [Item] {
    var found: [Item] = []
    for item in try items() { found.append(try read(item)) }
    return found
  }
}
