/// An equation of Einstein's summation convention, such as `bhid,bhjd->bhij`: a letter for each axis of the operands and of the
/// result. Axes with letters that the result has not are summed up; `...` stands for axes that are broadcast.
///
/// Source: `numpy.einsum`, `torch.einsum`, `Einsum` of ONNX.
struct EinsumEquation {
  enum Label: Hashable {
    case letter(Character)
    /// One of the axes that `...` stands for, counted from the last.
    case outer(Int)
  }

  /// The labels of each operand's axes.
  let terms: [[Label]]
  let result: [Label]

  /// - Parameter ranks: how many axes the operands have.
  init(_ text: String, ranks: [Int]) throws(ImportFault) {
    let fault = ImportFault("'\(text)' over tensors of \(ranks) axes is no equation")
    let sides = text.filter { $0 != " " }.split(separator: "->", omittingEmptySubsequences: false)
    guard let left = sides.first, sides.count <= 2 else { throw fault }
    let written = left.split(separator: ",", omittingEmptySubsequences: false)
    guard written.count == ranks.count, !ranks.isEmpty, ranks.allSatisfy({ $0 <= 32 }) else { throw fault }
    var terms: [[Label]] = []
    for (term, rank) in zip(written, ranks) {
      guard let labels = Self.labels(term, outer: rank - term.count { $0 != "." }), labels.count == rank else { throw fault }
      terms.append(labels)
    }
    self.terms = terms
    let all = terms.joined()
    let outer = all.map { if case .outer(let place) = $0 { place + 1 } else { 0 } }.max() ?? 0
    if sides.count == 2 {
      guard let labels = Self.labels(sides[1], outer: outer), Set(labels).count == labels.count,
        labels.allSatisfy({ all.contains($0) })
      else { throw fault }
      result = labels
    } else {
      // Without an arrow the result has what is broadcast and the letters that are there once, in the order of the alphabet.
      let letters = left.filter { letter in letter.isLetter && left.count { $0 == letter } == 1 }.sorted()
      result = (0..<outer).reversed().map(Label.outer) + letters.map(Label.letter)
    }
  }

  /// The labels of a term; nil where it holds anything but letters and one `...`.
  private static func labels(_ term: Substring, outer: Int) -> [Label]? {
    let parts = term.split(separator: "...", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.joined().allSatisfy({ $0.isASCII && $0.isLetter }), outer >= 0 else { return nil }
    let letters = parts.map { $0.map(Label.letter) }
    return parts.count == 2 ? letters[0] + (0..<outer).reversed().map(Label.outer) + letters[1] : letters[0]
  }
}
