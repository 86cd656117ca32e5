// A world that prints everything as it was printed, kept as what differs from the true one.

/// Whole numbers for every column; those that are not named are the true ones.
struct CrossedWorld: Sendable {
  /// The columns that differ, in order.
  private let columns: [Int32]
  private let values: [Int32]

  /// What differs from the true numbers; `differing` is in order of column.
  init(_ differing: [(column: Int, value: Int)]) {
    columns = differing.map { Int32($0.column) }
    values = differing.map { Int32($0.value) }
  }

  /// The columns that differ, each with what it is.
  var differing: [(column: Int, value: Int)] {
    zip(columns, values).map { (Int($0), Int($1)) }
  }

  /// The worlds on the way from the true one to this, as far as they are in whole numbers: where all that
  /// differs does so by multiples of a number.
  func between(_ truth: [Int]) -> [CrossedWorld] {
    var common = 0
    for (column, value) in differing {
      var (one, other) = (common, abs(value - truth[column]))
      while other > 0 { (one, other) = (other, one % other) }
      common = one
      if common == 1 { return [] }
    }
    return (1..<max(1, common)).map { part in
      CrossedWorld(
        differing.map { ($0, truth[$0] + (($1 - truth[$0]) / common) * part) })
    }
  }

  /// What a column is where it differs.
  subscript(column: Int) -> Int? {
    var (low, high) = (0, columns.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(columns[middle]) < column { low = middle + 1 } else { high = middle }
    }
    guard low < columns.count, Int(columns[low]) == column else { return nil }
    return Int(values[low])
  }
}
