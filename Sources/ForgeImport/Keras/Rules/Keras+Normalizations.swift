import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  static let normalizations: [KerasRule] = [
    KerasRule("BatchNormalization") { work in
      let x = try work.input()
      var settings: KerasWork.Settings = try work.epsilon(default: 1e-3)
      let rank = work.shape(of: x).count
      let axes = work.has("axis") ? try work.integers("axis") : [-1]
      guard axes.count == 1 else { throw ImportFault("it normalises along the axes \(axes), only one is supported") }
      let axis = try work.axis(axes[0], of: rank)
      if axis != rank - 1 { settings.append(("axis", .integer(axis))) }
      let variables = try work.scaleAndCentre(&settings) + ["moving_mean", "moving_variance"]
      return try work.add("batch_norm", [x], settings, variables: variables)
    },
    KerasRule("LayerNormalization") { work in
      guard try !work.boolean("rms_scaling", default: false) else {
        throw ImportFault("its option rms_scaling is not supported")
      }
      var settings = try work.lastAxes() + work.epsilon(default: 1e-3)
      let variables = try work.scaleAndCentre(&settings)
      return try work.add("layer_norm", [work.input()], settings, variables: variables)
    },
    KerasRule("RMSNormalization") { work in
      try work.add("rms_norm", [work.input()], work.lastAxes() + work.epsilon(default: 1e-6), variables: ["scale"])
    },
    KerasRule("GroupNormalization") { work in
      let x = try work.input()
      let shape = work.shape(of: x)
      let axis = try work.axis(work.integer("axis", default: -1), of: shape.count)
      guard axis == shape.count - 1 || axis == 0 else {
        throw ImportFault("it groups along axis \(axis + 1), only the first and the last behind the batch are supported")
      }
      let groups = try work.integer("groups", default: 32)
      var settings: KerasWork.Settings = [("groups", .integer(groups == -1 ? shape[axis] : groups))]
      settings += try work.epsilon(default: 1e-3)
      if axis != shape.count - 1 { settings.append(("data_format", .word("channels_first"))) }
      let variables = try work.scaleAndCentre(&settings)
      return try work.add("group_norm", [x], settings, variables: variables)
    },
    KerasRule("UnitNormalization") { work in
      let x = try work.input()
      let axes = work.has("axis") ? try work.integers("axis") : [-1]
      guard axes.count == 1 else { throw ImportFault("it normalises along the axes \(axes), only one is supported") }
      return try work.along(axes[0], "lp_normalize", x)
    },
    // A factor for each channel, in ConvNeXt of keras.applications.
    KerasRule("LayerScale") { work in
      let x = try work.input()
      let gamma = try work.variable("vars/0")
      return try work.combined("multiply", x, gamma)
    },
    KerasRule("Normalization") { work in
      let x = try work.numbers(work.input())
      let statistics = try KerasStatistics(work.layer, path: work.path, tensors: work.tensors)
      let isInverse = try work.boolean("invert", default: false)
      if isInverse, let single = statistics.single {
        return try work.add(
          "scale",
          [x],
          [("factor", .number(single.variance.squareRoot())), ("offset", .number(single.mean))]
        )
      }
      if let single = statistics.single {
        let factor = 1 / single.variance.squareRoot()
        return try work.add("scale", [x], [("factor", .number(factor)), ("offset", .number(-single.mean * factor))])
      }
      let rank = work.shape(of: x).count
      let axes = work.has("axis") ? try work.integers("axis") : [-1]
      guard axes.count == 1 else { throw ImportFault("it normalises along the axes \(axes), only one is supported") }
      let axis = try work.axis(axes[0], of: rank)
      var settings: KerasWork.Settings = [("epsilon", .number(0)), ("scale", .boolean(false)), ("center", .boolean(false))]
      if axis != rank - 1 { settings.append(("axis", .integer(axis))) }
      if isInverse {
        // `x · √variance + mean`, a number for each place of the axis.
        let shape = (0..<rank).map { $0 == axis ? statistics.means.count : 1 }
        let factors = try work.constantLayer("deviation", shape, statistics.variances.map { $0.squareRoot() })
        let product = try work.add("multiply", [x, factors], named: "/product")
        return try work.add("add", [product, work.constantLayer("mean", shape, statistics.means)])
      }
      let weights = [
        (role: "moving_mean", tensor: try statistics.tensor("\(work.path)/moving_mean", statistics.means)),
        (role: "moving_variance", tensor: try statistics.tensor("\(work.path)/moving_variance", statistics.variances)),
      ]
      return try work.draft.addLayer("batch_norm", name: work.path, [x], settings, weights: weights)
    },
  ]
}

extension KerasWork {
  fileprivate func epsilon(default value: Double) throws(ImportFault) -> Settings {
    let epsilon = try number("epsilon", default: value)
    return epsilon == value ? [] : [("epsilon", .number(epsilon))]
  }

  /// The variables `gamma` and `beta` as far as the layer has them; notes in the settings which it lacks.
  fileprivate func scaleAndCentre(_ settings: inout Settings) throws(ImportFault) -> [String] {
    let (scale, centre) = (try boolean("scale", default: true), try boolean("center", default: true))
    if !scale { settings.append(("scale", .boolean(false))) }
    if !centre { settings.append(("center", .boolean(false))) }
    return (scale ? ["gamma"] : []) + (centre ? ["beta"] : [])
  }

  /// The axes that are normalised together, from the end.
  fileprivate func lastAxes() throws(ImportFault) -> Settings {
    let rank = shape(of: try input()).count
    var axes: [Int] = []
    for number in has("axis") ? try integers("axis") : [-1] { axes.append(try axis(number, of: rank) - rank) }
    return axes == [-1] ? [] : [("axes", .integers(axes.sorted()))]
  }
}

/// The mean and variance of a `Normalization` layer: given with it, or learned by `adapt`.
struct KerasStatistics {
  let means: [Double]
  /// None is below the square of the epsilon, which Keras divides by at least (`keras.config.epsilon()`, 1e-7 unless set).
  let variances: [Double]

  init(_ layer: KerasLayer, path: String, tensors: [ExactText: TensorEntry]) throws(ImportFault) {
    func numbers(_ name: String) throws(ImportFault) -> [Double] {
      if let given = layer.options[name]?.flatNumbers { return given }
      if let tensor = tensors[ExactText("\(path)/\(name)")] { return tensor.doubles() }
      throw ImportFault(
        "the file has no variable \("\(path)/\(name)".quotedForMessage)",
        hint: "call the layer's adapt before saving"
      )
    }
    means = try numbers("mean")
    variances = try numbers("variance").map { max($0, 1e-14) }
    guard means.count == variances.count, !means.isEmpty else {
      throw ImportFault("it has \(means.count) means and \(variances.count) variances")
    }
    guard (means + variances).allSatisfy(\.isFinite) else { throw ImportFault("its mean or variance is not finite") }
  }

  /// The only mean and variance.
  var single: (mean: Double, variance: Double)? { means.count == 1 ? (means[0], variances[0]) : nil }

  func tensor(_ name: String, _ numbers: [Double]) throws(ImportFault) -> TensorEntry {
    do {
      return try TensorEntry(name: name, shape: [numbers.count], floats: numbers.map { Float($0) })
    } catch {
      throw ImportFault("tensor '\(name)': \(error.message)")
    }
  }
}
