import ForgeGraph

extension ONNXRule {
  /// What scikit-learn does to columns before a model sees them.
  static let preprocessing: [ONNXRule] = [
    ONNXRule("Scaler") { work in [try work.scaler()] },
    ONNXRule("Normalizer") { work in [try work.normalizer()] },
    ONNXRule("Imputer") { work in [try work.imputer()] },
    ONNXRule("Binarizer") { work in
      let tensor = try work.input(0)
      let threshold = Traced(work.constant("threshold", [try work.number("threshold", default: 0)], shape: []))
      return [try work.tracer.combination("greater", [tensor, threshold], element: .float32)]
    },
    ONNXRule("OneHotEncoder") { work in [try work.oneHotEncoder()] },
    ONNXRule("FeatureVectorizer") { work in
      var tensors: [Traced] = []
      for index in work.inputs.indices { tensors.append(try work.rows(index)) }
      return [try work.tracer.joined(tensors, axis: 1)]
    },
  ]
}

extension ONNXWork {
  /// An attribute as a constant that is called after the node.
  fileprivate func constant(_ role: String, _ numbers: [Double], shape: [Int]? = nil) -> Known {
    Known(name: "\(tracer.wanted).\(role)", shape: shape ?? [numbers.count], element: .float32, numbers: numbers)
  }

  /// An input of rows `[batch, columns]`; a list is a column.
  fileprivate mutating func rows(_ index: Int) throws(ImportFault) -> Traced {
    let tensor = try input(index)
    return tensor.rank == 1 ? try tracer.reshaped(tensor, to: [tensor.count, 1]) : tensor
  }

  /// The numbers of an attribute for each column of rows; one stands for all.
  fileprivate func perColumn(_ attribute: String, of tensor: Traced) throws(ImportFault) -> [Double]? {
    guard let numbers = try numbers(attribute) else { return nil }
    guard let columns = tensor.shape.last, numbers.count == columns || numbers.count == 1 else {
      throw ImportFault("its \(attribute) holds \(numbers.count) numbers, which do not fit \(tensor.shape)")
    }
    return numbers.count == columns ? numbers : .init(repeating: numbers[0], count: columns)
  }

  /// `(x - offset) · scale`.
  fileprivate mutating func scaler() throws(ImportFault) -> Traced {
    let tensor = try rows(0)
    guard let columns = tensor.shape.last else { throw ImportFault("it scales a single number") }
    let offset = try perColumn("offset", of: tensor) ?? .init(repeating: 0, count: columns)
    let scale = try perColumn("scale", of: tensor) ?? .init(repeating: 1, count: columns)
    // As a norm it can become part of the layer behind it. It is computed as `x · scale - offset · scale` then, whose difference
    // is of little use where both are large.
    guard zip(offset, scale).allSatisfy({ abs($0 * $1) <= 64 }), tensor.known == nil else {
      let centred = try tracer.combination("subtract", [tensor, Traced(constant("offset", offset))])
      return try tracer.combination("multiply", [centred, Traced(constant("scale", scale))])
    }
    let missing = tracer.missingAxis(tensor) == 0 ? 0 : nil
    let isList = missing != nil && tensor.rank == 2
    return try tracer.layer(
      "batch_norm",
      [tensor],
      without: missing,
      [("epsilon", .integer(0)), ("center", .boolean(false))] + (isList ? [] : [("axis", .integer(-1))]),
      weights: [
        ("weight", constant("weight", scale).entry([columns])),
        ("running_mean", constant("running_mean", offset).entry([columns])),
        ("running_var", constant("running_var", offset.map { _ in 1 }).entry([columns])),
      ]
    )
  }

  /// Rows divided by their norm; rows whose norm is 0 stay as they are.
  fileprivate mutating func normalizer() throws(ImportFault) -> Traced {
    let tensor = try rows(0)
    let axis = tensor.rank - 1
    switch try text("norm") ?? "MAX" {
    case "L1":
      if tracer.sumsToOne(tensor) { return tensor }
      return try tracer.along(axis, "lp_normalize", tensor, [("p", .integer(1))])
    case "L2": return try tracer.along(axis, "lp_normalize", tensor)
    case "MAX":
      // The largest element, which is not the largest absolute value.
      let largest = try tracer.reduced("max", tensor, axes: [axis], keepsAxes: true)
      let zero = Traced(Known(name: "zero", shape: [], element: .float32, numbers: [0]))
      let isZero = try tracer.combination("equal", [largest, zero], element: .float32)
      return try tracer.quotient(tensor, tracer.combination("add", [largest, isZero]))
    case let norm: throw ImportFault("its norm is '\(norm)', only MAX, L1 and L2 are supported")
    }
  }

  /// Other numbers in the place of one that stands for a missing value.
  fileprivate mutating func imputer() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let isWhole = node["imputed_value_int64s"] != nil
    let missing =
      isWhole ? Double(try integer("replaced_value_int64", default: 0)) : try number("replaced_value_float", default: 0)
    let filler =
      isWhole ? try integers("imputed_value_int64s")?.map(Double.init) : try perColumn("imputed_value_floats", of: tensor)
    guard let filler, filler.count == 1 || filler.count == tensor.shape.last else {
      throw ImportFault("it has no value for each column of \(tensor.shape)")
    }
    let isMissing: Traced
    if missing.isNaN {
      isMissing = try tracer.function("is_nan", of: tensor, element: .bool)
    } else {
      let mark = Traced(constant("missing", [missing], shape: []))
      isMissing = try tracer.combination("equal", [tensor, mark], element: .bool)
    }
    return try tracer.chosen(isMissing, Traced(constant("value", filler)), tensor)
  }

  /// A new last axis with 1 where a whole number is the category, 0 elsewhere.
  fileprivate mutating func oneHotEncoder() throws(ImportFault) -> Traced {
    guard let categories = try integers("cats_int64s") else {
      throw ImportFault("its categories are texts, which layers cannot read", hint: "a spec has features of 'type: category'")
    }
    let tensor = try tracer.cast(input(0), to: .int64)
    let wide = try tracer.reshaped(tensor, to: tensor.shape + [1])
    let numbers = Traced(Known.integers(categories, name: "\(tracer.wanted).categories"))
    return try tracer.combination("equal", [wide, numbers], element: .float32)
  }
}

extension Tracer {
  /// Whether the elements of each row are probabilities, which sum to 1.
  fileprivate func sumsToOne(_ tensor: Traced) -> Bool {
    guard case .placed(let value, _) = tensor.content, let layer = draft.layer(of: value) else { return false }
    return layer.kind == "softmax" && layer.type.shape.rank == 1
  }
}
