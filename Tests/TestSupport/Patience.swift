// How long tests wait for what takes time and no more than that.

import Foundation

/// How many times longer than usual everything may take: 1, and more where `script/sanitize` slows all
/// programs down.
public let patience: Int =
  ProcessInfo.processInfo.environment["TEST_PATIENCE"].flatMap(Int.init) ?? 1
