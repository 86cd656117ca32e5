// Codebooks: named lists of themes that free text is coded with.

internal import Surveys
internal import YAML

/// Reads the codebooks of a survey and its blocks.
struct CodebookReader {
  private(set) var codebooks: [Codebook] = []
  /// Names of codebooks, read whole or not.
  private(set) var names = UniqueNames()
  private(set) var themes: Set<String> = []

  init(_ parts: [ModulePart]) {
    for part in parts {
      for entry in part.fields.entries("codebook") ?? [] { read(entry, part.fields.reporter) }
    }
  }

  private mutating func read(_ entry: YAMLEntry, _ reporter: Reporter) {
    reporter.check(entry.key, .word, at: entry.keyPosition)
    guard names.insert(entry.key, "the codebook", at: entry.keyPosition, reporter) else { return }
    guard let nodes = entry.value.sequence, !nodes.isEmpty else {
      reporter.report(
        .wrongForm, at: entry.value.position, "the codebook '\(entry.key)' is a list of themes",
        suggestion: "write '- id: …' with name and means for each")
      return
    }
    var ids = UniqueNames()
    let read = nodes.compactMap { theme($0, &ids, reporter) }
    let parents = Dictionary(read.map { ($0.0.id, $0.0.parent) }) { first, _ in first }
    let known = read.map(\.0.id)
    for (theme, fields) in read {
      check(theme, parents, fields)
      checkLinks(theme, known, fields)
    }
    codebooks.append(Codebook(name: entry.key, themes: read.map(\.0)))
    themes.formUnion(read.map(\.0.id))
  }

  private func theme(
    _ node: YAMLNode, _ ids: inout UniqueNames, _ reporter: Reporter
  ) -> (Theme, Fields)? {
    guard let fields = Fields(node, .theme, reporter) else { return nil }
    let name = fields.requiredText("name") ?? ""
    let means = fields.requiredText("means") ?? ""
    guard let id = fields.requiredText("id"), let position = fields["id"]?.position else {
      return nil
    }
    reporter.check(id, .word, at: position)
    guard ids.insert(id, "the theme", at: position, reporter) else { return nil }
    let theme = Theme(
      id: id, name: name, means: means, include: fields.text("include"),
      exclude: fields.text("exclude"), parent: fields.text("parent"), links: links(fields))
    return (theme, fields)
  }

  /// `- {makes: OTHER, likely: more}`; more where nothing is said.
  private func links(_ fields: Fields) -> [ThemeLink] {
    (fields.list("links") ?? []).compactMap { node in
      guard let link = Fields(node, .link, fields.reporter),
        let makes = link.requiredText("makes")
      else { return nil }
      return ThemeLink(
        makes: makes, likely: link.word("likely", ThemeLink.Direction.self) ?? .more)
    }
  }

  /// Links lead to other themes of the codebook, to each once.
  private func checkLinks(_ theme: Theme, _ known: [String], _ fields: Fields) {
    var seen: Set<String> = []
    for link in theme.links {
      if link.makes == theme.id || !seen.insert(link.makes).inserted {
        fields.report(
          .unknownCodebook, "links",
          "the theme '\(theme.id)' is linked "
            + (link.makes == theme.id ? "to itself" : "to '\(link.makes)' twice"),
          suggestion: "name each other theme once")
      } else if !known.contains(link.makes) {
        fields.report(
          .unknownCodebook, "links", "this codebook has no theme '\(link.makes)'",
          suggestion: didYouMean(link.makes, known))
      }
    }
  }

  /// A parent is another theme of the codebook, and no theme is above itself.
  private func check(_ theme: Theme, _ parents: [String: String?], _ fields: Fields) {
    guard let parent = theme.parent else { return }
    guard parents[parent] != nil else {
      fields.report(
        .unknownCodebook, "parent", "this codebook has no theme '\(parent)'",
        suggestion: didYouMean(parent, parents.keys.sorted()))
      return
    }
    var above: String? = parent
    var steps = 0
    while let id = above, id != theme.id, steps <= parents.count {
      above = parents[id] ?? nil
      steps += 1
    }
    if above == theme.id {
      fields.report(
        .unknownCodebook, "parent", "the theme '\(theme.id)' would be part of itself",
        suggestion: "name a wider theme, or take the parent out")
    }
  }

  /// Reports questions coded with a codebook that is not there.
  func check(_ drafts: [QuestionDraft]) {
    for draft in drafts {
      if let name = draft.fields.text("code_with"), !names.contains(name) {
        draft.fields.report(
          .unknownCodebook, "code_with", "there is no codebook '\(name)'",
          suggestion: didYouMean(name, codebooks.map(\.name))
            ?? "add it under 'codebook', or take code_with out")
      }
      check(draft.items)
    }
  }
}
