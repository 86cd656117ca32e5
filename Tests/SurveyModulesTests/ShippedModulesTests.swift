// The surveys in surveys/ load, pass their own tests and are tried in every part.

import Foundation
import SurveyModules
import Surveys
import Testing

struct ShippedModulesTests {
  static let catalog = ModuleCatalog.load(folders: [shippedFolder])
  /// The folders of surveys/, but for the blocks and the published figures.
  static let ids = ((try? FileManager.default.contentsOfDirectory(atPath: shippedFolder)) ?? [])
    .filter { !["blocks", "figures", "README.md"].contains($0) }.sorted()

  @Test func `every shipped survey loads without a problem or warning`() {
    #expect(Self.catalog.reports.map(\.id).sorted() == Self.ids)
    #expect(Self.ids.count > 10)
    for report in Self.catalog.reports {
      #expect(report.problems.map(\.description) == [])
      #expect(report.module?.survey.id == report.id)
      #expect((report.tests?.checks.count ?? 0) > 10)
    }
  }

  @Test(arguments: ids) func `the tests of a shipped survey reach all of it`(id: String) throws {
    let coverage = try #require(Self.catalog.reports.first { $0.id == id }?.coverage)
    #expect(coverage.neverAsked == [])
    #expect(coverage.neverValued == [])
    #expect(coverage.branches == [])
    #expect(coverage.isComplete)
  }

  @Test func `every shipped survey with Easy Read has all of its texts in it`() {
    let surveys = Self.catalog.modules.map(\.survey).filter { survey in
      survey.languages.contains { $0.code == Language.easyRead }
    }
    #expect(surveys.count > 20)
    for survey in surveys {
      let missing =
        SurveyTexts(survey, language: Language.easyRead)?.completeness.missing ?? ["all"]
      #expect(missing == [], "\(survey.id)")
    }
  }

  @Test func `every shipped file is in plain words`() throws {
    let folder = URL(fileURLWithPath: shippedFolder)
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    ).compactMap { $0 as? URL }.filter { $0.pathExtension == "yaml" }
    #expect(files.count > 80)
    for file in files {
      let found = PlainCheck.problems(file: file.path, bytes: Array(try Data(contentsOf: file)))
      #expect(found.map(\.description) == [])
    }
  }

  @Test func `no licensed wording is kept in the repository`() throws {
    for module in Self.catalog.modules {
      for question in module.survey.questions.flatMap({ [$0] + $0.itemQuestions })
      where question.rights == .licensed {
        #expect(question.ask.isEmpty && question.choices.allSatisfy(\.text.isEmpty))
        #expect(!module.survey.translations.values.contains { $0.questions[question.id] != nil })
      }
    }
  }

  @Test func `the example of the format reads as it is written`() throws {
    let survey = try #require(Self.catalog["worcs-feeling-safe"]).survey
    #expect(survey.version == "1.0.0")
    #expect(
      survey.questions.map(\.id).prefix(7) == [
        "safe", "services_help", "reasons", "story", "harm_now", "places", "unsafe_score",
      ])
    #expect(survey.question(forBreakdown: "age_band")?.question.id == "age_band")
    #expect(survey.question(forBreakdown: "place")?.question.id == "place")
    #expect(survey.consent.scopes.map(\.id).first == "analyse")
    #expect(survey.consent.basis == .consent)
    #expect(survey.languages.map(\.code) == ["en", "cy", "en-x-easyread"])
    let safe = survey.questions[0]
    #expect(safe.missing == ["prefer_not"])
    #expect(safe.choices.map(\.code) == [1, 2, 3, 4, -9])
    #expect(survey.questions[2].choices.filter(\.exclusive).map(\.id) == ["nothing", "prefer_not"])
    #expect(
      survey.questions[3].showIf?.text == "safe in [not_very_safe, not_safe] or reasons has falls")
    #expect(survey.questions[5].itemQuestions.map(\.id) == ["spot", "visits"])
    #expect(survey.indicators[1].sameAs == "ASCOF 4B, framework to 2022-23")
    #expect(survey.benchmarks[0].choices == ["Yes", "No"])
    #expect(survey.priorities[0].indicators == ["feels_safe"])
    #expect(survey.priorities[0].themes == ["street_lighting"])
    let easy = try #require(survey.translations[Language.easyRead])
    #expect(easy.questions["safe"]?.ask == "How safe do you feel?")
    #expect(easy.questions["safe"]?.choices["not_safe"] == "Not safe")
    #expect(easy.questions["sex"]?.ask == "What is your sex?")
    #expect(easy.questions["age_band"]?.ask == "How old are you?")
    #expect(survey.translations["cy"]?.title == "Teimlo'n ddiogel")
  }

  @Test func `blocks bring their indicators, benchmarks and roles`() throws {
    let survey = try #require(Self.catalog["plymouth-belonging-conversations"]).survey
    #expect(
      survey.indicators.map(\.id) == [
        "nothing_connects", "little_contact", "lonely_often", "loneliness_high", "belongs_strongly",
        "internet_at_home", "nobody_to_help_online", "good_to_take_part",
      ])
    #expect(
      survey.benchmarks.map(\.indicator)
        == ["lonely_often", "lonely_often", "loneliness_high", "belongs_strongly"])
    #expect(
      survey.questions.compactMap(\.role) == [
        .place, .ageBand, .sex, .ethnicGroup, .disability, .carer,
      ])
    #expect(
      survey.questions.firstIndex { $0.id == "lonely_direct" }
        == survey.questions.firstIndex { $0.id == "loneliness_score" }.map { $0 - 1 })
  }
}

extension ShippedModulesTests {
  @Test func `shipped surveys show tables by age and place, and over time`() throws {
    let resident = try #require(
      Self.catalog["worcs-district-collaboratives-resident"]
    ).survey
    let tables = resident.indicators.flatMap(\.crossings)
    #expect(tables.map(\.description) == ["[age_band, place]"])
    let part = try #require(Self.catalog["who-took-part"]).survey
    let time = try #require(part.indicators.flatMap(\.crossings).first)
    #expect(time.dimensions.last?.periods == [.quarter, .year])
  }
}
