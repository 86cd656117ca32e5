// Which texts of a survey are held against the rules of plain language.

import SurveyModules
import Testing

struct PlainCheckTests {
  @Test func `what consent is asked with is held against Easy Read where it is translated`() {
    let translation = """
      opening: Our safeguarding pathway for vulnerable stakeholders is 50% ready.
      safeguarding: We keep you safe.
      scopes:
        analyse: {ask: May the ICB count what you say?}
      """
    for file in ["translations/en-x-easyread.yaml", "translations/cy.yaml"] {
      let found = PlainCheck.problems(file: file, bytes: Array(translation.utf8))
      #expect(found.isEmpty == file.contains("cy"), "\(found)")
      guard !found.isEmpty else { continue }
      #expect(Set(found.map(\.line)) == [1, 4])
    }
  }
}
