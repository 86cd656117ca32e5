// The licensed questions of a block, which hold no text until whoever has the licence fills it in.

internal import Surveys
internal import YAML

/// Which slots a block has, and which of them wait for their text.
struct LicensedSlots {
  /// Their ids, in the order of the file.
  private(set) var all: [String] = []
  /// Those without a text.
  private(set) var empty: [String] = []

  /// None where the bytes are no block.
  init(_ bytes: [UInt8]) {
    guard bytes.contains(Array("slot:".utf8)) else { return }
    add(YAML.read(bytes).node?["questions"])
  }

  private mutating func add(_ questions: YAMLNode?) {
    func isYes(_ node: YAMLNode?) -> Bool { ["yes", "true"].contains(node?.text?.trimmed) }
    for question in questions?.sequence ?? [] {
      add(question["questions"])
      guard isYes(question["slot"]), !isYes(question["retired"]),
        let id = question["id"]?.text?.trimmed
      else { continue }
      all.append(id)
      if question["ask"] == nil { empty.append(id) }
    }
  }
}
