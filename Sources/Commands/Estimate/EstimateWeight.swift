// `hark estimate weight`: weights that make a file of people add up to the population, what they cost, and
// a share or mean worked out with them.

internal import ArgumentParser
internal import CSV
internal import EmbeddedPostgres
internal import Engagement
internal import Findings
internal import Foundation
internal import Glibc
internal import JSON

/// `hark estimate weight`
struct EstimateWeight: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weight",
    abstract: "Weights a file of people to the population by raking, and says what that costs.",
    discussion: """
      Example: hark estimate weight people.csv --population census.csv --share 'safe=yes'
      Example: hark estimate weight people.csv --survey surveys/worcs-feeling-safe --mean age
      The population is a file, or the margins of a survey's folder. The file has the columns by, group and people, by being a column of the file; a row of \
      the file is a person. With --weights FILE the weight of each row is written there. Rows in which one \
      of the columns is empty are left out.
      """)

  @Argument(help: "A CSV file, a row a person.")
  var file: String

  @Option(help: "A CSV file of the population: by, group, people.")
  var population: String?

  @Option(help: "The folder of a survey whose margins are the population.")
  var survey: String?

  @Option(help: "Work out the share of people with this answer: COLUMN=VALUE.")
  var share: String?

  @Option(help: "Work out the mean of this column.")
  var mean: String?

  @Option(help: "The column of weights to begin with, from the sample's design.")
  var start: String?

  @Option(help: "The column of strata the sample was drawn in.")
  var strata: String?

  @Option(help: "The column of groups that were drawn together, such as households.")
  var clusters: String?

  @Option(help: "Write the weights here, each beside the line of its row.")
  var weights: String?

  @OptionGroup var format: FormatOption

  func validate() throws {
    if (population == nil) == (survey == nil) {
      throw ValidationError("Give --population FILE or --survey FOLDER: one of them.")
    }
    if share != nil, mean != nil { throw ValidationError("Give --share or --mean, not both.") }
    if let share, !share.contains("=") {
      throw ValidationError("--share is COLUMN=VALUE, such as safe=yes.")
    }
  }

  func run() async throws {
    let margins = try populationMargins()
    let wanted = share.map { String($0.prefix { $0 != "=" }) } ?? mean
    let columns = margins.roles + [wanted, start, strata, clusters].compactMap { $0 }
    let people = People(columns, try DataFile(file).rows(columns))
    let raked = try rake(people, margins)
    let (trimmed, moved) = DesignEffect.trimmed(raked.weights)
    // Around 1, so that they add up to the people of the file.
    let scale = Double(trimmed.count) / trimmed.reduce(0, +)
    let final = trimmed.map { $0 * scale }
    guard let effect = DesignEffect(final) else {
      throw Problem(.cannotRead, "a weight came out as zero; join small groups")
    }
    if let weights { try write(final, of: people, to: weights) }
    var fields: JSONObject = [
      "people": .number(Double(final.count)), "rounds": .number(Double(raked.rounds)),
      "trimmed": .number(Double(moved)), "design_effect": .number(effect.kish),
      "effective_base": .number(effect.effectiveBase),
    ]
    var sentence =
      "\(final.count) people, design effect \(EstimateAnswer.text(effect.kish)), worth "
      + "\(EstimateAnswer.text(effect.effectiveBase)) unweighted"
    if let wanted {
      let (figures, words) = try estimate(wanted, people, final)
      for (key, value) in figures { fields[key] = value }
      sentence += "\n\(words)"
    }
    warn(effect, moved: moved)
    EstimateAnswer(fields: fields, sentence: sentence).print(format.format)
  }

  private func warn(_ effect: DesignEffect, moved: Int) {
    if effect.kish > DesignEffect.high {
      Output.note("the design effect is over 2: the figure rests on few people")
    }
    if moved > 0 {
      Output.note(
        "\(moved) weights were kept within 0.3 to 3 times the mean, so the sums are not met exactly"
      )
    }
  }

  private func populationMargins() throws -> PopulationMargins {
    let groups = try survey.map(ModuleMargins.read) ?? PopulationFile.read(population ?? "").groups
    do throws(PopulationProblem) {
      return try PopulationMargins(groups)
    } catch {
      throw Problem(.cannotRead, "the population: \(error.message)")
    }
  }

  private func rake(_ people: People, _ population: PopulationMargins) throws -> RakedWeights {
    let margins = try population.roles.map { role in
      let groups = population.of(role)
      let places = Dictionary(groups.enumerated().map { ($1.group, $0) }) { first, _ in first }
      let positions = try people.rows.map { row in
        let text = row.texts[people.place(role)]
        guard let place = places[text] else {
          throw Problem(
            .cannotRead,
            "\(row.place): the population has no group '\(text.prefix(40))' of '\(role)'")
        }
        return place
      }
      return RakingMargin(
        role: role, positions: positions, targets: groups.map { ($0.group, $0.people) })
    }
    let start = try start.map { try people.numbers($0) }
    do throws(WeightingProblem) {
      return try RakedWeights(margins, start: start)
    } catch {
      throw Problem(.cannotRead, error.message)
    }
  }

  private func estimate(
    _ column: String, _ people: People, _ weights: [Double]
  ) throws -> (JSONObject, String) {
    let answer = share.map { String($0.drop { $0 != "=" }.dropFirst()) }
    let values =
      try answer.map { answer in people.texts(column).map { $0 == answer ? 1.0 : 0 } }
      ?? people.numbers(column)
    guard
      let estimate = WeightedEstimate(
        values, weights: weights, strata: strata.map(people.codes),
        clusters: clusters.map(people.codes))
    else {
      throw Problem(
        .cannotRead, "a stratum has one person or group alone; join it with another stratum")
    }
    let interval: (low: Double, high: Double) =
      answer == nil
      ? estimate.meanInterval
      : (estimate.shareInterval?.low ?? 0, estimate.shareInterval?.high ?? 1)
    let scale = answer == nil ? 1.0 : 100
    let mark = answer == nil ? "" : "%"
    let text = { (number: Double) in EstimateAnswer.text(number * scale) + mark }
    return (
      [
        "value": .number(estimate.value * scale), "low": .number(interval.low * scale),
        "high": .number(interval.high * scale),
        "standard_error": .number(estimate.standardError * scale),
      ],
      "\(text(estimate.value)), 95% interval \(text(interval.low)) to \(text(interval.high))"
    )
  }

  private func write(_ weights: [Double], of people: People, to path: String) throws {
    let lines = zip(people.rows, weights).map { "\(CSVWriter.cell($0.place)),\($1)\r\n" }
    let text = "row,weight\r\n" + lines.joined()
    // Never in place of a file that is there: it could be the people's own. Closed to others.
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      let reason =
        errno == EEXIST ? "it is there already; name a new file" : FileTrouble.words(errno, path)
      throw Problem(.cannotWrite, "'\(path)' cannot be written: \(reason)")
    }
    do {
      let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      let reason = FileTrouble.fullDisk(path) ?? error.localizedDescription
      unlink(path)
      throw Problem(.cannotWrite, "'\(path)' cannot be written: \(reason)")
    }
  }
}

/// The people of a file, with the columns that are used.
private struct People {
  private let columns: [String]
  let rows: [(place: String, texts: [String])]

  init(_ columns: [String], _ rows: [(place: String, texts: [String])]) {
    (self.columns, self.rows) = (columns, rows)
  }

  func place(_ column: String) -> Int { columns.firstIndex(of: column) ?? 0 }

  func texts(_ column: String) -> [String] { rows.map { $0.texts[place(column)] } }

  func numbers(_ column: String) throws -> [Double] {
    try rows.map { row in
      let text = row.texts[place(column)]
      guard let number = Double(text), number.isFinite else {
        throw Problem(
          .cannotRead, "\(row.place): '\(text.prefix(40))' in '\(column)' is no number")
      }
      return number
    }
  }

  /// A number for each different text.
  func codes(_ column: String) -> [Int] {
    var known: [String: Int] = [:]
    return texts(column).map { text in
      let code = known[text] ?? known.count
      known[text] = code
      return code
    }
  }
}
