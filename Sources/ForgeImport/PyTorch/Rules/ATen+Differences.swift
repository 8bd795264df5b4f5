import ForgeGraph

extension ATenRule {
  /// What neighbouring elements, or two tensors, are apart.
  static let differences: [ATenRule] = [
    one("diff") { work in try work.differences() }
  ]
}

extension ATenWork {
  /// The differences between neighbours along an axis, several times over.
  fileprivate mutating func differences() throws(ImportFault) -> Traced {
    let times = try integer("n", default: 1)
    var tensor = try tensor("self")
    let axis = try axis("dim", default: -1, of: tensor)
    var parts = [tensor]
    if let before = try optionalTensor("prepend") { parts.insert(before, at: 0) }
    if let after = try optionalTensor("append") { parts.append(after) }
    guard parts.allSatisfy({ $0.rank == tensor.rank && $0.shape.removing(axis) == tensor.shape.removing(axis) }) else {
      throw ImportFault("what stands before or after does not fit \(tensor.shape)")
    }
    if parts.count > 1 { tensor = try part("all") { work throws(ImportFault) in try work.tracer.joined(parts, axis: axis) } }
    guard (0...64).contains(times), times < max(1, tensor.shape[axis]) else {
      throw ImportFault("\(times) differences of \(tensor.shape[axis]) elements leave none")
    }
    for _ in 0..<times {
      let size = tensor.shape[axis]
      let next = try part("next") { work throws(ImportFault) in
        try work.tracer.slice(tensor, axis: axis, start: 1, end: size, step: 1)
      }
      let previous = try part("previous") { work throws(ImportFault) in
        try work.tracer.slice(tensor, axis: axis, start: 0, end: size - 1, step: 1)
      }
      // Truth values differ or do not.
      let kind = tensor.element == .bool ? "not_equal" : "subtract"
      tensor = try tracer.combination(kind, [next, previous], element: tensor.element)
    }
    return tensor
  }
}
