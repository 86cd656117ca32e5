// Any text read as a rule is refused at a place inside it, or is the same rule when it is printed and
// read again.

import Surveys

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard
    let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  else { return 0 }
  do throws(RuleProblem) {
    let rule = try RuleParser.parse(text)
    guard let again = try? RuleParser.parse(rule.printed) else {
      fatalError("what is printed cannot be read: \(rule.printed)")
    }
    precondition(again == rule)
  } catch {
    precondition((0...text.count).contains(error.offset))
  }
  return 0
}
