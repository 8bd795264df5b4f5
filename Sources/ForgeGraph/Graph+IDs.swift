extension Graph {
  /// The ids that every table which reads an input has a row for, straight or through layers that rearrange ids.
  package func allowedIDs(ofInput name: String) -> ClosedRange<Int> {
    var tables: [Int] = []
    var carriers: Set<ValueID> = []
    for (index, input) in inputs.enumerated() where input.name.utf8.elementsEqual(name.utf8) {
      carriers.insert(ValueID(index))
    }
    for (index, node) in nodes.enumerated() where !carriers.isDisjoint(with: node.inputs) {
      if let count = node.op.idCount { tables.append(count) }
      if node.type.element == .int64 { carriers.insert(value(ofNode: index)) }
    }
    guard let smallest = tables.min() else { return Int(Int32.min)...Int(Int32.max) }
    return 0...(smallest - 1)
  }
}
