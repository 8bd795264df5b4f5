/// The candidates nearest to a misspelt word, best first: at most three, and only those within a third of its length.
///
/// Distance is the optimal string alignment distance over Unicode scalars (insertions, deletions, substitutions and swaps of
/// neighbours), compared without regard to ASCII case.
package func nearest(to word: String, in candidates: some Sequence<String>) -> [String] {
  let wanted = foldedScalars(word)
  guard wanted.count <= 256 else { return [] }
  let allowed = max(1, wanted.count / 3)
  let scored = candidates.compactMap { candidate -> (distance: Int, text: String)? in
    let folded = foldedScalars(candidate)
    guard abs(folded.count - wanted.count) <= allowed else { return nil }
    let distance = alignmentDistance(wanted, folded)
    return distance <= allowed ? (distance, candidate) : nil
  }
  return scored.sorted { ($0.distance, $0.text) < ($1.distance, $1.text) }.prefix(3).map(\.text)
}

/// “did you mean 'a' or 'b'?”, or nothing when no candidate is near.
package func didYouMean(_ word: String, among candidates: some Sequence<String>) -> String? {
  let near = nearest(to: word, in: candidates).map { "'\($0)'" }
  return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
}

private func foldedScalars(_ text: String) -> [UInt32] {
  text.unicodeScalars.map { scalar in
    (0x41...0x5A).contains(scalar.value) ? scalar.value + 32 : scalar.value
  }
}

private func alignmentDistance(_ left: [UInt32], _ right: [UInt32]) -> Int {
  if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for i in 1...left.count {
    var current = [i] + [Int](repeating: 0, count: right.count)
    for j in 1...right.count {
      let substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
      current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
      if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
        current[j] = min(current[j], beforePrevious[j - 2] + 1)
      }
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
