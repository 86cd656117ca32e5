// Any bytes read as JSON are refused at a place inside them, or keep their value in canonical form.

import JSON

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(JSONProblem) {
    let value = try JSONValue.parse(bytes)
    let canonical = value.canonical()
    let again = try JSONValue.parse(canonical)
    precondition(again == value && again.canonical() == canonical)
  } catch {
    precondition((0...bytes.count).contains(error.offset))
  }
  return 0
}
