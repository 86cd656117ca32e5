// Looks through a text for what could say who somebody is. The rules would rather find too much: a person
// looks at every mark. They miss things too, which docs/privacy.md says with figures.

/// Finds what could say who somebody is.
public struct IdentifyingWords: Sendable {
  private let own: OwnPlaces

  /// `places` are the partnership's own, by name.
  public init(places: [String] = []) { own = OwnPlaces(places) }

  /// Every mark in a text, in order. What overlaps is one mark, called after its longest part.
  public func marks(in text: String) -> [IdentifyingMark] {
    let folded = FoldedText(text)
    guard folded.signs.contains(where: { $0.isLetter || $0.isDigit }) else { return [] }
    var names = NameRules(folded, own: own)
    let found =
      NumberRules(folded).find() + DisguisedNames(folded, names.words).find() + names.find()
    var kept: [(kind: IdentifyingMark.Kind, range: Range<Int>, longest: Int)] = []
    for mark in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard let last = kept.last, last.range.overlaps(mark.range) else {
        kept.append((mark.kind, mark.range, mark.range.count))
        continue
      }
      let isLonger = mark.range.count > last.longest
      kept[kept.count - 1] = (
        isLonger ? mark.kind : last.kind,
        last.range.lowerBound..<max(last.range.upperBound, mark.range.upperBound),
        max(last.longest, mark.range.count)
      )
    }
    return kept.map { IdentifyingMark($0.kind, $0.range, folded.text(of: $0.range)) }
  }
}
