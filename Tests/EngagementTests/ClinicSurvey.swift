// A survey with a private answer, and words that hang on it.

/// A survey of a clinic, with more questions, each a line.
func clinicSurvey(asking more: String...) -> String {
  """
  \(surveyHead("clinic", "Clinic", scopes: "analyse, quote, analyse_sensitive"))
  questions:
    - {id: matters, ask: What matters most to you?, type: long_text, personal: may_identify}
  \(more.map { "  - \($0)" }.joined(separator: "\n"))
    - {id: ill, ask: Are you ill?, type: yes_no, sensitive: yes}
    - {id: more, ask: What would you say of it?, type: long_text, show_if: ill = yes}
  tests:
    people:
      - {name: one, consent: [analyse], answers: {matters: A bench}}
      - name: two
        consent: [analyse, analyse_sensitive]
        answers: {matters: A bench, ill: yes, more: Made up}
      - {name: three, consent: [analyse, analyse_sensitive], answers: {matters: A bench, ill: no}}
  """
}
