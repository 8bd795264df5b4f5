import ForgeGraph

extension ONNXRule {
  static let reductions: [ONNXRule] = [
    reduction("ReduceMean", "mean", axesAsInputFrom: 18), reduction("ReduceSum", "sum", axesAsInputFrom: 13),
    reduction("ReduceMax", "max", axesAsInputFrom: 18), reduction("ReduceMin", "min", axesAsInputFrom: 18),
    reduction("ReduceProd", "product", axesAsInputFrom: 18),
    reduction("ReduceL1", "l1_norm", axesAsInputFrom: 18, of: "abs"),
    reduction("ReduceL2", "l2_norm", axesAsInputFrom: 18, of: "abs"),
    reduction("ReduceSumSquare", "sum_of_squares", axesAsInputFrom: 18, of: "square"),
    reduction("ReduceLogSum", "log_sum", axesAsInputFrom: 18, of: "log"),
    reduction("ReduceLogSumExp", "log_sum_exp", axesAsInputFrom: 18),
    place("ArgMax", "argmax"), place("ArgMin", "argmin"),
    ONNXRule("CumSum") { work in
      let tensor = try work.input(0)
      guard let number = try work.known(1, "axis").integers?.first else { throw ImportFault("its axis is no whole number") }
      var settings: [(key: String, value: Setting)] = []
      if try work.integer("exclusive", default: 0) != 0 { settings.append(("exclusive", .boolean(true))) }
      if try work.integer("reverse", default: 0) != 0 { settings.append(("reverse", .boolean(true))) }
      let axis = try work.axis(number, of: tensor.rank)
      return [try work.tracer.along(axis, "cumulative_sum", tensor, settings, saysAxis: true)]
    },
    ONNXRule("CumProd") { work in
      let tensor = try work.input(0)
      guard let number = try work.known(1, "axis").integers?.first else { throw ImportFault("its axis is no whole number") }
      let (isExclusive, isReversed) = (
        try work.integer("exclusive", default: 0) != 0, try work.integer("reverse", default: 0) != 0
      )
      return [
        try work.tracer.running(
          "product",
          tensor,
          axis: work.axis(number, of: tensor.rank),
          neutral: 1,
          isExclusive: isExclusive,
          isReversed: isReversed
        )
      ]
    },
    ONNXRule("MeanVarianceNormalization") { work in
      let tensor = try work.input(0)
      var axes: [Int] = []
      for number in try work.integers("axes") ?? [0, 2, 3] { axes.append(try work.axis(number, of: tensor.rank)) }
      return [try work.tracer.standardized(tensor, axes: axes, epsilon: 1e-9)]
    },
  ]

  /// A rule for a reduction.
  ///
  /// - Parameter function: what the reduction makes of one element alone, where that is not the element itself.
  private static func reduction(
    _ name: String,
    _ kind: String,
    axesAsInputFrom first: Int64,
    of function: String? = nil
  ) -> ONNXRule {
    ONNXRule(name) { work in
      let tensor = try work.input(0)
      var axes: [Int] = []
      let given = work.version < first ? try work.integers("axes") : try work.integers("axes", orInput: 1)
      for number in given ?? [] { axes.append(try work.axis(number, of: tensor.rank)) }
      if axes.isEmpty {
        if try work.integer("noop_with_empty_axes", default: 0) != 0 {
          return [try function.map { try work.tracer.function($0, of: tensor) } ?? tensor]
        }
        axes = Array(0..<tensor.rank)
      }
      if axes.isEmpty { return [try function.map { try work.tracer.function($0, of: tensor) } ?? tensor] }
      let keepsAxes = try work.integer("keepdims", default: 1) != 0
      return [try work.tracer.reduced(kind, tensor, axes: axes, keepsAxes: keepsAxes, isOwnFold: function == nil)]
    }
  }

  private static func place(_ name: String, _ kind: String) -> ONNXRule {
    ONNXRule(name) { work in
      let tensor = try work.input(0)
      let axis = try work.axis(work.integer("axis", default: 0), of: tensor.rank)
      var settings: [(key: String, value: Setting)] = [("keep_dims", .boolean(true))]
      if try work.integer("select_last_index", default: 0) != 0 { settings.append(("select_last", .boolean(true))) }
      let places = try work.tracer.along(axis, kind, tensor, settings, saysAxis: true, element: .int64)
      if try work.integer("keepdims", default: 1) != 0 { return [places] }
      return [try work.tracer.reshaped(places, to: tensor.shape.removing(axis))]
    }
  }
}
