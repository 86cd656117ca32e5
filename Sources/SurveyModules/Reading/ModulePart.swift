// A survey's codebooks, indicators, benchmarks and translations stand in its own file and in the
// blocks it asks; both are read alike.

internal import Surveys
internal import YAML

/// The survey's own file, or a block of which some questions are asked.
struct ModulePart {
  let fields: Fields
  let isBlock: Bool
  /// Questions of the block that the survey leaves out with `only`.
  let leftOut: Set<String>

  /// The survey's own file, then its blocks in asking order.
  static func parts(
    _ survey: Fields, _ used: [(reference: String, block: Fields)], asked: Set<String>
  ) -> [ModulePart] {
    [ModulePart(fields: survey, isBlock: false, leftOut: [])]
      + used.map { use in
        let ids = (use.block["questions"]?.sequence ?? []).compactMap { $0["id"]?.text?.trimmed }
        return ModulePart(
          fields: use.block, isBlock: true, leftOut: Set(ids.filter { !asked.contains($0) }))
      }
  }
}
