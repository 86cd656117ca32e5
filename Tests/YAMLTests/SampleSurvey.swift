// A survey as a coordinator would write it, with most of what YAML offers and survey files allow.

import YAML

let sampleSurvey = """
  hark: 1                              # file format
  module: sample-belonging
  version: 1.0.0
  title: Perthyn i'r gymdogaeth – "ŵ" 👩‍👩‍👧
  about_this_survey: >-
    A made-up survey; it says nothing
    about anyone.
  languages: {en: English, cy: Cymraeg}   # the first is the language of this file
  opens: 08:30
  consent: {wording: consent-conversation@1, scopes: [analyse, quote], keep_months: 24}

  questions:
    - id: belong
      ask: "How strongly do you feel: at home here?"
      hint: 'Don''t read the numbers out.'      # for the researcher
      type: choose_one
      required: true
      choices:                         # number: code; word: id
        - 1 very: Very strongly
        - 2 no: No
        - -9 prefer_not: {text: Prefer not to say, exclusive: yes}
      missing: [prefer_not]
    - id: story
      ask: Would you tell me more?
      type: long_text
      show_if: belong in [very, no]
      note: |
        First line
          indented line

        last line
    - use: about-you@1
  tests:
    people:
      - name: says no
        answers: {belong: no, story: "Flat #2, Mill Lane"}
        not_asked: []
        at: "places[2].spot"
  """

/// Reads a text.
func read(_ text: String) -> (node: YAMLNode?, problems: [YAMLProblem]) { YAML.read(text.utf8) }

/// The problems of a text as `line:column code`.
func found(_ text: String) -> [String] {
  read(text).problems.map { "\($0.position.line):\($0.position.column) \($0.code.rawValue)" }
}
