// Ctrl-C while something is under way: the first asks it to stop in good order, the second ends the
// program as usual.

internal import Glibc
internal import Synchronization

/// Whether somebody asked to stop; set by the signals' handler, which may do little else.
private let isStopAsked = Atomic(false)

/// Watches for Ctrl-C and for the request to end, while it lives.
final class Interruption {
  private static let signals = [SIGINT, SIGTERM]

  init() {
    isStopAsked.store(false, ordering: .relaxed)
    for number in Self.signals {
      signal(number) { number in
        isStopAsked.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
        let notice: StaticString =
          "\nstopping when the rows under way are stored; Ctrl-C again to end at once\n"
        _ = write(2, notice.utf8Start, notice.utf8CodeUnitCount)
      }
    }
  }

  deinit { for number in Self.signals { signal(number, SIG_DFL) } }

  /// Whether to stop.
  static var isAsked: Bool { isStopAsked.load(ordering: .relaxed) }
}
