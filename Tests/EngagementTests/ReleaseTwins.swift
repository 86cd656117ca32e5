// Two releases that should say the same: where they differ but for names and times.

import JSON

enum ReleaseTwins {
  /// Where two releases say something else; nil where they say the same.
  static func difference(_ one: JSONValue?, _ other: JSONValue?) -> String? {
    let texts = [one, other].map { value in
      String(decoding: said(value ?? .null).encoded(.pretty), as: UTF8.self).split(separator: "\n")
    }
    let place = zip(texts[0], texts[1]).enumerated().first { $1.0 != $1.1 }?.offset
    guard let place else { return texts[0].count == texts[1].count ? nil : "one says more" }
    return texts.map { $0[max(0, place - 8)...place].joined(separator: " ") }
      .joined(separator: "\n")
  }

  /// What a release says, without what names it, its time and the release before.
  private static func said(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let values): return .array(values.map(said))
    case .object(let object):
      let kept = object.filter { !["release", "cut_off", "as_of", "since"].contains($0.key) }
      return .object(
        JSONObject(
          kept.map { key, value in
            (key, key == "held_back" && value != .null ? "a time" : said(value))
          }))
    default: return value
    }
  }
}
