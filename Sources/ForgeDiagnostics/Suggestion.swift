import ForgeJSON

/// The candidates nearest to a misspelt word, best first: at most three, only those within a third of its length, and never the
/// word itself. A candidate that differs in ASCII case alone stands alone.
///
/// Distance is the optimal string alignment distance over Unicode scalars (insertions, deletions, substitutions and swaps of
/// neighbours), compared without regard to ASCII case.
package func nearest(to word: String, in candidates: some Sequence<String>) -> [String] {
  let wanted = foldedScalars(word)
  guard wanted.count <= 256 else { return [] }
  let allowed = wanted.count / 3
  let scored = candidates.compactMap { candidate -> (distance: Int, text: String)? in
    let folded = foldedScalars(candidate)
    guard abs(folded.count - wanted.count) <= allowed, !candidate.hasSameUTF8(as: word) else { return nil }
    let distance = alignmentDistance(wanted, folded, limit: allowed)
    return distance <= allowed ? (distance, candidate) : nil
  }
  let best = scored.sorted { $0.distance == $1.distance ? $0.text.precedesInUTF8($1.text) : $0.distance < $1.distance }
  return best.prefix(best.first?.distance == 0 ? 1 : 3).map(\.text)
}

/// “did you mean 'a' or 'b'?”, or nothing when no candidate is near.
package func didYouMean(_ word: String, among candidates: some Sequence<String>) -> String? {
  let nearest = nearest(to: word, in: candidates)
  // Swift calls texts equal that are written with other scalars and look alike.
  if let twin = nearest.first(where: { $0 == word }) {
    return "'\(twin.withASCIIOnly)' is there, which looks like '\(word.withASCIIOnly)' but is other characters"
  }
  let near = nearest.map(\.quotedForMessage)
  return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
}

private func foldedScalars(_ text: String) -> [UInt32] {
  text.unicodeScalars.map { scalar in
    (0x41...0x5A).contains(scalar.value) ? scalar.value + 32 : scalar.value
  }
}

/// The distance, or something above `limit` as soon as it is known to lie there.
private func alignmentDistance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int {
  if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  var previousLeast = 0
  for i in 1...left.count {
    var current = [i] + [Int](repeating: 0, count: right.count)
    var least = i
    for j in 1...right.count {
      let substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
      current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
      if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
        current[j] = min(current[j], beforePrevious[j - 2] + 1)
      }
      least = min(least, current[j])
    }
    // A swap reaches back two rows, so both must lie above the limit.
    if least > limit, previousLeast > limit { return least }
    previousLeast = least
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
