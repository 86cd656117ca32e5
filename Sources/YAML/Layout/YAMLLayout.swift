// Lays a YAML file out anew: two spaces for each level, one for each gap, at most one empty line.
// What it says and every comment stay; a layout that would change either is not given out.

/// Why a file cannot be laid out anew.
public enum YAMLLayoutFailure: Error, Sendable, Hashable {
  /// It is no YAML that Hark reads.
  case problems([YAMLProblem])
  /// Another layout could change what it says, from this place on.
  case wouldChange(YAML.Position)
}

extension YAML {
  /// The same file in the canonical layout. Texts and keys keep their bytes, order and quotes.
  public static func laidOut(_ bytes: [UInt8]) throws(YAMLLayoutFailure) -> [UInt8] {
    let (read, problems) = YAML.read(bytes)
    guard problems.isEmpty, read != nil else { throw .problems(problems) }
    let source = LayoutSource(bytes)
    var reader: LayoutReader
    do throws(LibYAMLError) {
      reader = try LayoutReader(source)
    } catch {
      throw .wouldChange(Position(line: 1, column: 1))
    }
    guard let root = reader.read() else { throw .wouldChange(Position(line: 1, column: 1)) }
    var writer = LayoutWriter()
    let text = writer.write(root, foot: reader.foot)
    let result = Array(text.utf8)
    // The last line may have lacked its end, which is part of a text after `|`.
    guard let before = YAML.read(source.bytes).node else {
      throw .wouldChange(Position(line: 1, column: 1))
    }
    let (after, newProblems) = YAML.read(result)
    guard let after, newProblems.isEmpty else { throw .wouldChange(before.position) }
    if let place = before.firstDifference(from: after) { throw .wouldChange(place) }
    guard reader.comments == LayoutReader.comments(in: result) else {
      throw .wouldChange(before.position)
    }
    return result
  }
}

extension YAMLNode {
  /// Where two trees say different things first; nil when they say the same.
  fileprivate func firstDifference(from other: YAMLNode) -> YAML.Position? {
    switch (content, other.content) {
    case (.scalar(let one), .scalar(let two)):
      return one.text == two.text && one.isAbsent == two.isAbsent ? nil : position
    case (.sequence(let one), .sequence(let two)):
      guard one.count == two.count else { return position }
      return zip(one, two).lazy.compactMap { $0.firstDifference(from: $1) }.first
    case (.mapping(let one), .mapping(let two)):
      guard one.map(\.key) == two.map(\.key) else { return position }
      return zip(one, two).lazy.compactMap { $0.value.firstDifference(from: $1.value) }.first
    default: return position
    }
  }
}
