// The survey.yaml of a new survey, with a comment where a coordinator goes on.

internal import Surveys
internal import YAML

/// Writes a new survey's file.
struct NewModuleText {
  private let new: NewModule
  private let questionID: String
  private let choiceIDs: [String]
  private var hasEasy: Bool { !new.easy.isEmpty }
  private var hasMore: Bool { !new.more.isEmpty }

  init(_ new: NewModule) {
    self.new = new
    questionID = Self.questionID(new.ask)
    choiceIDs = Self.choiceIDs(new.choices)
  }

  var survey: String {
    head + questions + (hasMore ? codebook : "") + indicators + tests
  }

  private var scopes: [String] {
    ["analyse"] + (hasMore ? ["quote"] : []) + (hasMore && new.asksPlace ? ["quote_place"] : [])
      + (new.asksAboutPerson ? ["analyse_sensitive"] : [])
  }

  private var head: String {
    let official =
      new.asksAboutPerson
      ? "Some questions about you are official wording, under the Open Government Licence v3.0."
      : "The wording is our own."
    return """
      # yaml-language-server: $schema=../.schema/survey.json
      # Made with `hark survey new`. The line above lets an editor complete and check what you type.
      hark: 1
      module: \(new.id)
      version: 1.0.0
      title: \(YAML.written(new.title))
      about_this_survey: >-
        Say here who wrote this survey and who may use it.
        \(official)
      languages: \(hasEasy ? "{en: English, en-x-easyread: English (Easy Read)}" : "{en: English}")
      unit: person
      population: \(YAML.written(new.population))
      sample: open
      collected_by: both
      consent: {wording: consent-conversation@1, scopes: [\(scopes.joined(separator: ", "))], keep_months: 24}

      """
  }

  private var questions: String {
    var text = "\nquestions:\n  - id: \(questionID)\n    ask: \(YAML.written(new.ask))\n"
    if hasEasy { text += "    easy: \(YAML.written(new.easy))  # a draft, not yet tested\n" }
    if new.choices.isEmpty {
      text += "    type: yes_no\n    or_prefer_not: yes\n"
    } else {
      text += "    type: choose_one\n    choices:\n"
      for (index, choice) in new.choices.enumerated() {
        text += "      - \(index + 1) \(choiceIDs[index]): \(YAML.written(choice))\n"
      }
      text += "      - -9 prefer_not: Prefer not to say\n    missing: [prefer_not]\n"
    }
    if hasMore {
      text += """
          - id: tell_us_more
            ask: \(YAML.written(new.more))
            hint: Write down the person's own words, without names.
            type: long_text
            code_with: themes
            personal: may_identify

        """
    }
    if new.asksPlace { text += "  - use: place@1\n" }
    if new.asksAboutPerson { text += "  - use: about-you@1\n" }
    return text
  }

  private var codebook: String {
    """

    # What people say in their own words is sorted into these. Change them to what you hear.
    codebook:
      themes:
        - id: what_helps
          name: What helps
          means: What makes things better for the person
          include: people, places and help that work well
        - id: gets_in_way
          name: What gets in the way
          means: What makes things harder for the person
          include: waiting, cost, transport, not being listened to
        - id: ideas
          name: Ideas
          means: What the person would change

    """
  }

  private var countedIDs: [String] {
    choiceIDs.enumerated().filter { new.counted.contains($0.offset) }.map(\.element)
  }

  private var indicators: String {
    let rule =
      new.choices.isEmpty
      ? "\(questionID) = yes"
      : countedIDs.count == 1
        ? "\(questionID) = \(countedIDs[0])"
        : "\(questionID) in [\(countedIDs.joined(separator: ", "))]"
    let by = (new.asksAboutPerson ? ["age_band"] : []) + (new.asksPlace ? ["place"] : [])
    return """

      indicators:
        - id: \(questionID)_share
          label: \(YAML.written(new.label.isEmpty ? new.suggestedLabel : new.label))
          show: percent
          count: \(rule)
          out_of: answered(\(questionID))
          better: higher\(by.isEmpty ? "" : "\n    by: [\(by.joined(separator: ", "))]")

      """
  }

  private var tests: String {
    let good = new.choices.isEmpty ? "yes" : countedIDs.first ?? "yes"
    let other =
      new.choices.isEmpty ? "no" : choiceIDs.first { !countedIDs.contains($0) } ?? "prefer_not"
    let own = [questionID] + (hasMore ? ["tell_us_more"] : [])
    let scopes = self.scopes.joined(separator: ", ")
    let all = other == "prefer_not" ? 1 : 2
    return """

      # Invented people who answer the survey. `hark survey test` shows whether what is written here holds.
      tests:
        people:
          - name: does not want to take part
            consent: []
            not_asked: [\(own.joined(separator: ", "))]
          - name: answers everything, and again with every other choice
            consent: [\(scopes)]
            every_choice: yes
            answers:
              \(questionID): \(good)\(hasMore ? "\n        tell_us_more: What this person says" : "")\(new.asksAboutPerson ? Self.personAnswers : "")
            asked: [\((own + (new.asksAboutPerson ? ["age_band", "effect"] : []) + (new.asksPlace ? ["place"] : [])).joined(separator: ", "))]\(new.asksAboutPerson ? "\n      values: {disabled_ea2010: 1}" : "")
          - name: answers the other way
            consent: [\((["analyse"] + (new.asksAboutPerson ? ["analyse_sensitive"] : [])).joined(separator: ", "))]
            answers: {\(questionID): \(other)\(new.asksAboutPerson ? ", cond12: no" : "")}\(new.asksAboutPerson ? "\n      not_asked: [effect]\n      values: {disabled_ea2010: 0}" : "")
          - name: would rather not say
            consent: [analyse]
            answers: {\(questionID): prefer_not}\(new.asksAboutPerson ? "\n      not_asked: [ethnic_group]" : "")
        totals:
          \(questionID)_share: {count: 1, out_of: \(all), percent: \(100 / all)}

      """
  }

  private static let personAnswers = """

            age_band: age_65_74
            sex: female
            ethnic_group: white_british
            cond12: yes
            effect: a_little
            carer: not_carer
    """

  /// A word or two of the question that can be its id.
  static func questionID(_ ask: String) -> String {
    let filler: Set<String> = [
      "a", "an", "and", "are", "be", "can", "could", "did", "do", "does", "for", "from", "has",
      "have", "how", "i", "if", "in", "is", "it", "me", "of", "on", "or", "our", "that", "the",
      "there", "they", "this", "to", "us", "was", "we", "were", "what", "when", "where", "which",
      "who", "why", "will", "with", "would", "you", "your",
    ]
    let words = ask.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .map(String.init).filter { !filler.contains($0) }
    let id = words.prefix(2).joined(separator: "_")
    let taken: Set<String> = [
      "age_band", "sex", "ethnic_group", "cond12", "effect", "disabled_ea2010", "carer", "place",
      "tell_us_more",
    ]
    guard NameForm.word.matches(id), id.utf8.count <= 40, !taken.contains(id),
      !ChoiceReader.reserved.contains(id)
    else { return "main_question" }
    return id
  }

  /// An id for each choice, all different.
  static func choiceIDs(_ choices: [String]) -> [String] {
    var taken = ChoiceReader.reserved.union(["prefer_not"])
    return choices.enumerated().map { index, choice in
      var id = NameForm.word.repaired(choice).map { String($0.prefix(40)) } ?? "choice_\(index + 1)"
      if ["yes", "no"].contains(id) { id += "_\(index + 1)" }
      if !taken.insert(id).inserted {
        id += "_\(index + 1)"
        taken.insert(id)
      }
      return id
    }
  }
}
