import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Norms, deviations and counts along axes, which count the batch.
  static let statistics: [KerasRule] = [
    KerasRule("ops.Norm") { work in
      let x = try work.numbers(work.input())
      guard work.has("axis") else { throw ImportFault("it measures the whole batch: it has no axis") }
      let axes = try work.axes("axis", of: work.shape(of: x).count)
      let order = work.layer.options["ord"].flatMap { $0.whole.map(String.init) ?? $0.text } ?? "none"
      let keeps = try work.boolean("keepdims", default: false)
      let settings: KerasWork.Settings =
        [("axes", .integers(axes.sorted()))] + (keeps ? [("keep_dims", .boolean(true))] : [])
      switch (order, axes.count) {
      case ("none", 1...2), ("2", 1), ("fro", 2): return try work.add("l2_norm", [x], settings)
      case ("1", 1): return try work.add("l1_norm", [x], settings)
      default: throw ImportFault("its norm of order \(order.quotedForMessage) over \(axes.count) axes is not supported")
      }
    },
    KerasRule("ops.Normalize") { work in
      let x = try work.numbers(work.input())
      let axes = try work.axes("axis", of: work.shape(of: x).count)
      let order = try work.integer("order", default: 2)
      guard axes.count == 1, (1...2).contains(order) else {
        throw ImportFault(
          "its norm of order \(order) over \(axes.count) axes is not supported, only 1 and 2 along one axis are"
        )
      }
      var settings: KerasWork.Settings = [("axis", .integer(axes[0]))]
      if order == 1 { settings.append(("p", .integer(1))) }
      return try work.add("lp_normalize", [x], settings + [("epsilon", .number(work.number("epsilon", default: 1e-7)))])
    },
    KerasRule("ops.Var") { work in
      let x = try work.numbers(work.input())
      return try work.variance(x, axes: work.reducedAxes("axis", x), keeps: work.boolean("keepdims", default: false))
    },
    KerasRule("ops.Std") { work in
      let x = try work.numbers(work.input())
      let axes = try work.reducedAxes("axis", x)
      let variance = try work.variance(x, axes: axes, keeps: work.boolean("keepdims", default: false), named: "/variance")
      return try work.add("sqrt", [variance])
    },
    KerasRule(severalOf: "ops.Moments") { work in
      let x = try work.numbers(work.input())
      let axes = try work.reducedAxes("axes", x)
      let keeps = try work.boolean("keepdims", default: false)
      let settings: KerasWork.Settings = [("axes", .integers(axes))] + (keeps ? [("keep_dims", .boolean(true))] : [])
      return [try work.add("mean", [x], settings), try work.variance(x, axes: axes, keeps: keeps, named: "/variance")]
    },
    KerasRule("ops.Any") { work in try work.counted("max") },
    KerasRule("ops.All") { work in try work.counted("min") },
    KerasRule("ops.CountNonzero") { work in try work.counted("sum") },
  ]
}

extension KerasWork {
  /// The axes that are folded, in rising order.
  fileprivate func reducedAxes(_ key: String, _ x: Draft.Value) throws(ImportFault) -> [Int] {
    guard has(key) else { throw ImportFault("it folds the batch") }
    return try axes(key, of: shape(of: x).count).sorted()
  }

  /// `Σ (x - mean)² / n`
  fileprivate mutating func variance(
    _ x: Draft.Value,
    axes: [Int],
    keeps: Bool,
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    let mean = try add("mean", [x], [("axes", .integers(axes)), ("keep_dims", .boolean(true))], named: "/mean")
    let distance = try add("subtract", [x, mean], named: "/distance")
    let squares = try add("square", [distance], named: "/squares")
    return try add(
      "mean",
      [squares],
      [("axes", .integers(axes))] + (keeps ? [("keep_dims", .boolean(true))] : []),
      named: suffix
    )
  }

  /// Elements other than 0, as ones, folded along axes.
  fileprivate mutating func counted(_ kind: String) throws(ImportFault) -> Draft.Value {
    let x = try numbers(input())
    let axes = try reducedAxes("axis", x)
    let keeps = try boolean("keepdims", default: false)
    let zero = try constantLayer("zero", [], [0])
    let marks = try add("not_equal", [x, zero], named: "/marks")
    return try add(kind, [marks], [("axes", .integers(axes))] + (keeps ? [("keep_dims", .boolean(true))] : []))
  }
}
