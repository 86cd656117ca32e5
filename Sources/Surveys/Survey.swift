// A survey: one instrument, one kind of respondent, one list of questions. Pure data.

/// What one response is about.
public enum SurveyUnit: String, Sendable, CaseIterable {
  case person, household, organisation, event, plan

  /// Only figures about persons and their households need protection.
  public var isPersonal: Bool { self == .person || self == .household }
}

/// How respondents were found.
public enum Sample: String, Sendable, CaseIterable {
  case open, invited, random, census
}

/// Who fills the survey in.
public enum Collection: String, Sendable, CaseIterable {
  case researcher
  case respondent = "self"
  case both
}

/// A language of the survey: its code and its name in itself.
public struct Language: Sendable, Hashable {
  /// BCP 47, such as `en`, `cy`, `en-x-easyread`.
  public let code: String
  /// What people call it.
  public let name: String

  /// A language with its code and name.
  public init(code: String, name: String) { (self.code, self.name) = (code, name) }

  /// The code of Easy Read English.
  public static let easyRead = "en-x-easyread"
}

/// A survey's own, stricter disclosure settings.
public struct DisclosureSettings: Sendable, Hashable {
  /// Counts of people below this are hidden; never less than the default of 8.
  public let hideBelow: Int
  /// The smallest kind of place that figures are broken down by; nil: every kind.
  public let finestPlace: String?

  /// Settings of a survey.
  public init(hideBelow: Int = 8, finestPlace: String? = nil) {
    (self.hideBelow, self.finestPlace) = (max(8, hideBelow), finestPlace)
  }

  /// Kinds of place whose sizes can be told apart, the largest first.
  public static let kindsBySize = [
    "country", "region", "county", "city", "district", "ward", "neighbourhood",
  ]

  /// Whether figures may have a row for a place of that kind: not for one smaller than `finest_place`,
  /// nor for one whose size beside it is not known.
  public func mayShow(placeOfKind kind: String) -> Bool {
    guard let finestPlace, kind != finestPlace else { return true }
    guard let finest = Self.kindsBySize.firstIndex(of: finestPlace),
      let own = Self.kindsBySize.firstIndex(of: kind)
    else { return false }
    return own < finest
  }
}

/// Who looks at a person's words a second time before they are quoted.
public enum SecondLook: String, Sendable, CaseIterable {
  case person, partner, none
}

/// A survey that another refers to: its id with the first number of its version.
public struct SurveyReference: Sendable, Hashable, CustomStringConvertible {
  /// The module's id.
  public let module: String
  /// The first number of its version.
  public let major: Int

  /// A reference to a module.
  public init(module: String, major: Int) { (self.module, self.major) = (module, major) }

  /// `plymouth-belonging@1`.
  public var description: String { "\(module)@\(major)" }
}

/// How a survey's responses stand to others, and how people's words are quoted.
public struct SurveyHandling: Sendable, Hashable {
  /// Who looks at quotes again.
  public let secondLook: SecondLook
  /// Roles and questions: of several responses with the same answers to them the latest counts.
  public let onePer: [String]
  /// The survey that the same person answered before.
  public let follows: SurveyReference?
  /// The survey of the plan, group or event that a response is about.
  public let about: SurveyReference?
  /// The rounds in which people are asked, the earliest first; none overlap.
  public let waves: [SurveyWave]

  /// How a survey's responses are handled.
  public init(
    secondLook: SecondLook = .none, onePer: [String] = [], follows: SurveyReference? = nil,
    about: SurveyReference? = nil, waves: [SurveyWave] = []
  ) {
    (self.secondLook, self.onePer, self.waves) = (secondLook, onePer, waves)
    (self.follows, self.about) = (follows, about)
  }
}

/// A survey that has been read and checked.
public struct Survey: Sendable {
  /// The module's id, for ever.
  public let id: String
  /// `major.minor.patch`.
  public let version: String
  /// What people call it.
  public let title: String
  /// Sources and licence of the wording.
  public let about: String
  /// The programme it was written for.
  public let programme: String?
  /// The first is the language of the file.
  public let languages: [Language]
  /// What one response is about.
  public let unit: SurveyUnit
  /// Who it is meant for, in words.
  public let population: String
  /// How respondents were found.
  public let sample: Sample
  /// Who fills it in.
  public let collectedBy: Collection
  /// What is asked before anything else, or why nothing is.
  public let consent: ConsentPolicy
  /// Stricter disclosure settings.
  public let disclosure: DisclosureSettings
  /// How responses stand to others and their words to the public.
  public let handling: SurveyHandling
  /// Whether some answers have another form than their questions: grids, and points of tables.
  let spreadsAnswers: Bool
  /// The lists, kept per partnership, that its questions rest on; each once.
  public let lists: [String]
  /// In asking order, blocks in place.
  public let questions: [Question]
  /// Themes for free text, by the codebook's name.
  public let codebooks: [Codebook]
  /// The figures that it yields.
  public let indicators: [Indicator]
  /// How many people of each group the population has.
  public let margins: [SurveyMargin]
  /// Published figures to hold them against.
  public let benchmarks: [Benchmark]
  /// What the evidence is for.
  public let priorities: [Priority]
  /// Texts in other languages, by language code.
  public let translations: [String: Translation]

  /// A survey whose parts have been checked against each other.
  public init(
    id: String, version: String, title: String, about: String = "", programme: String? = nil,
    languages: [Language] = [Language(code: "en", name: "English")], unit: SurveyUnit = .person,
    population: String = "", sample: Sample = .open, collectedBy: Collection = .both,
    consent: ConsentPolicy, disclosure: DisclosureSettings = DisclosureSettings(),
    handling: SurveyHandling = SurveyHandling(),
    questions: [Question], codebooks: [Codebook] = [], indicators: [Indicator] = [],
    margins: [SurveyMargin] = [], benchmarks: [Benchmark] = [], priorities: [Priority] = [],
    translations: [String: Translation] = [:]
  ) {
    (self.id, self.version, self.title, self.about) = (id, version, title, about)
    (self.programme, self.languages, self.unit) = (programme, languages, unit)
    (self.population, self.sample, self.collectedBy) = (population, sample, collectedBy)
    (self.consent, self.disclosure, self.questions) = (consent, disclosure, questions)
    (self.codebooks, self.indicators, self.benchmarks) = (codebooks, indicators, benchmarks)
    (self.priorities, self.translations) = (priorities, translations)
    (self.handling, self.margins) = (handling, margins)
    spreadsAnswers = GridAnswers.spreads(questions)
    lists = questions.lists
  }

  /// The same survey with these questions, which stand where its own stood, and translations.
  func with(questions: [Question], translations: [String: Translation]) -> Survey {
    Survey(
      id: id, version: version, title: title, about: about, programme: programme,
      languages: languages, unit: unit, population: population, sample: sample,
      collectedBy: collectedBy, consent: consent, disclosure: disclosure, handling: handling,
      questions: questions, codebooks: codebooks, indicators: indicators, margins: margins,
      benchmarks: benchmarks, priorities: priorities, translations: translations)
  }

  /// The question that plays a role, or the choice question of that id; of `needs.food` the question `needs`.
  public func question(forBreakdown name: String) -> (index: Int, question: Question)? {
    questions.index(forBreakdown: name).map { ($0, questions[$0]) }
  }
}

extension [Question] {
  /// The position of the question that plays a role, or else of the one with that id or choice.
  public func index(forBreakdown name: String) -> Int? {
    let role = Role(rawValue: name)
    return role.flatMap { role in firstIndex { $0.role == role } } ?? firstIndex { $0.id == name }
      ?? option(forBreakdown: name)?.question
  }
}
