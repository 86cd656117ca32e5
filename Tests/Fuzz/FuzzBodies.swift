// Any body of a response is refused by name, or read to a submission.

import JSON
import Surveys

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard case .object(let body)? = try? JSONValue.parse(bytes) else { return 0 }
  for reading in [AnswerReading.typed, .table] {
    let (submission, problems) = ResponseSubmission.read(body, reading: reading)
    precondition(problems.allSatisfy { !$0.message.isEmpty })
    precondition(submission.id == nil || body["id"] != nil)
  }
  return 0
}
