import ForgeGraph

extension ATenRule {
  /// Sizes of tensors, and arithmetic on them, as programs with a batch of any size have it.
  static let sizes: [ATenRule] = [
    one("sym_size") { work in
      let tensor = try work.tensor("self")
      return Traced(.integers([tensor.shape[try work.axis("dim", of: tensor)]], name: work.node.name))
    },
    one("sym_numel", "numel") { work in Traced(.integers([try work.tensor("self").count], name: work.node.name)) },
    size("add") { $0.addingReportingOverflow($1) }, size("sub") { $0.subtractingReportingOverflow($1) },
    size("mul") { $0.multipliedReportingOverflow(by: $1) },
    size("floordiv") { a, b in
      guard b != 0 else { return (0, true) }
      let (quotient, overflow) = a.dividedReportingOverflow(by: b)
      return (quotient - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0), overflow)
    },
    size("mod") { a, b in b == 0 ? (0, true) : ((a % b + b) % b, false) },
  ]

  private static func size(
    _ name: String,
    _ compute: @escaping @Sendable (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) -> ATenRule {
    one("operator.\(name)") { work in
      guard let a = try work.integer("a"), let b = try work.integer("b") else { throw ImportFault("it computes no size") }
      let (result, overflow) = compute(a, b)
      guard !overflow else { throw ImportFault("it computes a size from \(a) and \(b)") }
      return Traced(.integers([result], name: work.node.name))
    }
  }
}
