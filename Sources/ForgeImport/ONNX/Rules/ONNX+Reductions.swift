import ForgeGraph

extension ONNXRule {
  static let reductions: [ONNXRule] = [
    reduction("ReduceMean", "mean", axesAsInputFrom: 18), reduction("ReduceSum", "sum", axesAsInputFrom: 13),
    reduction("ReduceMax", "max", axesAsInputFrom: 18),
  ]

  private static func reduction(_ name: String, _ kind: String, axesAsInputFrom first: Int64) -> ONNXRule {
    ONNXRule(name) { work in
      let tensor = try work.input(0)
      var axes: [Int] = []
      let given = work.version < first ? try work.integers("axes") : try work.optionalKnown(1, "axes")?.integers
      for number in given ?? [] { axes.append(try work.axis(number, of: tensor.rank)) }
      if axes.isEmpty {
        if try work.integer("noop_with_empty_axes", default: 0) != 0 { return [tensor] }
        axes = Array(0..<tensor.rank)
      }
      return [try work.tracer.reduced(kind, tensor, axes: axes, keepsAxes: work.integer("keepdims", default: 1) != 0)]
    }
  }
}
