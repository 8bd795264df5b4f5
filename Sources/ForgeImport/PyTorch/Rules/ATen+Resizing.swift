import ForgeGraph

/// How elements between others are made.
enum ResizingMode {
  /// The element at `⌊place · scale⌋`.
  case nearest
  /// The element whose middle is nearest.
  case nearestExact
  case linear
  /// By cubic polynomials through four elements, with the constant -0.75 of Keys, “Cubic Convolution Interpolation”, 1981.
  case cubic
  /// The same over all elements that a smaller result covers; the constant is -0.5 there.
  case linearAntialiased, cubicAntialiased

  /// What the layer `resize` calls it.
  ///
  /// Source: `aten/src/ATen/native/UpSample.h` (PyTorch 2.13).
  func settings(alignsCorners: Bool) -> [(key: String, value: Setting)] {
    let corners: [(key: String, value: Setting)] = [("coordinates", .word(alignsCorners ? "align_corners" : "half_pixel"))]
    let antialiased: [(key: String, value: Setting)] = [("antialias", .boolean(true)), ("exclude_outside", .boolean(true))]
    return switch self {
    case .nearest: [("mode", .word("nearest")), ("coordinates", .word("asymmetric")), ("rounding", .word("floor"))]
    case .nearestExact:
      [("mode", .word("nearest")), ("coordinates", .word("half_pixel")), ("rounding", .word("round_prefer_ceil"))]
    case .linear: [("mode", .word("linear"))] + corners
    case .cubic: [("mode", .word("cubic"))] + corners
    case .linearAntialiased: [("mode", .word("linear"))] + corners + antialiased
    case .cubicAntialiased: [("mode", .word("cubic"))] + corners + [("cubic_coefficient", .number(-0.5))] + antialiased
    }
  }
}

extension ATenWork {
  /// An image or sequence of another size. Whole factors are a layer; other sizes pick elements along each axis, or mix them in a
  /// product with a matrix.
  mutating func resized(_ mode: ResizingMode) throws(ImportFault) -> Traced {
    let tensor = try tensor("input", or: "self")
    let rank = try tensor.spatialRank()
    let inner = Array(tensor.shape.dropFirst(2))
    let factors = try givenFactors(rank)
    var sizes = try integers("output_size") ?? []
    if sizes.isEmpty, let factors {
      guard factors.allSatisfy({ $0 > 0 && $0 <= 0x1p20 }) else { throw ImportFault("its factors are \(factors)") }
      sizes = zip(inner, factors).map { Int((Double($0) * $1).rounded(.down)) }
    }
    guard sizes.count == rank, sizes.allSatisfy({ (1...(1 << 20)).contains($0) }) else {
      throw ImportFault("it changes \(inner) to \(sizes), which is not supported")
    }
    let alignsCorners = boolean("align_corners", default: false)
    // The factors that are given decide over places, where they are; else the sizes do.
    let steps = sizes.indices.map { axis in factors.map { 1 / $0[axis] } ?? Double(inner[axis]) / Double(sizes[axis]) }
    if sizes == inner, steps.allSatisfy({ $0 == 1 }) || alignsCorners { return tensor }
    _ = try sizes.boundedCount()
    let changed = sizes.indices.filter { sizes[$0] != inner[$0] || (steps[$0] != 1 && !alignsCorners) }
    let settings = mode.settings(alignsCorners: alignsCorners)
    let axes = changed.map { ResizedAxis(axis: $0 + 2, size: sizes[$0], scale: factors?[$0]) }
    if mode == .nearest || mode == .nearestExact {
      let places = changed.map { mode.places(size: inner[$0], count: sizes[$0], step: steps[$0]) }
      for (axis, taken) in zip(axes, places) where try placesOfLayer(axis, tensor.shape[axis.axis], settings) != taken {
        return try gathered(tensor, axes, places)
      }
    }
    let whole = zip(sizes, inner).map { $0 / $1 }
    let isWhole = zip(sizes, inner).allSatisfy { $0 % $1 == 0 } && zip(steps, whole).allSatisfy { $0 * Double($1) == 1 }
    if rank == 2, isWhole, tensor.shape[0] == 1 {
      switch mode {
      case .nearest, .nearestExact: return try tracer.upsampled(tensor, whole, mode: "nearest", alignsCorners: false)
      case .linear: return try tracer.upsampled(tensor, whole, mode: "bilinear", alignsCorners: alignsCorners)
      case .cubic, .linearAntialiased, .cubicAntialiased: break
      }
    }
    return try tracer.resized(tensor, axes, settings)
  }

  /// Which element of an axis each result of the layer is.
  private func placesOfLayer(
    _ axis: ResizedAxis,
    _ size: Int,
    _ settings: [(key: String, value: Setting)]
  ) throws(ImportFault) -> [Int]? {
    let line = Traced(.integers(Array(0..<size), name: "places"))
    var copy = tracer
    return try copy.resized(line, [ResizedAxis(axis: 0, size: axis.size, scale: axis.scale)], settings).known?.integers
  }

  /// The elements that PyTorch takes, one by one: reckoning in float32 it takes others now and then than exact numbers would.
  private mutating func gathered(_ tensor: Traced, _ axes: [ResizedAxis], _ places: [[Int]]) throws(ImportFault) -> Traced {
    var result = tensor
    for (axis, places) in zip(axes, places) {
      result = try part("axis\(axis.axis - 2)") { [result] work throws(ImportFault) in
        try work.tracer.gathered(result, axis: axis.axis, places: .integers(places, name: "places"))
      }
    }
    return result
  }

  private func givenFactors(_ rank: Int) throws(ImportFault) -> [Double]? {
    if let factors = try numbers("scale_factors") { return factors.count == rank ? factors : nil }
    let names = rank == 1 ? ["scales"] : ["scales_h", "scales_w"]
    var factors: [Double] = []
    for name in names { if let factor = try number(name) { factors.append(factor) } }
    return factors.count == rank ? factors : nil
  }
}

extension ResizingMode {
  /// The element that each result is, of `size` ones; for the modes that take one.
  ///
  /// - Parameter step: how far apart the places of neighbouring results lie.
  fileprivate func places(size: Int, count: Int, step: Double) -> [Int] {
    let middle: Float = self == .nearestExact ? 0.5 : 0
    return (0..<count).map { min(size - 1, Int(Double((Float($0) + middle) * Float(step)).rounded(.down))) }
  }
}
