// Any bytes read as CSV give the same rows and the same refusals, in whatever pieces they arrive.

import CSV

/// The rows of the pieces, and what ended the reading.
private func rows(_ pieces: [ArraySlice<UInt8>]) -> ([CSVRow], String?) {
  var reader = CSVReader()
  var rows: [CSVRow] = []
  do {
    for piece in pieces { try reader.read(Array(piece)) { rows.append($0) } }
    try reader.finish { rows.append($0) }
    return (rows, nil)
  } catch {
    return (rows, "\(error)")
  }
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let whole = rows([bytes[...]])
  let single = rows(bytes.indices.map { bytes[$0...$0] })
  precondition(whole.0 == single.0 && whole.1 == single.1)
  return 0
}
