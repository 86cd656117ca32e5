// Whether printed figures tell how many people gave a number: for each that 1 to 7 people of a row gave, every
// number of people from 1 to 7 has to have a world that prints everything as it was printed.

/// What a figure of people's numbers would be printed as.
protocol FigurePrinter: Sendable {
  /// What is printed.
  associatedtype Print: Equatable
  var rule: DisclosureRule { get }
  /// What one print costs of the steps.
  var cost: Int { get }
  /// What is printed of so many people for each number, rounded so many steps further; nil where nothing is.
  mutating func print(_ counts: [Int], coarser: Int) -> Print?
  /// Whether the rules would show a figure of such people.
  func isShown(_ counts: [Int]) -> Bool
  /// Numbers whose people are taken to have given others.
  mutating func partners(_ counts: [Int]) -> [Int]
  /// What is printed tells of a sum over people; nil where it tells of none.
  func sum(_ counts: [Int], _ print: Print) -> PrintedSum?
}

/// The people of a figure and of all rows that they are parted into, as readers of what is printed of them can
/// imagine them. A world has in each row as many people as there are, as other figures of the same people may
/// tell it; in each part the rows add up to the same; what is shown prints the same. Hidden rows print nothing.
struct AnswerWorlds<Printer: FigurePrinter> {
  /// How many people gave each number, in each row of each part.
  typealias World = [[[Int]]]

  /// One figure.
  struct Row {
    let counts: [Int]
    var coarser: Int
    var isHidden: Bool
    /// What is printed; nil of hidden rows, and of those that are printed otherwise, whose people stay who they are.
    fileprivate(set) var print: Printer.Print?
    let people: Int

    init(_ counts: [Int], coarser: Int = 0, isHidden: Bool) {
      (self.counts, self.coarser, self.isHidden) = (counts, coarser, isHidden)
      people = counts.reduce(0, +)
    }
  }

  /// One number of people of a row that must be able to be any from 1 to 7.
  struct Cell: Hashable {
    let part: Int
    let row: Int
    let place: Int
    let people: Int
  }

  /// Prints that are tried for one number of people.
  static var stepsOfOne: Int { 8_000 }

  /// The rows that the people are parted into: the total alone, then those by each role.
  private(set) var parts: [[Row]]
  let truth: World
  private(set) var printer: Printer
  private(set) var worlds: [World] = []
  private var found: Set<Cell> = []
  /// Steps that are left.
  private(set) var allowance: Int
  /// Steps that have to be left when one number of people was looked for.
  var least = 0

  init(_ printer: Printer, _ parts: [[Row]], allowance: Int) {
    (self.printer, self.parts, self.allowance) = (printer, parts, allowance)
    truth = parts.map { $0.map(\.counts) }
    for (part, rows) in parts.enumerated() { for row in rows.indices { printAnew(part, row) } }
  }

  private mutating func printAnew(_ part: Int, _ place: Int) {
    let row = parts[part][place]
    parts[part][place].print =
      row.isHidden || !printer.isShown(row.counts)
      ? nil : printer.print(row.counts, coarser: row.coarser)
  }

  /// Hides a row: whatever was possible is.
  mutating func hide(_ part: Int, _ row: Int) {
    parts[part][row].isHidden = true
    parts[part][row].print = nil
  }

  /// Rounds a row otherwise; worlds that no longer print it the same are none.
  mutating func round(_ part: Int, _ row: Int, coarser: Int) {
    parts[part][row].coarser = coarser
    printAnew(part, row)
    let known = worlds
    (worlds, found) = ([], [])
    for world in known where accepts(part, row, world[part][row]) { keep(world) }
  }

  /// True where 1 to 7 people of a row gave a number and not each number from 1 to 7 was found to be possible.
  mutating func narrows(_ part: Int, _ row: Int) -> Bool {
    let own = parts[part][row]
    if !own.isHidden && own.print == nil { return false }
    for (place, count) in own.counts.enumerated() where printer.rule.isPrimary(count) {
      for value in 1..<printer.rule.hideBelow where value != count && value <= own.people {
        let cell = Cell(part: part, row: row, place: place, people: value)
        if !found.contains(cell) && !isPossible(cell) { return true }
      }
    }
    return false
  }

  /// Looks for worlds of each number of 1 to 7 people of a row, to begin with when others are looked for.
  mutating func prepare(_ part: Int, _ row: Int) {
    let own = parts[part][row]
    guard own.print != nil else { return }
    for (place, count) in own.counts.enumerated() where printer.rule.isPrimary(count) {
      for value in 1..<printer.rule.hideBelow where value != count {
        let cell = Cell(part: part, row: row, place: place, people: value)
        if !found.contains(cell) { _ = isPossible(cell) }
      }
    }
  }

  /// A row with these people is printed as it was.
  mutating func accepts(_ part: Int, _ row: Int, _ counts: [Int]) -> Bool {
    let own = parts[part][row]
    if own.isHidden { return true }
    guard let print = own.print else { return counts == own.counts }
    if counts == own.counts { return true }
    allowance -= printer.cost
    return printer.print(counts, coarser: own.coarser) == print && printer.isShown(counts)
  }

  /// Keeps what was found once it has been added up and printed again.
  mutating func recorded(_ world: World) -> Bool {
    let people = world.first.map(Self.sums) ?? []
    for (part, rows) in world.enumerated() {
      guard Self.sums(rows) == people else { return false }
      for (row, counts) in rows.enumerated() {
        guard counts.allSatisfy({ $0 >= 0 }), counts.reduce(0, +) == parts[part][row].people,
          accepts(part, row, counts)
        else { return false }
      }
    }
    keep(world)
    return true
  }

  private static func sums(_ rows: [[Int]]) -> [Int] {
    guard var sums = rows.first else { return [] }
    for row in rows.dropFirst() { for place in sums.indices { sums[place] += row[place] } }
    return sums
  }

  private mutating func keep(_ world: World) {
    worlds.append(world)
    for (part, rows) in world.enumerated() {
      for (row, counts) in rows.enumerated() where counts != truth[part][row] {
        for (place, people) in counts.enumerated()
        where printer.rule.isPrimary(people) && printer.rule.isPrimary(truth[part][row][place]) {
          found.insert(Cell(part: part, row: row, place: place, people: people))
        }
      }
    }
  }
}
