// One JSON object a line on standard error: time, level, message and metadata. What is logged never
// holds answers, names, addresses or secrets.

internal import Engagement
internal import Foundation
internal import JSON
internal import Logging
internal import Synchronization

/// Writes log records as lines of JSON.
struct JSONLogHandler: LogHandler {
  /// Whether loggers made from now on keep to warnings: a demo shows findings, not requests.
  static let isQuiet = Atomic(false)

  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = Self.isQuiet.load(ordering: .relaxed) ? .warning : .info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var object: JSONObject = [
      "time": .string(timestamp(Date())),
      "level": .string(event.level.rawValue), "message": .string("\(event.message)"),
    ]
    let own = event.metadata ?? [:]
    let all = metadata.isEmpty ? own : metadata.merging(own) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) where object[key] == nil {
      if case .string(let text) = value {
        object[key] = .string(text)
      } else {
        object[key] = .string("\(value)")
      }
    }
    Output.note(JSONValue.object(object).encoded(.compact))
  }
}
