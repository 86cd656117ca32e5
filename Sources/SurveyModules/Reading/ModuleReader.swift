// From the files of a module to its survey and tests, or to every problem that they have.

internal import Surveys
internal import YAML

/// What came of reading a module's files.
struct ModuleReading {
  /// The folder's name, which is the module's id; from frozen bytes the id in the file.
  let id: String
  /// nil when there is an error.
  let survey: Survey?
  let tests: ModuleTests
  /// Errors and warnings in the order of files and places.
  let problems: [ModuleProblem]
  /// The bytes that were read, by path within the folder of surveys.
  let files: [String: [UInt8]]
}

/// Reads one module.
struct ModuleReader {
  private let files: any ModuleFiles
  private let log = ProblemLog()
  private let blocks: BlockShelf
  /// Whether it was published already, so that nobody can mend it any more.
  private let isFrozen: Bool

  private init(_ files: any ModuleFiles, isFrozen: Bool) {
    (self.files, self.isFrozen) = (files, isFrozen)
    blocks = BlockShelf(files, log)
  }

  static func read(_ files: any ModuleFiles, isFrozen: Bool = false) -> ModuleReading {
    ModuleReader(files, isFrozen: isFrozen).read()
  }

  private func read() -> ModuleReading {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try files.survey()
    } catch {
      let start = YAML.Position(line: 1, column: 1)
      log.add(
        ModuleProblem(
          .cannotRead, in: files.surveyFile, at: start, error.message, suggestion: error.suggestion)
      )
      return reading(nil, .none, id: files.folderName ?? "", [:])
    }
    let reporter = Reporter(file: SourceFile(name: files.surveyFile, bytes: bytes), log: log)
    guard let node = reporter.parse(), let fields = Fields(node, .module, reporter) else {
      return reading(nil, .none, id: files.folderName ?? "", [:])
    }
    var beside = SideFiles(files, log)
    let (survey, tests) = read(fields, &beside)
    let used = blocks.used.map { (FilesInMemory.path(ofBlock: $0.key), $0.value) }
    let read = [FilesInMemory.surveyPath: bytes].merging(used) { own, _ in own }
      .merging(beside.bytes) { own, _ in own }
    return reading(survey, tests, id: files.folderName ?? survey.id, read)
  }

  private func reading(
    _ survey: Survey?, _ tests: ModuleTests, id: String, _ read: [String: [UInt8]]
  ) -> ModuleReading {
    ModuleReading(
      id: id, survey: log.hasErrors ? nil : survey, tests: tests, problems: log.sorted, files: read)
  }

  private func read(_ fields: Fields, _ beside: inout SideFiles) -> (Survey, ModuleTests) {
    let head = SurveyHead(fields, folderName: files.folderName)
    let policy = ConsentReader(blocks: blocks, unit: head.unit).read(fields)
    var reader = QuestionReader(blocks)
    reader.read(fields)
    beside.read(head.languages, fields)
    let drafts = reader.questions.map { draft in
      draft.allowing(personal: head.unit == .person && policy?.basis != .anonymous)
    }
    var privacy = PrivacyChecks(unit: head.unit, policy: policy)
    privacy.check(drafts)
    var builder = QuestionBuilder(RuleBook(drafts, policy))
    let questions = builder.build(drafts)
    SameMeaningReader.check(fields, drafts)

    let asked = Set(drafts.compactMap { $0.fields["id"]?.text?.trimmed })
    let parts = ModulePart.parts(fields, reader.used, asked: asked)
    let codebooks = CodebookReader(parts)
    codebooks.check(drafts)
    let indicators = IndicatorReader(parts, drafts, builder.rules)
    if head.unit.isPersonal { IndicatorAudit(questions).check(indicators.read) }
    let handling = head.handling(fields, drafts)
    indicators.checkBaselines(handling)
    let margins = MarginReader(fields, questions, unit: head.unit)
    let benchmarks = BenchmarkReader(parts, indicators)
    let priorities = PriorityReader(fields, indicators, themes: codebooks.themes)
    let translations = TranslationReader(
      parts, drafts, head.languages, own: beside.translations, consent: wording(policy, fields))
    var tests = TestsReader(fields.reporter, drafts, indicators)
    let read = tests.read(
      [fields["tests"].flatMap { Fields($0, .tests, fields.reporter) }]
        .compactMap { $0 } + beside.tests)
    let survey = Survey(
      id: head.id, version: head.version, title: head.title, about: head.description,
      programme: head.programme, languages: head.languages, unit: head.unit,
      population: head.population, sample: head.sample, collectedBy: head.collectedBy,
      consent: policy ?? .notNeeded(reason: ""), disclosure: head.disclosure,
      handling: handling, questions: questions, codebooks: codebooks.codebooks,
      indicators: indicators.indicators, margins: margins.margins,
      benchmarks: benchmarks.benchmarks, priorities: priorities.priorities,
      translations: translations.translations)
    if !isFrozen {
      let checks = DraftChecks(drafts: drafts)
      checks.check(fields)
      checks.warn(questions)
      checks.check(read, survey, log)
    }
    return (survey, read)
  }

  /// The block that consent is asked with, which is on the shelf by now, and the scopes asked for.
  private func wording(
    _ policy: ConsentPolicy?, _ fields: Fields
  ) -> (wording: Fields, scopes: [String])? {
    guard case .asked(let wording) = policy else { return nil }
    let reference = PlacedText(text: wording.id, position: fields.position)
    return blocks.block(reference, fields.reporter).map { ($0, wording.scopes.map(\.id)) }
  }
}
