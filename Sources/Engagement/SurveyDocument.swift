// A published survey as JSON: everything a client needs to show it, in every language it has.
// Rules go along in their standard spelling; the server judges every response again.

public import JSON
public import Surveys

extension Survey {
  /// The survey as clients read it.
  public var document: JSONObject {
    var object: JSONObject = [
      "survey": .string(id), "version": .string(version), "title": .string(title),
      "about": .string(about), "unit": .string(unit.rawValue), "population": .string(population),
      "sample": .string(sample.rawValue), "collected_by": .string(collectedBy.rawValue),
      "languages": .object(JSONObject(languages.map { ($0.code, .string($0.name)) })),
      "consent": .object(consent.document),
      "questions": .array(questions.map { .object($0.document) }),
      "indicators": .array(indicators.map { .object($0.document) }),
      "codebooks": .object(
        JSONObject(codebooks.map { ($0.name, .array($0.themes.map { .object($0.document) })) })),
      "priorities": .array(priorities.map { .object($0.document) }),
    ]
    if !handling.waves.isEmpty {
      object["waves"] = .array(handling.waves.map { .object($0.document) })
    }
    object["programme"] = programme.map { .string($0) }
    object["one_per"] = handling.onePer.isEmpty ? nil : .array(handling.onePer.map { .string($0) })
    object["follows"] = handling.follows.map { .string($0.description) }
    object["subject"] = handling.about.map { .string($0.description) }
    if handling.secondLook != .none {
      object["quotes"] = ["second_look": .string(handling.secondLook.rawValue)]
    }
    object["translations"] = .object(
      JSONObject(translations.sorted { $0.key < $1.key }.map { ($0, .object($1.document)) }))
    return object
  }
}

extension Indicator {
  fileprivate var document: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "label": .string(label), "show": .string(show.rawValue),
      "by": .array(by.map { .string($0) }),
      "crossed_by": .array(
        crossings.map { table in .array(table.dimensions.map { .string($0.description) }) }),
    ]
    object["before"] = before.map { .string($0) }
    return object
  }
}

extension SurveyWave {
  fileprivate var document: JSONObject {
    [
      "id": .string(id), "label": .string(label), "from": .string(first.description),
      "to": .string(last.description),
    ]
  }
}

extension ConsentPolicy {
  fileprivate var document: JSONObject {
    switch self {
    case .role: return ["basis": "role"]
    case .notNeeded(let reason): return ["basis": "anonymous", "reason": .string(reason)]
    case .asked(let wording):
      var object: JSONObject = [
        "basis": "consent", "wording": .string(wording.id), "opening": .string(wording.opening),
        "safeguarding": .string(wording.safeguarding),
        "scopes": .array(
          wording.scopes.map { scope in
            var item: JSONObject = ["id": .string(scope.id), "ask": .string(scope.ask)]
            item["hint"] = scope.hint.map { .string($0) }
            item["easy"] = scope.easy.map { .string($0) }
            return .object(item)
          }),
      ]
      object["keep_months"] = wording.keepMonths.map { .number(Double($0)) }
      return object
    }
  }
}

extension Question {
  /// The question as clients read it.
  var document: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "type": .string(type(of: kind).name), "ask": .string(ask),
    ]
    object["hint"] = hint.map { .string($0) }
    if required { object["required"] = true }
    if sensitive { object["sensitive"] = true }
    object["show_if"] = showIf.map { .string($0.text) }
    object["check"] = check.map { .string($0.text) }
    object["check_message"] = checkMessage.map { .string($0) }
    object["concern_if"] = concernIf.map { .string($0.text) }
    object["end_if"] = endIf.map { .string($0.text) }
    object["end_text"] = endText.map { .string($0) }
    if retired { object["retired"] = true }
    object["was"] = was.map { .string($0) }
    if let part = part?.inGrid { object["grid"] = .string(part.grid) }
    object["role"] = role.map { .string($0.rawValue) }
    object["source"] = source.map { .string($0) }
    if !choices.isEmpty { object["choices"] = .array(choices.map { .object($0.document) }) }
    if !missing.isEmpty { object["missing"] = .array(missing.sorted().map { .string($0) }) }
    if !itemQuestions.isEmpty {
      object["questions"] = .array(itemQuestions.map { .object($0.document) })
    }
    for (key, value) in settings { object[key] = value }
    return object
  }

  private var settings: JSONObject {
    func number(_ value: Int?) -> JSONValue? { value.map { .number(Double($0)) } }
    var object: JSONObject = [:]
    switch kind {
    case let kind as ChooseOne: object["list"] = kind.list.map { .string($0) }
    case let kind as ChooseMany:
      object["at_least"] = number(kind.atLeast)
      object["at_most"] = number(kind.atMost)
      object["list"] = kind.list.map { .string($0) }
    case let kind as Rank: object["top"] = number(kind.top)
    case let kind as Grid:
      object["rows"] = .array(
        kind.rows.map { ["id": .string($0.id), "text": .string($0.text)] })
      if kind.notePerRow { object["note_per_row"] = true }
    case let kind as PointQuestion: object["precision"] = number(kind.precision)
    case let kind as MonthQuestion:
      object["min"] = kind.first.map { .string($0.description) }
      object["max"] = kind.last.map { .string($0.description) }
    case let kind as TimeQuestion:
      object["min"] = kind.first.map { .string($0.description) }
      object["max"] = kind.last.map { .string($0.description) }
    case let kind as Scale:
      object["from"] = number(kind.from)
      object["to"] = number(kind.to)
      object["labels"] = .object(
        JSONObject(kind.labels.sorted { $0.key < $1.key }.map { ("\($0)", .string($1)) }))
    case let kind as WholeNumber: object = kind.limits.document
    case let kind as DecimalNumber: object = kind.limits.document
    case let kind as ShortText: object["at_most"] = number(kind.atMost)
    case let kind as LongText: object["at_most"] = number(kind.atMost)
    case let kind as DateQuestion:
      object["min"] = kind.first.map { .string($0.description) }
      object["max"] = kind.last.map { .string($0.description) }
    case let kind as PlaceQuestion: object["kinds"] = .array(kind.kinds.map { .string($0) })
    case let kind as Repeat: object["up_to"] = number(kind.upTo)
    case let kind as Calculate: object["value"] = kind.rule.map { .string($0.text) }
    default: break
    }
    return object
  }
}

extension NumberLimits {
  fileprivate var document: JSONObject {
    var object: JSONObject = [:]
    object["min"] = minimum.map { .number($0) }
    object["max"] = maximum.map { .number($0) }
    object["unit_label"] = unitLabel.map { .string($0) }
    if !bands.isEmpty { object["bands"] = .array(bands.map { .string($0.text) }) }
    return object
  }
}

extension Choice {
  fileprivate var document: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "code": .number(Double(code)), "text": .string(text),
    ]
    if exclusive { object["exclusive"] = true }
    if retired { object["retired"] = true }
    object["show_if"] = showIf.map { .string($0.text) }
    return object
  }
}

extension Theme {
  fileprivate var document: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "name": .string(name), "means": .string(means),
    ]
    object["include"] = include.map { .string($0) }
    object["exclude"] = exclude.map { .string($0) }
    object["parent"] = parent.map { .string($0) }
    if !links.isEmpty {
      object["links"] = .array(
        links.map { ["makes": .string($0.makes), "likely": .string($0.likely.rawValue)] })
    }
    return object
  }
}

extension Priority {
  fileprivate var document: JSONObject {
    [
      "id": .string(id), "framework": .string(framework), "title": .string(title),
      "indicators": .array(indicators.map { .string($0) }),
      "themes": .array(themes.map { .string($0) }),
    ]
  }
}

extension Translation {
  fileprivate var document: JSONObject {
    var object: JSONObject = [:]
    object["title"] = title.map { .string($0) }
    object["about"] = about.map { .string($0) }
    object["opening"] = opening.map { .string($0) }
    object["safeguarding"] = safeguarding.map { .string($0) }
    if !scopes.isEmpty {
      object["scopes"] = .object(
        JSONObject(
          scopes.sorted { $0.key < $1.key }.map { id, texts in
            var item: JSONObject = [:]
            item["ask"] = texts.ask.map { .string($0) }
            item["hint"] = texts.hint.map { .string($0) }
            return (id, .object(item))
          }))
    }
    object["questions"] = .object(
      JSONObject(
        questions.sorted { $0.key < $1.key }.map { id, texts in
          var item: JSONObject = [:]
          item["ask"] = texts.ask.map { .string($0) }
          item["hint"] = texts.hint.map { .string($0) }
          item["check_message"] = texts.checkMessage.map { .string($0) }
          item["end_text"] = texts.endText.map { .string($0) }
          item["unit_label"] = texts.unitLabel.map { .string($0) }
          if !texts.labels.isEmpty {
            item["labels"] = .object(
              JSONObject(
                texts.labels.sorted { $0.key < $1.key }.map { ("\($0)", .string($1)) }))
          }
          if !texts.choices.isEmpty {
            item["choices"] = .object(
              JSONObject(texts.choices.sorted { $0.key < $1.key }.map { ($0, .string($1)) }))
          }
          return (id, .object(item))
        }))
    return object
  }
}
