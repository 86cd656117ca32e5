// Which people of one row may have given other numbers: the changes of a row that are tried for a world.

/// What a printed figure says of a sum over people.
struct PrintedSum {
  /// What one person with each number adds to how far the row is from what was printed of it.
  let places: [Double]
  /// How far the row is.
  let known: Double
  /// How far it may be.
  let slack: Double

  /// True where with these changes it would be further.
  func rulesOut(_ change: [(place: Int, people: Int)]) -> Bool {
    abs(change.reduce(known) { $0 + Double($1.people) * places[$1.place] }) > slack
  }
}

extension AnswerWorlds {
  /// Whether a world with so many people is found.
  mutating func isPossible(_ cell: Cell) -> Bool {
    least = max(0, allowance - Self.stepsOfOne)
    for start in starts(cell) {
      if isPossible(cell, from: start) { return true }
    }
    return false
  }

  /// Whether enough was tried for one number of people.
  var isSpent: Bool { allowance <= least }

  /// The people there are, and worlds from which the number may be less far.
  private func starts(_ cell: Cell) -> [World] {
    let far = { (world: World) in abs(world[cell.part][cell.row][cell.place] - cell.people) }
    let room = { (world: World) in
      world[cell.part].reduce(0) { $0 + $1[cell.place] } - cell.people
    }
    let near = worlds.min { far($0) < far($1) }
    let wide = worlds.filter { room($0) >= 0 }.min { room($0) < room($1) }
    return [truth] + [near, wide].compactMap { $0 }
  }

  private mutating func isPossible(_ cell: Cell, from start: World) -> Bool {
    let counts = start[cell.part][cell.row]
    let more = cell.people - counts[cell.place]
    var source = printer
    let print = parts[cell.part][cell.row].print
    let others = source.partners(print == nil ? truth[0].first ?? counts : counts)
      .filter { $0 != cell.place }
      .sorted { (abs($0 - cell.place), $0) < (abs($1 - cell.place), $1) }
    guard let print else { return isPossibleHidden(cell, start, more, others) }
    let sums = source.sum(counts, print)
    let first = (place: cell.place, people: more)
    for one in others where others.count == 1 {
      if isWorld(cell, start, [first, (one, -more)]) { return true }
    }
    for (index, one) in others.enumerated() {
      for two in others.dropFirst(index + 1) {
        for people in Self.reach where !isSpent {
          let change = [first, (one, people), (two, -more - people)]
          if let sums, sums.rulesOut(change) { continue }
          if isWorld(cell, start, change) { return true }
        }
      }
    }
    guard let sums, others.count > 2 else { return false }
    return isPossible(cell, start, first, others, sums)
  }

  /// How far from the numbers of people that there are others are looked for.
  private static var window: Int { 25 }
  private static var reach: [Int] { (0...window).flatMap { $0 == 0 ? [0] : [$0, -$0] } }

  /// What is printed bounds a sum over people, so that two of three numbers leave few choices for the third.
  private mutating func isPossible(
    _ cell: Cell, _ start: World, _ first: (place: Int, people: Int), _ others: [Int],
    _ sums: PrintedSum
  ) -> Bool {
    let window = Double(Self.window)
    for (index, one) in others.enumerated() {
      for (next, two) in others.enumerated().dropFirst(index + 1) {
        for three in others.dropFirst(next + 1) {
          let apart = sums.places[two] - sums.places[three]
          for people in Self.reach where people != 0 {
            let left = -first.people - people
            let rest =
              sums.known + Double(first.people) * sums.places[first.place]
              + Double(people) * sums.places[one] + Double(left) * sums.places[three]
            let ends =
              apart == 0
              ? [-window, window]
              : [(-sums.slack - rest) / apart, (sums.slack - rest) / apart].sorted()
            let from = max(-window, ends[0].rounded(.up))
            let to = min(window, ends[1].rounded(.down))
            guard from <= to else { continue }
            for second in Int(from)...Int(to) where second != 0 {
              if isSpent { return false }
              let change = [first, (one, people), (two, second), (three, left - second)]
              if isWorld(cell, start, change) { return true }
            }
          }
        }
      }
    }
    return false
  }

  /// A hidden row has whoever the other rows can do without.
  private mutating func isPossibleHidden(
    _ cell: Cell, _ start: World, _ more: Int, _ others: [Int]
  ) -> Bool {
    let first = (place: cell.place, people: more)
    for one in others where !isSpent {
      if isWorld(cell, start, [first, (one, -more)]) { return true }
    }
    for (index, one) in others.enumerated() {
      for two in others.dropFirst(index + 1) {
        for part in 1..<max(2, more.magnitude) where !isSpent && more.magnitude > 1 {
          let people = more > 0 ? -Int(part) : Int(part)
          if isWorld(cell, start, [first, (one, people), (two, -more - people)]) { return true }
        }
      }
    }
    return false
  }

  /// Whether a row can have changed so: other rows of its part make up for it, or those of all other parts do
  /// the same.
  private mutating func isWorld(
    _ cell: Cell, _ start: World, _ change: [(place: Int, people: Int)]
  ) -> Bool {
    var counts = start[cell.part][cell.row]
    var all = [Int](repeating: 0, count: counts.count)
    for (place, people) in change {
      counts[place] += people
      all[place] += people
      if counts[place] < 0 { return false }
    }
    guard accepts(cell.part, cell.row, counts) else { return false }
    var world = start
    world[cell.part][cell.row] = counts
    let within = parts[cell.part].indices.filter { $0 != cell.row }
    if let rows = absorbed(all.map { -$0 }, cell.part, within, world[cell.part]) {
      world[cell.part] = rows
      return recorded(world)
    }
    for part in parts.indices where part != cell.part {
      guard let rows = absorbed(all, part, Array(parts[part].indices), world[part]) else {
        return false
      }
      world[part] = rows
    }
    return recorded(world)
  }
}
