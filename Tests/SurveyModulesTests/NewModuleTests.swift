// A new survey passes its check and its tests, whatever the questions were answered with.

import Foundation
import SurveyModules
import Surveys
import Testing
import YAML

struct NewModuleTests {
  private static let blocks: [String: String] = {
    var files: [String: String] = [:]
    for name in ["consent-conversation@1", "about-you@1", "place@1"] {
      let path = "blocks/\(name)/block.yaml"
      files[path] = try? String(contentsOfFile: "\(shippedFolder)/\(path)", encoding: .utf8)
    }
    return files
  }()

  private static let modules: [NewModule] = {
    var modules: [NewModule] = []
    for (ask, choices) in [
      ("Did you feel welcome?", []), ("How safe do you feel?", ["Very safe", "Not safe"]),
      ("No: # \"what\" is [this]?", ["Yes", "No", "Ja: nein", "Ja nein", "#1", "日本", "answered"]),
      ("Age band", ["{a}", "b, c", "count", "in"]), ("日本?", ["a", "A!", "a?"]),
      ("Ydych chi'n teimlo'n ddiogel?", ["Ydw", "Nac ydw"]),
    ] {
      var module = NewModule(id: "a-new-one", title: ask, ask: ask)
      module.choices = choices
      modules.append(module)
      module.asksAboutPerson = false
      module.more = "What would make it better?"
      module.easy = "Tell us: more?"
      module.counted = [0]
      modules.append(module)
      module.asksPlace = false
      module.population = "- everybody #1"
      modules.append(module)
      module.asksAboutPerson = true
      module.label = "'Quoted': label"
      modules.append(module)
    }
    return modules
  }()

  @Test(arguments: modules)
  func `a new survey has no problem, reaches all of itself and is laid out`(new: NewModule) throws {
    let text = try #require(new.files["survey.yaml"])
    let report = ModuleLoader.load(
      files: Self.blocks.merging(["survey.yaml": text]) { _, own in own }, folderName: new.id)
    #expect(report.problems.map(\.description) == [])
    let module = try #require(report.module)
    #expect(module.survey.title == new.title && module.survey.population == new.population)
    #expect(module.survey.questions[0].ask == new.ask)
    #expect(report.coverage?.isComplete == true)
    #expect((report.tests?.checks.count ?? 0) > 5)
    let laidOut = try YAML.laidOut(Array(text.utf8))
    #expect(String(decoding: laidOut, as: UTF8.self) == text)
    #expect(try #require(new.files["README.md"]).contains(new.ask))
  }

  @Test func `an id is made of a title, or refused with its reason`() {
    #expect(NewModule.id(from: "Warm spaces") == "warm-spaces")
    #expect(NewModule.id(from: "1. How are you — today?") == "how-are-you-today")
    #expect(NewModule.id(from: "2026 visits") == "visits-2026")
    #expect(NewModule.id(from: "日本") == nil)
    #expect(NewModule.problem(ofID: "warm-spaces") == nil)
    for bad in ["Warm", "a b", "../up", "a/b", "", "blocks", "é", "9a"] {
      #expect(NewModule.problem(ofID: bad) != nil, "\(bad)")
    }
  }
}
