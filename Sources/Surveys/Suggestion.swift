// "Did you mean": the nearest known word, when it is near enough to be a slip.

/// `did you mean 'x'?` for the nearest known word, or nil when none is near.
public func didYouMean(_ word: String, _ known: some Sequence<String>) -> String? {
  nearest(to: word, in: known).map { "did you mean '\($0)'?" }
}

/// The known word that is fewest edits away, if at most a third of its letters (at least one).
public func nearest(to word: String, in known: some Sequence<String>) -> String? {
  let letters = Array(word.lowercased().unicodeScalars.prefix(64))
  var best: (distance: Int, word: String)?
  for candidate in known where candidate != word {
    let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
    let allowed = max(1, max(letters.count, other.count) / 3)
    guard abs(letters.count - other.count) <= allowed else { continue }
    let distance = editDistance(letters, other)
    if distance <= allowed, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.word
}

/// Optimal string alignment distance (Damerau 1964, without repeated edits).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      let change = a[i - 1] == b[j - 1] ? 0 : 1
      var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, beforeLast[j - 2] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
