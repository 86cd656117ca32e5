// Whole numbers of many responses in one, two or four bytes each: as few as hold the largest seen.

/// A code for each response, in the narrowest width that holds them all.
struct CodeCells: Sendable {
  /// How many bytes a code takes.
  enum Width: Int, Sendable { case one = 1, two = 2, four = 4 }

  private(set) var width = Width.one
  // One of the three is in use, by the width: a list in an enum's case would be copied at each change.
  private var narrow: [UInt8] = []
  private var wide: [UInt16] = []
  private var full: [UInt32] = []
  /// One more than the largest code there ever was.
  private(set) var limit = 0

  var count: Int {
    switch width {
    case .one: narrow.count
    case .two: wide.count
    case .four: full.count
    }
  }

  var byteCount: Int { count * width.rawValue }

  subscript(index: Int) -> Int {
    switch width {
    case .one: Int(narrow[index])
    case .two: Int(wide[index])
    case .four: Int(full[index])
    }
  }

  /// Adds a code of 0 or more; widens all when it is the first that does not fit.
  mutating func append(_ code: UInt32) {
    limit = max(limit, Int(code) + 1)
    switch width {
    case .one:
      if code <= UInt32(UInt8.max) { return narrow.append(UInt8(code)) }
      (wide, narrow, width) = (narrow.map(UInt16.init), [], .two)
      append(code)
    case .two:
      if code <= UInt32(UInt16.max) { return wide.append(UInt16(code)) }
      (full, wide, width) = (wide.map(UInt32.init), [], .four)
      append(code)
    case .four: full.append(code)
    }
  }

  /// Adds the codes of others.
  mutating func append(contentsOf other: CodeCells) {
    guard width == other.width else {
      for index in 0..<other.count { append(UInt32(other[index])) }
      return
    }
    narrow += other.narrow
    wide += other.wide
    full += other.full
    limit = max(limit, other.limit)
  }

  /// Takes a code out; the last one comes to its place.
  mutating func remove(_ index: Int) {
    switch width {
    case .one: narrow.swapOut(index)
    case .two: wide.swapOut(index)
    case .four: full.swapOut(index)
    }
  }

  /// Adds `stride` times each code from `start` to the sums. Plain loops over one width, which the
  /// compiler turns into vector instructions.
  func add(from start: Int, times stride: UInt32, to sums: UnsafeMutableBufferPointer<UInt32>) {
    switch width {
    case .one: narrow.withUnsafeBufferPointer { Self.add($0, start, stride, sums) }
    case .two: wide.withUnsafeBufferPointer { Self.add($0, start, stride, sums) }
    case .four: full.withUnsafeBufferPointer { Self.add($0, start, stride, sums) }
    }
  }

  /// The same for a list of codes of any width.
  @inline(__always)
  static func add<Code: FixedWidthInteger & UnsignedInteger>(
    _ codes: UnsafeBufferPointer<Code>, _ start: Int, _ stride: UInt32,
    _ sums: UnsafeMutableBufferPointer<UInt32>
  ) {
    guard let own = codes.baseAddress, let sum = sums.baseAddress else { return }
    for index in 0..<sums.count {
      sum[index] &+= UInt32(truncatingIfNeeded: own[start &+ index]) &* stride
    }
  }

  /// What each code of a byte stands for, for every response; nil where codes take more than a byte.
  func narrowlyLookedUp<Value>(in meaning: (Int) -> Value) -> [Value]? {
    guard width == .one else { return nil }
    let meanings = (0..<limit).map(meaning)
    return [Value](unsafeUninitializedCapacity: narrow.count) { values, filled in
      meanings.withUnsafeBufferPointer { meanings in
        narrow.withUnsafeBufferPointer { codes in
          // `limit` is beyond every code there is.
          guard let known = meanings.baseAddress, let code = codes.baseAddress,
            let value = values.baseAddress
          else { return }
          for index in 0..<codes.count {
            (value + index).initialize(to: known[Int(code[index])])
          }
        }
      }
      filled = narrow.count
    }
  }
}

extension Array {
  /// Takes an element out; the last one comes to its place.
  package mutating func swapOut(_ index: Int) {
    swapAt(index, count - 1)
    removeLast()
  }
}
