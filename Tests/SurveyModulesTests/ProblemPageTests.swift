// docs/problems.md explains every code, and every example on it does what it says.

import Conversations
import Foundation
import JSON
import SurveyModules
import Surveys
import Testing
import YAML

struct ProblemPageTests {
  static let page = ProblemPage(
    (try? String(contentsOf: checkout.appendingPathComponent("docs/problems.md"), encoding: .utf8))
      ?? "")
  static let codes =
    YAMLProblem.Code.allCases.map(\.rawValue) + SurveyProblemCode.allCases.map(\.rawValue)
    + AnswerProblem.Code.allCases.map(\.rawValue) + JSONProblem.Code.allCases.map(\.rawValue)
    + PlainCheck.codes

  /// Sections with an example to run here; those of other parts of Hark begin with H, R or E.
  static func sections(_ letters: String) -> [ProblemPage.Section] {
    page.sections.filter { section in section.code.first.map(letters.contains) ?? false }
  }

  @Test func `every problem code has one section, and every section a code`() {
    let known = Set(Self.codes)
    let written = Self.sections("YSAJP").map(\.code)
    #expect(Set(written).symmetricDifference(known).sorted() == [])
    #expect(written.count == known.count)
    for section in Self.page.sections {
      #expect("YSAJPHRE".contains(section.code.prefix(1)), "\(section.code)")
      #expect(section.prose.count > 20, "\(section.code) says what to do")
    }
  }

  @Test(arguments: sections("YS"))
  func `the example of a file's problem has that problem`(section: ProblemPage.Section) throws {
    let folder = try Folder(section, base: Self.page.introduction)
    defer { folder.remove() }
    let catalog = ModuleCatalog.load(folders: folder.roots)
    let codes = Set(catalog.reports.flatMap(\.problems).map(\.code))
    #expect(codes.contains(section.code), "\(catalog.reports.flatMap(\.problems))")
    for problem in catalog.reports.flatMap(\.problems) where problem.code == section.code {
      #expect(
        problem.severity
          == (["S022", "S071", "S072", "S073"].contains(section.code) ? .warning : .error))
    }
  }

  @Test(arguments: sections("P"))
  func `the example of what is not plain is reported as that alone`(
    section: ProblemPage.Section
  ) throws {
    let example = try #require(section.examples.first)
    let problems = PlainCheck.problems(
      file: "surveys/example/survey.yaml", bytes: Array(example.text.utf8))
    #expect(problems.map(\.code) == [section.code], "\(problems)")
    #expect(problems.allSatisfy { $0.severity == .warning && $0.suggestion != nil })
  }

  @Test(arguments: sections("A"))
  func `the example of an answer's problem is refused for it`(section: ProblemPage.Section) throws {
    if let heading = section.examples.first(where: { $0.language == "json" }) {
      let object = try #require(try JSONValue.parse(heading.text).object)
      #expect(ConversationSubmission.read(object).problems.map(\.code.rawValue) == [section.code])
      return
    }
    let folder = try Folder(section, base: Self.page.introduction)
    defer { folder.remove() }
    let catalog = ModuleCatalog.load(folders: folder.roots)
    let module = try #require(catalog.modules.first, "\(catalog.reports.flatMap(\.problems))")
    let person = try #require(module.tests.people.first)
    let answers = JSONObject(person.answers.map { ($0.key, Self.withNUL($0.value)) })
    let judgement = Interview(
      module.survey, today: ModuleTests.day, places: OneDistrict(), reading: .text
    ).judge(consent: person.consent, answers: answers)
    #expect(judgement.problems.map(\.code.rawValue) == [section.code])
  }

  @Test(arguments: sections("J"))
  func `the example of a document's problem is refused for it`(section: ProblemPage.Section) throws
  {
    let example = try #require(section.examples.first)
    #expect(example.language == "json")
    let error = #expect(throws: JSONProblem.self) {
      try JSONValue.parse(ProblemPage.bytes(example.text))
    }
    #expect(error?.code.rawValue == section.code)
  }

  private static func withNUL(_ value: JSONValue) -> JSONValue {
    guard case .string(let text) = value else { return value }
    return .string(text.replacingOccurrences(of: "␀", with: "\0"))
  }

  /// A directory with one place.
  private struct OneDistrict: PlaceDirectory {
    func kind(ofPlace code: String) -> String? { code == "E07000234" ? "district" : nil }
  }
}

/// The files of an example in a temporary folder.
private struct Folder {
  private let root: URL
  /// The folders of surveys.
  private(set) var roots: [String] = []

  init(_ section: ProblemPage.Section, base: [ProblemPage.Example]) throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let usual = "surveys/example/survey.yaml"
    let small = base.first { $0.path == nil }?.text ?? ""
    var files = Dictionary(
      base.compactMap { example in example.path.map { ($0, example.text) } }
    ) { first, _ in first }
    if !section.examples.contains(where: { $0.path?.hasSuffix("/survey.yaml") ?? false }) {
      files[usual] = small
    }
    for example in section.examples {
      let path = example.path ?? usual
      let isLaidOver = path.hasSuffix("survey.yaml") && !section.code.hasPrefix("Y")
      files[path] = isLaidOver ? Self.lay(example.text, over: small) : example.text
      let folder = String(path.prefix { $0 != "/" })
      if !roots.contains(root.appendingPathComponent(folder).path) {
        roots.append(root.appendingPathComponent(folder).path)
      }
    }
    for (path, text) in files {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(ProblemPage.bytes(text)).write(to: file)
    }
  }

  private static func lay(_ text: String, over small: String) -> String {
    text.hasPrefix("hark: 1") ? text : SmallSurvey(small).with(text).text
  }

  func remove() { try? FileManager.default.removeItem(at: root) }
}
