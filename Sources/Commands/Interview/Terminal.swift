// The live terminal: lines are edited where there is one, and read plainly from anything else.

internal import Foundation
internal import Glibc
internal import Synchronization

/// Standard input and standard error as a dialogue uses them.
final class Terminal {
  /// What was read.
  enum Reading: Sendable, Hashable {
    case line(String)
    case pasted(String)
    case end
    case interrupted(String)
    /// A line that is no UTF-8.
    case unreadable
  }

  /// Whether lines are edited: a terminal on both sides that can move its cursor.
  let isEdited: Bool
  /// Whether anything may be coloured.
  let hasColours: Bool
  private let signals: SignalPipe
  private var saved: termios?
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  /// Longest line that is read, in bytes; no answer is that long.
  private static let longest = 4 << 20

  init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    let kind = environment["TERM"] ?? "dumb"
    isEdited = isTerminal && kind != "dumb" && !kind.isEmpty
    hasColours = isEdited && (environment["NO_COLOR"] ?? "").isEmpty
    signals = try SignalPipe()
  }

  deinit { restore() }

  /// Shows lines, broken to the width of the screen.
  func show(_ lines: [ScreenLine]) {
    let width = isEdited ? min(size.width, 100) : 10_000
    let rows = lines.flatMap { $0.rows(width: width, colours: hasColours) }
    if !rows.isEmpty { Output.note(rows.joined(separator: "\n")) }
  }

  /// Reads what is typed next.
  func read(prompt: String) -> Reading {
    isEdited ? edit(prompt: prompt) : readLine()
  }

  private var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), max(2, Int(size.ws_row)))
  }

  // Lines of a pipe or a file.

  private func readLine() -> Reading {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[..<end]
        buffer.removeFirst(end + 1)
        return Self.reading(line)
      }
      if isAtEnd || buffer.count > Self.longest {
        defer { buffer = [] }
        return buffer.isEmpty ? .end : Self.reading(buffer[...])
      }
      switch signals.wait() {
      case .interrupted: return .interrupted("")
      case .resized: continue
      case .input: fill()
      }
    }
  }

  private static func reading(_ line: ArraySlice<UInt8>) -> Reading {
    let bytes = line.last == 0x0D ? line.dropLast() : line
    return String(validating: bytes, as: UTF8.self).map { .line($0) } ?? .unreadable
  }

  /// Reads what there is; nothing at all is the end.
  private func fill() {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
    if count > 0 {
      buffer += chunk.prefix(count)
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      isAtEnd = true
    }
  }

  // Lines that are edited.

  private var decoder = KeyDecoder()
  private var keys: [Key] = []

  private func edit(prompt: String) -> Reading {
    var editor = LineEditor()
    makeRaw()
    drawnRow = 0
    while true {
      while !keys.isEmpty {
        let shown = editor
        guard let outcome = editor.take(keys.removeFirst()) else { continue }
        return leave(outcome, shown, prompt)
      }
      draw(editor, prompt)
      switch signals.wait() {
      case .interrupted: return leave(.interrupted(editor.text))
      case .resized:
        makeRaw()
        drawnRow = 0
      case .input:
        fill()
        if isAtEnd, buffer.isEmpty { return leave(.interrupted(editor.text)) }
        keys += decoder.decode(buffer)
        buffer = []
      }
    }
  }

  /// The row of the cursor below the first row that was drawn.
  private var drawnRow = 0

  private func draw(_ editor: LineEditor, _ prompt: String) {
    let (width, height) = size
    let picture = editor.picture(prompt: prompt, width: width, height: height)
    var text = drawnRow > 0 ? "\u{1B}[\(drawnRow)A\r" : "\r"
    text += "\u{1B}[J" + picture.rows.joined(separator: "\r\n")
    let up = picture.rows.count - 1 - picture.cursorRow
    if up > 0 { text += "\u{1B}[\(up)A" }
    text += "\r" + (picture.cursorColumn > 0 ? "\u{1B}[\(picture.cursorColumn)C" : "")
    drawnRow = picture.cursorRow
    Output.screen(text)
  }

  /// Leaves a finished line on the screen as it was typed.
  private func leave(_ outcome: LineEditor.Outcome, _ shown: LineEditor, _ prompt: String)
    -> Reading
  {
    switch outcome {
    case .end: return leave(.end)
    case .line(let line):
      var whole = shown
      _ = whole.take(.end)
      draw(whole, prompt)
      return leave(.line(line))
    case .pasted(let text):
      let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
      Output.screen(rows.map { String($0).withoutControls }.joined(separator: "\r\n"))
      return leave(.pasted(text))
    }
  }

  private func leave(_ reading: Reading) -> Reading {
    restore()
    Output.screen("\r\n")
    return reading
  }

  /// Keys one by one, unseen; Ctrl-C and Ctrl-Z remain signals. Pasted text comes marked as such.
  private func makeRaw() {
    var mode = termios()
    guard tcgetattr(STDIN_FILENO, &mode) == 0 else { return }
    if saved == nil { saved = mode }
    mode.c_lflag &= ~tcflag_t(ICANON | ECHO)
    mode.c_iflag &= ~tcflag_t(ICRNL | IXON)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
    Output.screen("\u{1B}[?2004h")
  }

  private func restore() {
    guard var saved else { return }
    Output.screen("\u{1B}[?2004l")
    tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    self.saved = nil
  }
}

extension Output {
  /// What moves the cursor, to the screen alone.
  fileprivate static func screen(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
