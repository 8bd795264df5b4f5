import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Products of matrices, and functions of `keras.ops` that take several layers.
  static let sums: [KerasRule] = [
    KerasRule("ops.Matmul", "ops.Dot") { work in
      guard work.arguments.count == 2, case .value(let x) = work.arguments[0], case .constant(let constant) = work.arguments[1]
      else { return try work.product() }
      // A product with a constant matrix is a dense layer.
      let (shape, numbers) = try KerasWork.elements(constant)
      guard shape.count == 2 else { throw ImportFault("it multiplies by a constant \(shape), only matrices are supported") }
      let kernel = try work.entry("kernel", shape, numbers)
      let settings: KerasWork.Settings = [("units", .integer(shape[1])), ("bias", .boolean(false))]
      return try work.draft.addLayer("dense", name: work.path, [x], settings, weights: [("kernel", kernel)])
    },
    KerasRule("ops.Mod") { work in try work.add("modulo", work.operands(2), [("rounding", .word("floor"))]) },
    KerasRule("ops.Log2") { work in try work.logarithm(of: 2) },
    KerasRule("ops.Log10") { work in try work.logarithm(of: 10) },
    KerasRule("ops.Glu") { work in try work.gated(work.input(), axis: work.integer("axis", default: -1)) },
    KerasRule("ops.Squareplus") { work in try work.squareplus(work.input(), work.number("b", default: 4)) },
    KerasRule("ops.TanhShrink") { work in try work.function("tanh_shrink") },
    KerasRule("ops.SparsePlus") { work in try work.function("sparse_plus") },
    KerasRule("ops.SparseSigmoid") { work in try work.function("sparse_sigmoid") },
    KerasRule("ops.LogSigmoid") { work in try work.function("log_sigmoid") },
    KerasRule("ops.HardTanh") { work in try work.function("hard_tanh") },
    KerasRule("ops.Threshold") { work in
      let x = try work.input()
      let (threshold, other) = (try work.number("threshold", default: 0), try work.number("default_value", default: 0))
      if other == 0 { return try work.add("thresholded_relu", [x], [("threshold", .number(threshold))]) }
      let isAbove = try work.add("greater", [x, work.constantLayer("threshold", [], [threshold])], named: "/above")
      return try work.add("where", [isAbove, x, work.constantLayer("other", [], [other])])
    },
  ]
}

extension KerasWork {
  fileprivate mutating func product() throws(ImportFault) -> Draft.Value {
    guard layer.className == "ops.Matmul" else {
      throw ImportFault("it multiplies every example with those of the whole batch")
    }
    let values = try operands(2)
    guard values.allSatisfy({ shape(of: $0).count >= 2 }) else {
      throw ImportFault("only products of two tensors with two axes or more behind the batch are supported")
    }
    return try add("matmul", values)
  }

  fileprivate mutating func logarithm(of base: Double) throws(ImportFault) -> Draft.Value {
    let natural = try add("log", [input()], named: "/log")
    return try add("divide", [natural, constantLayer("base", [], [base == 2 ? 0.6931471805599453 : 2.302585092994046])])
  }

  /// An activation that has a name.
  fileprivate mutating func function(_ name: String) throws(ImportFault) -> Draft.Value {
    try add(KerasActivation.function(name), input())
  }
}
