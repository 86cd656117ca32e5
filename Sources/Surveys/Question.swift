// A question of a survey: what is asked, of whom, and how its answer is kept.

/// How closely an answer can point at a person.
public enum Personal: String, Sendable, CaseIterable {
  case no
  case mayIdentify = "may_identify"
  case identifies
}

/// The part a question plays in tables; a closed list.
public enum Role: String, Sendable, CaseIterable {
  case ageBand = "age_band"
  case sex, gender
  case ethnicGroup = "ethnic_group"
  case disability, carer
  case sexualOrientation = "sexual_orientation"
  case religion, language, tenure, country, group, setting, channel, place
}

/// Who owns a question's wording.
public enum Rights: String, Sendable, CaseIterable {
  case own, ogl, licensed
}

/// What a question is a part of in the survey's file.
public enum QuestionPart: Sendable, Hashable {
  /// A row of a grid; its id is `GRID.ROW`.
  case row(grid: String, row: String)
  /// The words to a row of a grid; its id is `GRID.ROW_note`.
  case rowNote(grid: String, row: String)
  /// The words to the choice `other` of a question; its id is `QUESTION_other`.
  case otherText(of: String)

  /// The grid, and the key under which the answer stands in the grid's object.
  public var inGrid: (grid: String, key: String)? {
    switch self {
    case .row(let grid, let row): (grid, row)
    case .rowNote(let grid, let row): (grid, Grid.noteKey(row))
    case .otherText: nil
    }
  }
}

/// One question, in asking order within its survey or repeat. It never changes: a class, because an
/// interview passes it on at every step, where copying two dozen fields would cost more than asking.
public final class Question: Sendable {
  /// `[a-z][a-z0-9_]*`, unique in the survey, never reused.
  public let id: String
  /// What is asked; empty for a calculation and for a slot whose text is not loaded.
  public let ask: String
  /// For the researcher, not the person.
  public let hint: String?
  /// The kind of answer with its own settings.
  public let kind: any QuestionKind
  /// Whether an answer must be given where it is asked.
  public let required: Bool
  /// The rule that decides whether it is asked; nil: always.
  public let showIf: CompiledRule?
  /// The rule that its answer must meet.
  public let check: CompiledRule?
  /// What people read when the check fails.
  public let checkMessage: String?
  /// Ids of the choices that count as no answer, those of its kind included.
  public let missing: Set<String>
  /// How closely an answer can point at a person.
  public let personal: Personal
  /// Special category data: asked only with the scope analyse_sensitive.
  public let sensitive: Bool
  /// The part it plays in tables.
  public let role: Role?
  /// The codebook that its text is coded with.
  public let codeWith: String?
  /// Who owns the wording.
  public let rights: Rights
  /// Where the wording comes from.
  public let source: String?
  /// True when a licence holder has to load the text.
  public let slot: Bool
  /// The rule that raises a safeguarding concern.
  public let concernIf: CompiledRule?
  /// The rule that ends the interview after this question.
  public let endIf: CompiledRule?
  /// What people read when the interview ends here.
  public let endText: String?
  /// No longer asked; answers that were given keep their meaning.
  public let retired: Bool
  /// The id that it had in an earlier version.
  public let was: String?
  /// The grid that it is a row of, or the question that it takes the words for; nil for most.
  public let part: QuestionPart?
  /// The shared block that it stands in, such as `about-you@1`; nil for the survey's own.
  public let block: String?
  /// What follows from the settings, worked out once.
  let facts: QuestionFacts

  /// A question as a module declares it; whoever calls has checked its ids and rules.
  public init(
    id: String, ask: String, hint: String? = nil, kind: any QuestionKind, required: Bool = false,
    showIf: CompiledRule? = nil, check: CompiledRule? = nil, checkMessage: String? = nil,
    missing: Set<String> = [], personal: Personal = .no, sensitive: Bool = false,
    role: Role? = nil, codeWith: String? = nil, rights: Rights = .own, source: String? = nil,
    slot: Bool = false, concernIf: CompiledRule? = nil, endIf: CompiledRule? = nil,
    endText: String? = nil, retired: Bool = false, was: String? = nil, part: QuestionPart? = nil,
    block: String? = nil
  ) {
    (self.id, self.ask, self.hint, self.kind) = (id, ask, hint, kind)
    (self.required, self.showIf, self.check) = (required, showIf, check)
    (self.checkMessage, self.personal) = (checkMessage, personal)
    self.missing = missing.union(kind.inherentMissing)
    (self.sensitive, self.role, self.codeWith) = (sensitive, role, codeWith)
    (self.rights, self.source, self.slot) = (rights, source, slot)
    (self.concernIf, self.endIf, self.endText) = (concernIf, endIf, endText)
    (self.retired, self.was, self.part, self.block) = (retired, was, part, block)
    facts = QuestionFacts(kind, missing: self.missing)
  }

  /// The same question with a kind that differs in its choices alone.
  func with(kind: any QuestionKind) -> Question {
    Question(
      id: id, ask: ask, hint: hint, kind: kind, required: required, showIf: showIf, check: check,
      checkMessage: checkMessage, missing: missing, personal: personal, sensitive: sensitive,
      role: role, codeWith: codeWith, rights: rights, source: source, slot: slot,
      concernIf: concernIf, endIf: endIf, endText: endText, retired: retired, was: was, part: part,
      block: block)
  }

  /// The choices that it offers; empty for other kinds.
  public var choices: [Choice] { facts.choices }

  /// The questions of each item; empty unless it is a repeat.
  public var itemQuestions: [Question] { facts.itemQuestions }

  /// Whether nobody is asked it: an empty slot, or a question that was retired.
  public var isNeverAsked: Bool { isEmptySlot || retired }

  /// Whether its answer, or one within it, names a place of the directory.
  public var namesPlaces: Bool { facts.namesPlaces }

  /// A slot whose text the licence holder has not loaded is never asked.
  public var isEmptySlot: Bool { slot && ask.isEmpty }

  /// Positions of the missing choices among the choices.
  public var missingIndexes: Set<Int> { facts.missingIndexes }
}
