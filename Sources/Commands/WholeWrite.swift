// Files that Hark writes byte for byte: a signal in between is no reason to leave half of it out.

internal import Glibc

/// Writes all of it, however many pieces the system takes it in. False: no more could be written, and
/// `errno` says why.
func writeWhole(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Bool {
  var rest = Array(bytes)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}
