/// Two texts as a unified diff with three lines of context, as `diff -u` writes it and `patch` takes it. Lines compare by their
/// bytes.
func unifiedDiff(old: [UInt8], new: [UInt8], oldName: String, newName: String) -> String {
  let hunks = hunks(edits(lines(old), lines(new)))
  guard !hunks.isEmpty else { return "" }
  return "--- \(oldName)\n+++ \(newName)\n" + hunks.map(text).joined()
}

/// A line with the break at its end, which the last one may lack.
private typealias Line = ArraySlice<UInt8>

private struct Edit {
  enum Kind: String { case same = " ", removed = "-", added = "+" }
  let kind: Kind
  let line: Line
  /// How many lines of each text come before this one.
  let oldLine: Int
  let newLine: Int
}

private func lines(_ text: [UInt8]) -> [Line] {
  var lines: [Line] = []
  var rest = text[...]
  while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
    lines.append(rest[...end])
    rest = rest[(end + 1)...]
  }
  return rest.isEmpty ? lines : lines + [rest]
}

private func edits(_ old: [Line], _ new: [Line]) -> [Edit] {
  var removed = Set<Int>()
  var added = Set<Int>()
  for change in new.difference(from: old) {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): added.insert(offset)
    }
  }
  var edits: [Edit] = []
  var (i, j) = (0, 0)
  while i < old.count || j < new.count {
    if i < old.count, removed.contains(i) {
      edits.append(Edit(kind: .removed, line: old[i], oldLine: i, newLine: j))
      i += 1
    } else if j < new.count, added.contains(j) {
      edits.append(Edit(kind: .added, line: new[j], oldLine: i, newLine: j))
      j += 1
    } else {
      edits.append(Edit(kind: .same, line: old[i], oldLine: i, newLine: j))
      i += 1
      j += 1
    }
  }
  return edits
}

/// Changes with three lines around them, those that touch joined.
private func hunks(_ edits: [Edit]) -> [ArraySlice<Edit>] {
  var hunks: [Range<Int>] = []
  for (index, edit) in edits.enumerated() where edit.kind != .same {
    let range = max(0, index - 3)..<min(edits.count, index + 4)
    if let last = hunks.last, last.upperBound >= range.lowerBound {
      hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
    } else {
      hunks.append(range)
    }
  }
  return hunks.map { edits[$0] }
}

private func text(_ hunk: ArraySlice<Edit>) -> String {
  guard let first = hunk.first else { return "" }
  let old = range(from: first.oldLine, count: hunk.count { $0.kind != .added })
  let new = range(from: first.newLine, count: hunk.count { $0.kind != .removed })
  return hunk.reduce(into: "@@ -\(old) +\(new) @@\n") { text, edit in
    text += edit.kind.rawValue + String(decoding: edit.line, as: UTF8.self)
    if edit.line.last != UInt8(ascii: "\n") { text += "\n\\ No newline at end of file\n" }
  }
}

/// `first,count` as `diff` writes it: one line without its count, and none by the line before.
private func range(from linesBefore: Int, count: Int) -> String {
  switch count {
  case 0: "\(linesBefore),0"
  case 1: "\(linesBefore + 1)"
  default: "\(linesBefore + 1),\(count)"
  }
}
