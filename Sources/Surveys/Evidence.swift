// What a survey's answers are counted into and held against: indicators, benchmarks, codebooks,
// priorities; and its texts in other languages.

/// What kind of figure an indicator shows.
public enum IndicatorKind: String, Sendable, CaseIterable {
  case percent, count, mean, median, score, total, ratio
}

/// Which way an indicator gets better.
public enum Polarity: String, Sendable, CaseIterable {
  case higher, lower, neither
}

/// A figure counted from a survey's answers.
public struct Indicator: Sendable {
  /// Unique in the survey.
  public let id: String
  /// What people read.
  public let label: String
  /// The kind of figure.
  public let show: IndicatorKind
  /// Who, or which items, are counted: percent and count.
  public let count: CompiledRule?
  /// Out of whom; nil for `show: count`: everyone who answered the survey.
  public let outOf: CompiledRule?
  /// The number of each person: mean, median and score; added up: total and ratio.
  public let amount: CompiledRule?
  /// What a ratio divides by, added up.
  public let per: CompiledRule?
  /// The repeat whose items are counted instead of people.
  public let each: String?
  /// Which way it gets better.
  public let better: Polarity
  /// Roles or choice questions that it is broken down by.
  public let by: [String]
  /// Tables over several of them at once, over places with subtotals, or over time.
  public let crossings: [Crossing]
  /// The published measure that it repeats.
  public let sameAs: String?
  /// The indicator of the survey that this one follows, or this one itself, which counts what the same people
  /// said before.
  public let before: String?

  /// An indicator with its rules.
  public init(
    id: String, label: String, show: IndicatorKind, count: CompiledRule?, outOf: CompiledRule?,
    better: Polarity, by: [String], sameAs: String?, amount: CompiledRule? = nil,
    per: CompiledRule? = nil, each: String? = nil, crossings: [Crossing] = [],
    before: String? = nil
  ) {
    (self.crossings, self.before) = (crossings, before)
    (self.id, self.label, self.show, self.count) = (id, label, show, count)
    (self.outOf, self.better, self.by, self.sameAs) = (outOf, better, by, sameAs)
    (self.amount, self.per, self.each) = (amount, per, each)
  }

  /// The rules for what is counted or added up of those in the base.
  public var counted: [CompiledRule] { [count, amount, per].compactMap { $0 } }

  /// Every answer that its rules read.
  public var reads: [CompiledRule.Reading] {
    [count, outOf, amount, per].compactMap { $0 }.flatMap(\.reads)
  }
}

/// A published figure.
public struct Benchmark: Sendable, Hashable {
  /// The indicator it stands beside.
  public let indicator: String
  /// The code of the area it is about.
  public let area: String
  /// Its name, where the module gives it.
  public let areaName: String?
  /// As printed, such as `2020-21`, or `not stated`.
  public let period: String
  /// Who was asked.
  public let population: String
  /// The question's wording.
  public let question: String
  /// The choices' wording.
  public let choices: [String]
  /// Percent.
  public let value: Double
  /// Where it was published.
  public let source: String

  /// A benchmark as a module prints it.
  public init(
    indicator: String, area: String, areaName: String? = nil, period: String,
    population: String, question: String, choices: [String], value: Double, source: String
  ) {
    (self.indicator, self.area, self.period) = (indicator, area, period)
    self.areaName = areaName
    (self.population, self.question, self.choices) = (population, question, choices)
    (self.value, self.source) = (value, source)
  }
}

/// What a theme does to another.
public struct ThemeLink: Sendable, Hashable {
  /// Whether the other becomes more or less likely.
  public enum Direction: String, Sendable, CaseIterable {
    case more, less
  }

  /// The other theme of the same codebook.
  public let makes: String
  /// More or less likely.
  public let likely: Direction

  /// A link to another theme.
  public init(makes: String, likely: Direction) { (self.makes, self.likely) = (makes, likely) }
}

/// A theme that free text is coded with.
public struct Theme: Sendable, Hashable {
  /// Unique in its codebook.
  public let id: String
  /// What people read.
  public let name: String
  /// What it means.
  public let means: String
  /// What belongs to it.
  public let include: String?
  /// What does not.
  public let exclude: String?
  /// The theme it is part of.
  public let parent: String?
  /// The themes that it makes more or less likely.
  public let links: [ThemeLink]

  /// A theme of a codebook.
  public init(
    id: String, name: String, means: String, include: String? = nil, exclude: String? = nil,
    parent: String? = nil, links: [ThemeLink] = []
  ) {
    (self.id, self.name, self.means) = (id, name, means)
    (self.include, self.exclude, self.parent) = (include, exclude, parent)
    self.links = links
  }
}

/// A named list of themes.
public struct Codebook: Sendable, Hashable {
  /// What `code_with` refers to.
  public let name: String
  /// In the order of the file.
  public let themes: [Theme]

  /// A codebook with its themes.
  public init(name: String, themes: [Theme]) { (self.name, self.themes) = (name, themes) }
}

/// An aim of a framework, with the evidence that speaks to it.
public struct Priority: Sendable, Hashable {
  /// Unique in the survey.
  public let id: String
  /// `local` or the name of a published framework.
  public let framework: String
  /// What people read.
  public let title: String
  /// Ids of indicators.
  public let indicators: [String]
  /// Ids of themes.
  public let themes: [String]

  /// A priority with its evidence.
  public init(id: String, framework: String, title: String, indicators: [String], themes: [String])
  {
    (self.id, self.framework, self.title) = (id, framework, title)
    (self.indicators, self.themes) = (indicators, themes)
  }
}

/// A survey's texts in one other language; what is missing falls back to the file's language.
public struct Translation: Sendable, Hashable {
  /// The texts of one question.
  public struct QuestionTexts: Sendable, Hashable {
    /// What is asked.
    public var ask: String?
    /// For the researcher.
    public var hint: String?
    /// What people read when the check fails.
    public var checkMessage: String?
    /// What people read when the survey ends after it.
    public var endText: String?
    /// What a number counts.
    public var unitLabel: String?
    /// By choice id.
    public var choices: [String: String] = [:]
    /// At points of a scale.
    public var labels: [Int: String] = [:]

    /// No texts yet.
    public init() {}
  }

  /// The texts of one scope of consent.
  public struct ScopeTexts: Sendable, Hashable {
    /// What is asked.
    public var ask: String?
    /// For the researcher.
    public var hint: String?

    /// No texts yet.
    public init() {}
  }

  /// What people call the survey.
  public var title: String?
  /// Sources and licence of the wording.
  public var about: String?
  /// What is read before the scopes of consent.
  public var opening: String?
  /// What happens when someone may be in danger.
  public var safeguarding: String?
  /// By scope of consent.
  public var scopes: [String: ScopeTexts] = [:]
  /// By question id.
  public var questions: [String: QuestionTexts] = [:]
  /// Words that questions and forms share, by key; see `FormWord`.
  public var words: [String: String] = [:]

  /// No texts yet.
  public init() {}
}
