// Builds the tree from libyaml's events and notes every problem on the way. It keeps its own stack,
// so that no file can exhaust the program's, and goes on after each mistake as far as it can.

extension YAML {
  /// Reads a file. Every problem that can be told apart in one reading is reported, in the order of
  /// the file. The node is nil where the file has no tree (syntax, depth, size, emptiness);
  /// otherwise it is given even with problems: of a key given twice it holds the first, and a text
  /// or character that caused a problem may stand there changed.
  public static func read(
    _ bytes: some Collection<UInt8>
  ) -> (node: YAMLNode?, problems: [YAMLProblem]) {
    let start = Position(line: 1, column: 1)
    guard bytes.count <= largestFile else {
      let problem = YAMLProblem(
        .tooLarge, at: start, "The file is larger than 1 MiB (1,048,576 bytes).",
        "Split it, and keep long lists of places or codes out of it.")
      return (nil, [problem])
    }
    let bytes = Array(bytes)
    guard !YAMLSource.isUTF16(bytes) else {
      let problem = YAMLProblem(
        .invalidUTF8, at: start, "The file is saved in UTF-16.",
        "Save it again with the encoding UTF-8.")
      return (nil, [problem])
    }
    return YAMLReader(YAMLSource(bytes)).read()
  }
}

/// A change of one character that lets reading go on behind a mistake.
struct YAMLRepair {
  let scalar: Int
  // The underscore means nothing to YAML.
  var change = Change.replace(UInt8(ascii: "_"))

  enum Change {
    case replace(UInt8)
    case insertSpace
  }
}

/// Reads a file again and again: a mistake is reported, made harmless and passed, so that those
/// behind it are found too.
private struct YAMLReader {
  private var source: YAMLSource
  private var passed: [YAMLProblem] = []
  private var lastPassed: YAMLProblem?
  // Hostile files must not cost more than a few readings of a megabyte.
  private var readingsLeft: Int

  init(_ source: YAMLSource) {
    self.source = source
    readingsLeft = min(40, 4 * YAML.largestFile / max(1, source.bytes.count))
  }

  consuming func read() -> (node: YAMLNode?, problems: [YAMLProblem]) {
    while true {
      var builder = YAMLTreeBuilder(source)
      do throws(LibYAMLError) {
        let node = try builder.build()
        return (node, sorted(builder.problems))
      } catch {
        var help = YAMLSyntaxHelp(source, error, builder.quotedAcrossLines)
        let (problem, repair) = help.diagnosis()
        readingsLeft -= 1
        guard let repair, readingsLeft > 0 else {
          return (nil, sorted(builder.problems + (isConsequence(of: problem) ? [] : [problem])))
        }
        if !isConsequence(of: problem) { passed.append(problem) }
        lastPassed = problem
        source.apply(repair)
      }
    }
  }

  /// Whether a problem only goes on with the one before: on the same line, or the same on the next.
  private func isConsequence(of problem: YAMLProblem) -> Bool {
    guard let last = lastPassed else { return false }
    let line = problem.position.line
    return passed.contains { $0.position.line == line }
      || (last.message == problem.message && last.code == .syntax && last.position.line + 1 == line)
  }

  private func sorted(_ found: [YAMLProblem]) -> [YAMLProblem] {
    let problems = (source.problems + passed + found).sorted { $0.position < $1.position }
    guard problems.count > YAML.mostProblems else { return problems }
    let more = YAMLProblem.tooManyProblems(at: problems[YAML.mostProblems].position)
    return problems.prefix(YAML.mostProblems) + [more]
  }
}
