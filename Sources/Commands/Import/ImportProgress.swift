// How far an import is, on one line that is written over: only where standard error is a terminal,
// and only when it takes longer than a second.

internal import Foundation
internal import Glibc

/// The line that shows progress.
struct ImportProgress {
  private static let width = 78

  private let size: Int?
  private let isShown = isatty(2) == 1
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var next: ContinuousClock.Instant
  private var isOnScreen = false

  /// Begins; `size` is how much there is to read.
  init(size: Int?) {
    self.size = size
    start = clock.now
    next = start + .seconds(1)
  }

  /// Shows how many rows were judged and how much of the file was read.
  mutating func show(rows: Int, position: Int) {
    guard isShown, clock.now >= next else { return }
    next = clock.now + .milliseconds(200)
    let spent = (clock.now - start).components
    let seconds = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
    var text = "\(rows) rows, \(Int(Double(rows) / max(seconds, 0.001))) a second"
    if let size, size > 0 { text += ", \(min(100, position * 100 / size)) % of the file" }
    write(text)
    isOnScreen = true
  }

  /// Clears the line, before something else is written.
  mutating func clear() {
    guard isOnScreen else { return }
    write("")
    FileHandle.standardError.write(Data("\r".utf8))
    isOnScreen = false
  }

  private func write(_ text: String) {
    let line = "\r" + text.padding(toLength: Self.width, withPad: " ", startingAt: 0)
    FileHandle.standardError.write(Data(line.utf8))
  }
}
