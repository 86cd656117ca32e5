// Says in plain words what libyaml could not read. Most of what breaks a survey is a text that needs
// quotes; those are recognised from the line itself, and can be passed so that reading goes on.

struct YAMLSyntaxHelp {
  /// A problem, and the one character that lets reading go on behind it, if there is one.
  typealias Diagnosis = (problem: YAMLProblem, repair: YAMLRepair?)

  private var source: YAMLSource
  private let error: LibYAMLError
  private let quotedAcrossLines: (start: Int, end: Int)?
  private let line: YAMLLine
  /// The error's place on its line, from 0.
  private let place: Int

  init(
    _ source: YAMLSource, _ error: LibYAMLError, _ quotedAcrossLines: (start: Int, end: Int)?
  ) {
    self.source = source
    self.error = error
    self.quotedAcrossLines = quotedAcrossLines
    line = YAMLLine(source, source.lineIndex(ofScalar: error.place))
    place = max(0, min(error.place - line.start, line.scalars.count))
  }

  /// What is wrong, tried from the most telling sign to the least.
  mutating func diagnosis() -> Diagnosis {
    if let problem = tab() { return (problem, nil) }
    return reservedCharacter() ?? quotation() ?? valueOnOneLine() ?? brackets() ?? missingColon()
      ?? lateQuotation() ?? textAfterEnd() ?? commentInText(before: error.place) ?? misplacedLine()
  }

  private var character: Unicode.Scalar? {
    place < line.scalars.count ? line.scalars[place] : nil
  }

  private mutating func position(_ scalar: Int) -> YAML.Position {
    source.position(ofScalar: scalar)
  }

  private mutating func quotes(at scalar: Int, _ message: String, repair: Int? = nil) -> Diagnosis {
    (.quotes(at: position(scalar), message), YAMLRepair(scalar: repair ?? scalar))
  }

  private mutating func syntax(
    at scalar: Int, _ message: String, _ suggestion: String, repair: YAMLRepair? = nil
  ) -> Diagnosis {
    (YAMLProblem(.syntax, at: position(scalar), message, suggestion), repair)
  }

  private mutating func tab() -> YAMLProblem? {
    let indentation = line.scalars.prefix { $0 == " " || $0 == "\t" }
    let isStoppedByTab = character == "\t" && error.context == "while scanning for the next token"
    guard let tab = indentation.firstIndex(of: "\t") ?? (isStoppedByTab ? place : nil) else {
      return nil
    }
    return YAMLProblem(
      .tabIndentation, at: position(line.start + tab), "A tab stands where YAML wants spaces.",
      "Put spaces in its place, here and in every line that begins with a tab.")
  }

  /// A text that begins with a character YAML keeps for itself.
  private mutating func reservedCharacter() -> Diagnosis? {
    let start: Int? =
      switch error.context {
      case "while scanning for the next token": error.place
      case "while scanning an alias", "while scanning an anchor", "while scanning a tag",
        "while parsing a tag", "while parsing a node", "while scanning a block scalar",
        "while scanning a directive":
        error.contextPlace
      case "while parsing a block node", "while parsing a flow node":
        character == nil ? nil : error.place
      default: nil
      }
    guard let start else { return nil }
    let line = YAMLLine(source, source.lineIndex(ofScalar: start))
    guard line.scalars.indices.contains(start - line.start) else { return nil }
    let sign = line.scalars[start - line.start]
    if sign == ",", error.context == "while parsing a flow node" {
      return syntax(
        at: start, "Nothing stands before this comma.",
        "Take the comma out, or put a text that begins with a comma in quotes.")
    }
    guard "@`%*&!|>]},".unicodeScalars.contains(sign) else { return nil }
    return quotes(at: start, "A text that begins with \(sign) means something else to YAML.")
  }

  /// Quotation marks that are never closed, and backslashes in them.
  private mutating func quotation() -> Diagnosis? {
    guard error.context.hasSuffix("a quoted scalar"), let start = error.contextPlace else {
      return nil
    }
    if error.problem.contains("escape") {
      return syntax(
        at: error.place,
        "A backslash in double quotes begins a special character, and this is none.",
        "Write \\\\ for a backslash, or use single quotes.")
    }
    return syntax(
      at: start, "The quotation mark opened here is never closed.",
      "Put a quotation mark of the same kind at the end of the text.",
      repair: YAMLRepair(scalar: start))
  }

  /// A second colon, a dash or a question mark in a value on its key's line.
  private mutating func valueOnOneLine() -> Diagnosis? {
    switch error.problem {
    case "mapping values are not allowed in this context":
      guard let value = line.value, value < place else { return nil }
      return quotes(
        at: line.start + value, "A colon followed by a space (: ) takes this text apart.",
        repair: error.place)
    case "block sequence entries are not allowed in this context",
      "mapping keys are not allowed in this context":
      guard let value = line.value, value == place, let sign = character else { return nil }
      return (
        .quotes(
          at: position(error.place),
          "A \(sign) followed by a space begins \(sign == "-" ? "a list" : "a key") here.",
          "Put the text in quotes if it is one, or begin the list on the next line."),
        YAMLRepair(scalar: error.place)
      )
    default: return nil
    }
  }

  /// A list in [ ] or a mapping in { } that does not end as it should.
  private mutating func brackets() -> Diagnosis? {
    guard error.context.hasPrefix("while parsing a flow"), let start = error.contextPlace else {
      return nil
    }
    if character == ":", let value = line.flowValue(before: place, from: start - line.start) {
      return quotes(
        at: line.start + value, "A colon followed by a space (: ) takes this text apart.",
        repair: error.place)
    }
    let opening = YAMLLine(source, source.lineIndex(ofScalar: start))
    if let sign = opening.comment(after: start - opening.start) {
      return quotes(
        at: opening.start + sign, "A # after a space begins a comment, and the text ends there.")
    }
    if error.context == "while parsing a flow node" {
      return syntax(
        at: error.place, "A bracket opened before this place is not closed.",
        "Close every [ with ] and every { with }.")
    }
    let bracket = error.context.contains("sequence") ? "[" : "{"
    // If the next line is no further in, the bracket was meant to end on its own line.
    let next = YAMLLine(source, opening.index + 1)
    let endsOnItsLine = line.index > opening.index && next.indentation <= opening.indentation
    return syntax(
      at: start, "The bracket \(bracket) opened here is not closed as it should be.",
      "Close it, put commas between its parts, and put texts that hold , : # or brackets in quotes.",
      repair: endsOnItsLine ? YAMLRepair(scalar: start) : nil)
  }

  private mutating func missingColon() -> Diagnosis? {
    guard error.problem.hasPrefix("could not find expected ':'"), let start = error.contextPlace
    else { return nil }
    if let cut = commentInText(before: start) { return cut }
    let line = YAMLLine(source, source.lineIndex(ofScalar: start))
    if let spaceless = spacelessColon(in: line) { return spaceless }
    return syntax(
      at: start, "This line is neither a key with a colon nor an item of a list.",
      "Write `key: text`; if it goes on with the line above, indent it further than that line's key.",
      repair: YAMLRepair(scalar: start, change: .replace(UInt8(ascii: "#"))))
  }

  private mutating func spacelessColon(in line: YAMLLine) -> Diagnosis? {
    guard let colon = line.colonWithoutSpace else { return nil }
    let behind = line.start + colon + 1
    let wide: Set<Unicode.Scalar> = ["\u{A0}", "\u{2007}", "\u{202F}"]
    if wide.contains(line.scalars[colon + 1]) {
      return syntax(
        at: behind,
        "The space after the colon is one that word processors put, which YAML does not know.",
        "Delete it and type a space.", repair: YAMLRepair(scalar: behind, change: .insertSpace))
    }
    return syntax(
      at: line.start + colon, "There is no space after the colon in this line.",
      "Write a space after the colon.",
      repair: YAMLRepair(scalar: behind, change: .insertSpace))
  }

  /// A quotation mark that is missing at the end of a text, so that a later one ends it.
  private mutating func lateQuotation() -> Diagnosis? {
    guard let quoted = quotedAcrossLines, quoted.end <= error.place,
      source.lineIndex(ofScalar: quoted.end) == line.index
    else { return nil }
    return syntax(
      at: quoted.start, "The quotation mark opened here is closed only on line \(line.index + 1).",
      "Put the missing quotation mark at the end of the text.",
      repair: YAMLRepair(scalar: quoted.start))
  }

  /// Something that follows closing quotes or brackets, or an alias, on the same line.
  private mutating func textAfterEnd() -> Diagnosis? {
    guard let value = line.value, value < place else { return nil }
    let start = line.start + value
    let first = line.scalars[value]
    switch first {
    case "\"", "'":
      let other = first == "'" ? "double" : "single"
      return (
        .quotes(
          at: position(start), "The text goes on after its closing quotation mark.",
          "Put the whole text in \(other) quotes, or take out those inside."),
        YAMLRepair(scalar: start)
      )
    case "[", "{":
      return quotes(at: start, "The text goes on after its closing bracket.")
    case "*", "&", "!":
      return quotes(at: start, "A text that begins with \(first) means something else to YAML.")
    default: return nil
    }
  }

  /// A text over several lines that a # in the line above ends too early.
  private mutating func commentInText(before scalar: Int) -> Diagnosis? {
    let index = source.lineIndex(ofScalar: scalar)
    guard index > 0 else { return nil }
    let line = YAMLLine(source, index)
    let above = YAMLLine(source, index - 1)
    guard line.indentation > 0, line.start + line.indentation == scalar,
      line.value == line.indentation, let text = above.value,
      text == above.indentation || above.indentation < line.indentation,
      let sign = above.comment(after: text)
    else { return nil }
    return quotes(
      at: above.start + sign, "A # after a space begins a comment, and the text ends there.")
  }

  /// A line that stands in the wrong column, or that a mistake in the line above puts there.
  private mutating func misplacedLine() -> Diagnosis {
    let above = YAMLLine(source, line.index - 1)
    if above.scalars.starts(with: "...".unicodeScalars) {
      return (.secondDocument(at: position(error.place)), nil)
    }
    if character == ":", place == line.content {
      return (.keyNotText(at: position(error.place)), YAMLRepair(scalar: error.place))
    }
    if error.problem == "mapping values are not allowed in this context" {
      if let spaceless = spacelessColon(in: above) { return spaceless }
      return syntax(
        at: line.start + line.content,
        "This key stands further in than the one above it, which already has a text.",
        "Begin it in the same column as that key; if it is part of the text, put all of it in quotes.",
        repair: YAMLRepair(scalar: error.place))
    }
    if error.problem.contains("'-'") {
      return syntax(
        at: error.place, "The list above goes on here without a dash.",
        "Begin the line with a dash below the others, or in the column of the key it belongs with.")
    }
    return syntax(
      at: error.place, "This line does not fit in with the lines above it.",
      "Begin the keys of one block in one column, and the dashes of one list below one another.")
  }
}
