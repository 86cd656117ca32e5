// Bytes from a terminal in raw mode become keys.

/// A key, or text that was typed or pasted.
enum Key: Sendable, Hashable {
  case text(String)
  case pasted(String)
  case enter, backspace, delete, left, right, home, end
  case killLine, killToEnd, killWord, endOfInput
}

/// Decodes bytes as they arrive; an unfinished sequence waits for the rest.
struct KeyDecoder: Sendable {
  private var pending: [UInt8] = []
  /// What has been pasted so far; nil outside a paste.
  private var paste: [UInt8]?

  private static let pasteStart = Array("\u{1B}[200~".utf8)
  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// The keys that these bytes complete.
  mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, length) = next() {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// The first key of what waits, with its length; nil: more bytes are needed.
  private mutating func next() -> (key: Key?, length: Int)? {
    if paste != nil { return nextPasted() }
    guard let first = pending.first else { return nil }
    switch first {
    case 0x1B: return escape()
    case 0x0D, 0x0A: return (.enter, 1)
    case 0x7F, 0x08: return (.backspace, 1)
    case 0x01: return (.home, 1)
    case 0x02: return (.left, 1)
    case 0x04: return (.endOfInput, 1)
    case 0x05: return (.end, 1)
    case 0x06: return (.right, 1)
    case 0x0B: return (.killToEnd, 1)
    case 0x15: return (.killLine, 1)
    case 0x17: return (.killWord, 1)
    case 0x09: return (.text(" "), 1)
    case 0..<0x20: return (nil, 1)
    default: return text()
    }
  }

  /// A run of whole characters.
  private func text() -> (key: Key?, length: Int)? {
    let run = pending.prefix { $0 >= 0x20 && $0 != 0x7F }
    // The bytes of a character that has not wholly arrived wait.
    var whole = run
    for missing in 0..<min(4, run.count) {
      let last = run[run.count - 1 - missing]
      if last & 0xC0 == 0x80 { continue }
      let length = last >= 0xF0 ? 4 : last >= 0xE0 ? 3 : last >= 0xC0 ? 2 : 1
      if length > missing + 1, run.count == pending.count {
        whole = run.dropLast(missing + 1)
      }
      break
    }
    return whole.isEmpty ? nil : (.text(String(decoding: whole, as: UTF8.self)), whole.count)
  }

  private mutating func escape() -> (key: Key?, length: Int)? {
    guard pending.count > 1 else { return nil }
    guard pending[1] == 0x5B || pending[1] == 0x4F else { return (nil, 2) }
    guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      return pending.count > 32 ? (nil, pending.count) : nil
    }
    if Array(pending[...end]) == Self.pasteStart {
      paste = []
      return (nil, end + 1)
    }
    let key: Key? =
      switch String(decoding: pending[2...end], as: UTF8.self) {
      case "D": .left
      case "C": .right
      case "H", "1~", "7~": .home
      case "F", "4~", "8~": .end
      case "3~": .delete
      default: nil
      }
    return (key, end + 1)
  }

  private mutating func nextPasted() -> (key: Key?, length: Int)? {
    guard !pending.isEmpty else { return nil }
    if pending.starts(with: Self.pasteEnd) {
      let text = String(decoding: paste ?? [], as: UTF8.self)
      paste = nil
      let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      return (.pasted(lines), Self.pasteEnd.count)
    }
    if pending[0] == 0x1B, Self.pasteEnd.starts(with: pending) { return nil }
    let length = max(1, (pending.dropFirst().firstIndex(of: 0x1B) ?? pending.count))
    paste?.append(contentsOf: pending.prefix(length))
    return (nil, length)
  }
}
