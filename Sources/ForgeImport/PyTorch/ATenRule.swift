/// How an operator of ATen is written down.
///
/// A rule stands for all overloads of its operators (`add.Tensor`, `add.Scalar`) and for their forms that work in place (`add_`): it
/// tells them apart by their arguments.
///
/// Source: `aten/src/ATen/native/native_functions.yaml` (PyTorch 2.13).
struct ATenRule: Sendable {
  let names: [String]
  let apply: @Sendable (inout ATenWork) throws -> [Traced]

  init(_ names: String..., apply: @escaping @Sendable (inout ATenWork) throws -> [Traced]) {
    self.names = names
    self.apply = apply
  }

  /// A rule for an operator with one result.
  static func one(_ names: String..., apply: @escaping @Sendable (inout ATenWork) throws -> Traced) -> ATenRule {
    ATenRule(names: names) { work in [try apply(&work)] }
  }

  init(names: [String], apply: @escaping @Sendable (inout ATenWork) throws -> [Traced]) {
    self.names = names
    self.apply = apply
  }

  /// By the operators' names.
  static let all: [String: ATenRule] = {
    let chapters = [
      functions, activations, arithmetic, constants, choices, matrices, recurrent, convolutions, pools, normalizations,
      reductions, images, shapes, parts, sizes, places, differences, windows, stacks, orders, fourier, complexes,
    ]
    return Dictionary(uniqueKeysWithValues: chapters.joined().flatMap { rule in rule.names.map { ($0, rule) } })
  }()

  /// Operators that compute nothing: what an exporter checks along the way, and comparisons of sizes that it checks.
  static let checks: Set<String> = [
    "_assert_tensor_metadata", "_assert_scalar", "_assert_async", "sym_constrain_range_for_size", "sym_constrain_range",
    "operator.ge", "operator.gt", "operator.le", "operator.lt", "operator.eq", "operator.ne",
  ]
}

extension ExportedProgram.Node {
  /// `add_` of `aten.add_.Tensor`; empty for operators of others.
  var operatorName: String {
    let parts = target.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count >= 2, parts[0] == "aten" { return String(parts[1]) }
    return parts.count == 2 && parts[0] == "_operator" ? "operator.\(parts[1])" : ""
  }

  /// Whether it changes its first argument.
  var isInPlace: Bool { operatorName.hasSuffix("_") && !operatorName.hasSuffix("__") }

  /// The name of its rule.
  var ruleName: String { isInPlace ? String(operatorName.dropLast()) : operatorName }
}
