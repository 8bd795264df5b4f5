import ForgeGraph

extension ATenRule {
  /// Axes folded into one element, or summed up along the way.
  static let reductions: [ATenRule] = [
    one("argmax") { work in try work.extremePlace("argmax") },
    one("argmin") { work in try work.extremePlace("argmin") },
    reduction("mean", "mean"), reduction("sum", "sum"), reduction("amax", "max"), reduction("amin", "min"),
    reduction("prod", "product"), reduction("logsumexp", "log_sum_exp"), reduction("special_logsumexp", "log_sum_exp"),
    ATenRule("max") { work in try work.extreme("max", of: "maximum") },
    ATenRule("min") { work in try work.extreme("min", of: "minimum") },
    one("count_nonzero") { work in
      let flags = try work.part("flags") { work throws(ImportFault) in
        try work.tracer.cast(work.tensor("self"), to: .bool).counted
      }
      return try work.reduced("sum", flags)
    },
    one("nansum") { work in
      let tensor = try work.numbers(of: "self")
      let isNaN = try work.part("is_nan") { work throws(ImportFault) in
        try work.tracer.function("is_nan", of: tensor, element: .bool)
      }
      let numbers = try work.part("numbers") { work throws(ImportFault) in
        try work.tracer.chosen(isNaN, Operand.number(0).tensor, tensor)
      }
      return try work.reduced("sum", numbers)
    },
    one("linalg_matrix_norm") { work in
      guard (work.word("ord") ?? "fro") == "fro", !(try work.has("ord") && work.number("ord") != nil) else {
        throw ImportFault("its order is not 'fro', the only one that is supported")
      }
      let tensor = try work.numbers(of: "self")
      let axes = try work.axes("dim", of: tensor.rank) ?? [tensor.rank - 2, tensor.rank - 1]
      guard axes.allSatisfy({ $0 >= 0 }) else { throw ImportFault("it reads \(tensor.shape), no matrix") }
      return try work.norm(2, of: tensor, axes: axes, keepsAxes: work.boolean("keepdim", default: false))
    },
    one("linalg_vector_norm", "norm", "frobenius_norm", "linalg_norm") { work in try work.norm() },
    one("var") { work in try work.variance(of: work.numbers(of: "self")).variance },
    one("std") { work in try work.deviation(of: work.numbers(of: "self")).deviation },
    ATenRule("var_mean") { work in
      let (variance, mean) = try work.variance(of: work.numbers(of: "self"))
      return [variance, mean]
    },
    ATenRule("std_mean") { work in
      let (deviation, mean) = try work.deviation(of: work.numbers(of: "self"))
      return [deviation, mean]
    },
    one("cumsum") { work in
      let tensor = try work.addends(of: "self")
      let axis = try work.axis("dim", of: tensor)
      let missing = work.tracer.missingAxis(tensor).flatMap { $0 == axis ? nil : $0 }
      let settings = [(key: "axis", value: Setting.integer(axis.without(missing)))]
      if let known = try work.tracer.folded("cumulative_sum", [tensor], settings) { return known }
      return try work.tracer.layer("cumulative_sum", [tensor], without: missing, settings, element: tensor.element)
    },
    one("cumprod") { work in
      let tensor = try work.addends(of: "self")
      return try work.tracer.running("product", tensor, axis: work.axis("dim", of: tensor), neutral: 1)
    },
    one("logcumsumexp") { work in
      let tensor = try work.numbers(of: "self")
      return try work.tracer.running("log_sum_exp", tensor, axis: work.axis("dim", of: tensor), neutral: -.infinity)
    },
  ]

  private static func reduction(_ name: String, _ kind: String) -> ATenRule {
    one(name) { work in
      try work.reduced(kind, kind == "max" || kind == "min" ? work.tensor("self") : work.addends(of: "self"))
    }
  }
}

extension ATenWork {
  private func reducedAxes(of tensor: Traced) throws(ImportFault) -> [Int] {
    let axes = try axes("dim", of: tensor.rank) ?? []
    return axes.isEmpty ? Array(0..<tensor.rank) : axes
  }

  fileprivate mutating func reduced(_ kind: String, _ tensor: Traced) throws(ImportFault) -> Traced {
    try tracer.reduced(
      kind,
      tensor,
      axes: reducedAxes(of: tensor),
      keepsAxes: boolean("keepdim", default: false),
      isOwnFold: !kind.hasSuffix("norm")
    )
  }

  /// The largest element along axes and where it lies, or the larger one of two tensors.
  fileprivate mutating func extreme(_ kind: String, of pairs: String) throws(ImportFault) -> [Traced] {
    if has("other") { return [try tracer.combination(pairs, [numbers(of: "self"), numbers(of: "other")])] }
    let largest = try reduced(kind, tensor("self"))
    guard node.outputs.count > 1, isRead(node.outputs[1]) else { return [largest] }
    let place = try part("place") { work throws(ImportFault) in try work.extremePlace("arg\(kind)") }
    return [largest, place]
  }

  /// Where the largest or smallest element lies along an axis, or among all elements.
  fileprivate mutating func extremePlace(_ kind: String) throws(ImportFault) -> Traced {
    let whole = try tensor("self")
    let keepsAxes = boolean("keepdim", default: false)
    guard has("dim") else {
      guard !keepsAxes else { throw ImportFault("it keeps all axes of a place among all elements") }
      let flat = try part("flat") { work throws(ImportFault) in try work.tracer.reshaped(whole, to: [1, whole.count]) }
      let kept = try tracer.along(1, kind, flat, [("keep_dims", .boolean(true))], saysAxis: true, element: .int64)
      return try tracer.reshaped(kept, to: [])
    }
    let axis = try axis("dim", of: whole)
    let kept = try tracer.along(axis, kind, whole, [("keep_dims", .boolean(true))], saysAxis: true, element: .int64)
    return keepsAxes ? kept : try tracer.reshaped(kept, to: whole.shape.removing(axis))
  }

  fileprivate mutating func norm() throws(ImportFault) -> Traced {
    let tensor = try numbers(of: "self")
    let order = try number(has("ord") ? "ord" : "p", default: 2)
    return try norm(order, of: tensor, axes: reducedAxes(of: tensor), keepsAxes: boolean("keepdim", default: false))
  }

  /// `(Σ |x|^order)^(1 / order)` over some axes; the largest or smallest of `|x|` for infinite orders, and how many are not 0 for 0.
  mutating func norm(_ order: Double, of tensor: Traced, axes: [Int], keepsAxes: Bool) throws(ImportFault) -> Traced {
    func fold(_ kind: String, _ tensor: Traced) throws(ImportFault) -> Traced {
      try tracer.reduced(kind, tensor, axes: axes, keepsAxes: keepsAxes, isOwnFold: !kind.hasSuffix("norm"))
    }
    if order == 1 { return try fold("l1_norm", tensor) }
    if order == 2 { return try fold("l2_norm", tensor) }
    if order == 0 {
      let flags = try part("flags") { work throws(ImportFault) in try work.tracer.cast(tensor, to: .bool).withNumbers }
      return try fold("sum", flags)
    }
    let sizes = try part("sizes") { work throws(ImportFault) in try work.tracer.function("abs", of: tensor) }
    if order.isInfinite { return try fold(order > 0 ? "max" : "min", sizes) }
    let powers = try part("powers") { work throws(ImportFault) in
      try work.tracer.function("power", of: sizes, [("exponent", .number(order))])
    }
    return try tracer.function("power", of: fold("sum", powers), [("exponent", .number(1 / order))])
  }

  /// `Σ (x - mean)² / (n - correction)`, and the mean.
  fileprivate mutating func variance(of tensor: Traced) throws(ImportFault) -> (variance: Traced, mean: Traced) {
    let axes = try reducedAxes(of: tensor)
    let count = axes.map { tensor.shape[$0] }.product
    let correction = try number("correction") ?? (boolean("unbiased", default: true) ? 1 : 0)
    guard Double(count) > correction else { throw ImportFault("the variance of \(count) elements is not defined") }
    let mean = try part("mean") { work throws(ImportFault) in
      try work.tracer.reduced("mean", tensor, axes: axes, keepsAxes: true)
    }
    let centred = try part("centred") { work throws(ImportFault) in try work.tracer.combination("subtract", [tensor, mean]) }
    let keepsAxes = boolean("keepdim", default: false)
    let sum = try part("squares") { work throws(ImportFault) in
      try work.tracer.reduced("sum_of_squares", centred, axes: axes, keepsAxes: keepsAxes, isOwnFold: false)
    }
    let variance = try tracer.scaled(sum, by: 1 / (Double(count) - correction))
    let isMeanWanted = node.operatorName.hasSuffix("_mean") && !keepsAxes
    return (variance, isMeanWanted ? try tracer.reshaped(mean, to: variance.shape) : mean)
  }

  fileprivate mutating func deviation(of tensor: Traced) throws(ImportFault) -> (deviation: Traced, mean: Traced) {
    let (variance, mean) = try part("variance") { work throws(ImportFault) in try work.variance(of: tensor) }
    return (try tracer.function("sqrt", of: variance), mean)
  }
}
