// Random bytes in one system call: the generator of the standard library asks for eight at a time, and every
// record needs several keys and nonces.

internal import Crypto
internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Bytes from the system's secure generator; at most 256, as getentropy(3) gives.
func randomBytes(_ count: Int) -> [UInt8] {
  precondition(count <= 256)
  return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    // It fails only where a system has no such generator; then the standard library's own stops the program.
    if getentropy(buffer.baseAddress, count) != 0 {
      var generator = SystemRandomNumberGenerator()
      for place in 0..<count { buffer[place] = generator.next() }
    }
    filled = count
  }
}

extension SymmetricKey {
  /// A new key of 256 bits.
  static func random() -> SymmetricKey { SymmetricKey(data: randomBytes(32)) }
}
