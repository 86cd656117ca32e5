// In which rows the people who differ stand: all other rows of a part, or those of another part, print the same.

extension AnswerWorlds {
  /// The rows of a part with so many people more or less for each number; nil where no way is found to print them
  /// the same. First one row takes them all; then each is put where there is room, one after another.
  mutating func absorbed(
    _ change: [Int], _ part: Int, _ among: [Int], _ counts: [[Int]]
  ) -> [[Int]]? {
    // Nobody can be taken from rows in which nobody is.
    for (place, people) in change.enumerated() where people < 0 {
      if among.reduce(people, { $0 + counts[$1][place] }) < 0 { return nil }
    }
    let order = among.sorted { one, other in
      let (a, b) = (parts[part][one], parts[part][other])
      return a.isHidden != b.isHidden ? a.isHidden : a.people > b.people
    }
    for row in order {
      let sums = zip(counts[row], change).map { $0 + $1 }
      guard sums.allSatisfy({ $0 >= 0 }), accepts(part, row, sums) else { continue }
      var rows = counts
      rows[row] = sums
      return rows
    }
    guard order.count > 1 else { return nil }
    return spread(change, part, order, counts)
  }

  /// Person by person, from the number that somebody less gave to one that somebody more did; in smaller steps, of
  /// other people in between, where no row has room for one.
  private mutating func spread(
    _ change: [Int], _ part: Int, _ order: [Int], _ counts: [[Int]]
  ) -> [[Int]]? {
    let from = change.enumerated().flatMap { place, people in
      [Int](repeating: place, count: max(0, -people))
    }
    let to = change.enumerated().flatMap { place, people in
      [Int](repeating: place, count: max(0, people))
    }
    var rows = counts
    var turn = 0
    var waiting = zip(from, to).map { (from: $0, to: $1) }
    var isMoved = true
    while isMoved, !waiting.isEmpty {
      isMoved = false
      var open = Array(waiting.reversed())
      waiting = []
      while let move = open.popLast() {
        if isSpent { return nil }
        if put(move, part, order, &rows, &turn) {
          isMoved = true
        } else if abs(move.from - move.to) > 1 {
          let middle = (move.from + move.to) / 2
          open.append((middle, move.to))
          open.append((move.from, middle))
        } else {
          waiting.append(move)
        }
      }
    }
    return waiting.isEmpty ? rows : nil
  }

  /// One person of a row gave another number; the rows take turns.
  private mutating func put(
    _ move: (from: Int, to: Int), _ part: Int, _ order: [Int], _ rows: inout [[Int]],
    _ turn: inout Int
  ) -> Bool {
    for step in order.indices {
      let isHidden = parts[part][order[step]].isHidden
      let row = isHidden ? order[step] : order[(step + turn) % order.count]
      guard rows[row][move.from] > 0 else { continue }
      var counts = rows[row]
      counts[move.from] -= 1
      counts[move.to] += 1
      guard accepts(part, row, counts) else { continue }
      rows[row] = counts
      if !isHidden { turn += 1 }
      return true
    }
    return false
  }
}
