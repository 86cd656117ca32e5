// Any bytes read as YAML end in a tree or in problems that lie inside the file.

import YAML

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let (node, problems) = YAML.read(bytes)
  let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }.count
  precondition(node != nil || !problems.isEmpty)
  precondition(
    problems.allSatisfy { (1...lines).contains($0.position.line) && $0.position.column > 0 })
  return 0
}
