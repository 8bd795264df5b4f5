/// Two texts as a unified diff with three lines of context, as `diff -u` writes it.
func unifiedDiff(old: String, new: String, oldName: String, newName: String) -> String {
  let oldLines = lines(old)
  let newLines = lines(new)
  let edits = edits(oldLines, newLines)
  var text = "--- \(oldName)\n+++ \(newName)\n"
  for hunk in hunks(edits) {
    let removed = hunk.count { $0.kind != .added }
    let added = hunk.count { $0.kind != .removed }
    guard let first = hunk.first else { continue }
    text +=
      "@@ -\(removed == 0 ? first.oldLine : first.oldLine + 1),\(removed) +\(added == 0 ? first.newLine : first.newLine + 1),\(added) @@\n"
    for edit in hunk { text += edit.kind.rawValue + edit.text + "\n" }
  }
  return text
}

private struct Edit {
  enum Kind: String { case same = " ", removed = "-", added = "+" }
  let kind: Kind
  let text: Substring
  /// How many lines of each text come before this one.
  let oldLine: Int
  let newLine: Int
}

private func lines(_ text: String) -> [Substring] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines
}

private func edits(_ old: [Substring], _ new: [Substring]) -> [Edit] {
  let difference = new.difference(from: old)
  var removed = Set<Int>()
  var added = Set<Int>()
  for change in difference {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): added.insert(offset)
    }
  }
  var edits: [Edit] = []
  var (i, j) = (0, 0)
  while i < old.count || j < new.count {
    if i < old.count, removed.contains(i) {
      edits.append(Edit(kind: .removed, text: old[i], oldLine: i, newLine: j))
      i += 1
    } else if j < new.count, added.contains(j) {
      edits.append(Edit(kind: .added, text: new[j], oldLine: i, newLine: j))
      j += 1
    } else {
      edits.append(Edit(kind: .same, text: old[i], oldLine: i, newLine: j))
      i += 1
      j += 1
    }
  }
  return edits
}

/// Changes with three lines around them, those that touch joined.
private func hunks(_ edits: [Edit]) -> [[Edit]] {
  var hunks: [Range<Int>] = []
  for (index, edit) in edits.enumerated() where edit.kind != .same {
    let range = max(0, index - 3)..<min(edits.count, index + 4)
    if let last = hunks.last, last.upperBound >= range.lowerBound {
      hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
    } else {
      hunks.append(range)
    }
  }
  return hunks.map { Array(edits[$0]) }
}
