// The keys of a survey's file and of what stands beside its questions, in plain words.

internal import JSON
internal import Surveys

extension DescribedKeys {
  /// Every mapping but questions.
  static let parts: [DescribedKeys] = [
    survey, block, consent, scope, disclosure, quotes, use, choice, theme, link, indicator,
    margin, benchmark, priority, translation, blockTranslation, scopeTexts, words, questionTexts,
    tests,
    person, total, groupTotal,
  ]

  static let survey = DescribedKeys(
    name: "survey", keys: .module,
    meanings: [
      "hark": .required(.words(["1"]), "The version of the survey format: 1."),
      "module": .required(
        .dashedID,
        "The survey's id, for ever, and the name of its folder: small letters, digits and hyphens."),
      "version": .required(
        .pattern("^(0|[1-9][0-9]{0,5})[.](0|[1-9][0-9]{0,5})[.](0|[1-9][0-9]{0,5})$"),
        "Three numbers with points between them, such as 1.0.0."),
      "title": .required(.text, "What people call the survey."),
      "about_this_survey": .init(
        .text, "Where the wording comes from and who may use it."),
      "programme": .init(.text, "The programme that it was written for."),
      "languages": .init(
        .keyed(KeyForm.languagePattern, .text),
        "Code and name of each language. The first is the language of this file; en-x-easyread is Easy Read."
      ),
      "unit": .init(
        .words(SurveyUnit.self), "What one response is about: a person unless you say otherwise."),
      "population": .init(.text, "Who the survey is meant for, in words."),
      "sample": .init(
        .words(Sample.self),
        "How people were found: open to anyone, invited, drawn at random, or everybody (census)."),
      "collected_by": .init(
        .words(Collection.self), "Who fills it in: a researcher, people themselves, or both."),
      "consent": .required(
        .part("consent"), "What people agree to, or why nobody needs to be asked."),
      "disclosure": .init(
        .part("disclosure"), "Hides more than Hark hides by itself; never less."),
      "quotes": .init(
        .either([.part("quotes"), .words(["none"])]),
        "Who looks at a quote a second time before it is shown."),
      "one_per": .init(
        .ids, "The latest response for each of these counts; earlier ones are kept."),
      "follows": .init(.blockName, "The survey that the same person answered earlier."),
      "about": .init(.blockName, "The plan, group or event that a response belongs to."),
      "same_meaning": .init(
        .paths,
        "Questions whose words changed and whose meaning did not: they are counted together."),
      "questions": .required(.part("questions"), "The questions in the order they are asked."),
      "codebook": .init(
        .named(.list(.part("theme"))),
        "The themes that free text is coded with, by the list's name."),
      "indicators": .init(
        .many(.part("indicator"), 1...IndicatorReader.most), "The figures that the survey yields."),
      "margins": .init(
        .many(.part("margin"), 1...1_000),
        "How many people of each group the population has: figures are weighted to it."),
      "benchmarks": .init(
        .many(.part("benchmark"), 1...10_000), "Published figures to hold the survey's own against."
      ),
      "priorities": .init(.many(.part("priority"), 1...10_000), "What the evidence is for."),
      "translations": .init(
        .keyed(KeyForm.languagePattern, .part("translation")),
        "Texts in other languages, by the language's code."),
      "tests": .init(
        .part("tests"), "Invented people who answer the survey, and what should come of it."),
    ],
    conditions: [
      [
        "if": [
          "required": ["unit"],
          "properties": [
            "unit": [
              "enum": .array(
                SurveyUnit.allCases.filter { !$0.isPersonal }.map { .string($0.rawValue) })
            ]
          ],
        ],
        "then": [
          "properties": ["consent": ["properties": ["not_needed": false]], "margins": false]
        ],
        "else": ["properties": ["consent": ["properties": ["basis": false]]]],
      ]
    ])

  static let block = DescribedKeys(
    name: "block", keys: .block,
    meanings: survey.meanings.merging(
      [
        "block": .required(
          .blockName, "The block's name with the number of its version, as its folder says."),
        "title": .init(.text, "What the block is called."),
        "opening": .init(.text, "What is said first, before anybody agrees to anything."),
        "safeguarding": .init(.text, "What is said about danger and who may have to be told."),
        "scopes": .init(.named(.part("scope")), "What people can agree to, each on its own."),
        "questions": .init(.part("questions"), "The questions in the order they are asked."),
        "translations": .init(
          .named(.part("blockTranslation")), "Texts in other languages, by the language's code."),
      ]) { _, own in own })

  static let consent = DescribedKeys(
    name: "consent", keys: .consent,
    meanings: [
      "wording": .init(
        .blockName, "The block that holds what people are asked, such as consent-conversation@1."),
      "scopes": .init(.ids, "What people are asked to agree to; analyse is needed to go on."),
      "keep_months": .init(.whole(1...1_200), "For how many months answers are kept."),
      "not_needed": .init(.text, "Why nobody is asked: the data are about nobody in particular."),
      "basis": .init(.words(["role"]), "People answer in their role, not about themselves."),
    ],
    oneOf: ["wording", "not_needed", "basis"],
    conditions: [
      [
        "if": ["required": ["wording"]],
        "then": [
          "required": ["scopes"], "properties": ["scopes": ["contains": ["const": "analyse"]]],
        ],
        "else": ["properties": ["scopes": false, "keep_months": false]],
      ]
    ])

  static let scope = DescribedKeys(
    name: "scope", keys: .scope,
    meanings: [
      "ask": .required(.text, "What the person is asked to agree to."),
      "easy": .init(.text, "The same in Easy Read."),
      "hint": .init(.text, "For the researcher, not for the person."),
    ])

  static let disclosure = DescribedKeys(
    name: "disclosure", keys: .disclosure,
    meanings: [
      "hide_below": .init(.whole(8...1_000), "Hides counts of people below this; 8 is the least."),
      "finest_place": .init(
        .words(PlaceKinds.known), "The smallest kind of place that figures are shown for."),
    ])

  static let use = DescribedKeys(
    name: "use", keys: .use,
    meanings: [
      "use": .required(.blockName, "The block to ask here, such as about-you@1."),
      "show_if": .init(.rule, "Asked only where this rule holds."),
      "only": .init(.ids, "Only these questions of the block."),
    ])

  static let choice = DescribedKeys(
    name: "choice", keys: .choice,
    meanings: [
      "text": .init(.text, "What people see."),
      "exclusive": .init(.flag, "yes: it cannot be chosen together with another."),
      "show_if": .init(.rule, "Offered only where this rule holds."),
      "retired": .init(.flag, "yes: no longer offered; answers that chose it are kept."),
    ])
}
