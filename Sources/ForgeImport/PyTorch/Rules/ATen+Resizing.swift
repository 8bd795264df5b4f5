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
    let whole = zip(sizes, inner).map { $0 / $1 }
    let isWhole = zip(sizes, inner).allSatisfy { $0 % $1 == 0 } && zip(steps, whole).allSatisfy { $0 * Double($1) == 1 }
    if rank == 2, isWhole, tensor.shape[0] == 1 {
      switch mode {
      case .nearest, .nearestExact: return try tracer.upsampled(tensor, whole, mode: "nearest", alignsCorners: false)
      case .linear: return try tracer.upsampled(tensor, whole, mode: "bilinear", alignsCorners: alignsCorners)
      case .cubic: break
      }
    }
    var result = tensor
    for axis in sizes.indices where sizes[axis] != inner[axis] || (steps[axis] != 1 && !alignsCorners) {
      _ = try boundedCount([sizes[axis], inner[axis]])
      let resizing = Resizing(
        mode: mode,
        size: inner[axis],
        count: sizes[axis],
        step: steps[axis],
        alignsCorners: alignsCorners
      )
      result = try part("axis\(axis)") { [result] work throws(ImportFault) in
        if let places = resizing.places {
          return try work.tracer.gathered(result, axis: axis + 2, places: .integers(places, name: "places"))
        }
        return try work.mixed(result, along: axis + 2, resizing.rows)
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

/// One axis of `size` elements that becomes one of `count`.
///
/// Source: `aten/src/ATen/native/UpSample.h` (PyTorch 2.13).
private struct Resizing {
  let mode: ResizingMode
  let size: Int
  let count: Int
  /// How far apart the places of neighbouring results lie.
  let step: Double
  let alignsCorners: Bool

  /// The element that each result is; nil for modes that mix.
  var places: [Int]? {
    switch mode {
    case .nearest: (0..<count).map { min(size - 1, Int(Double(Float($0) * Float(step)).rounded(.down))) }
    case .nearestExact: (0..<count).map { min(size - 1, Int(Double((Float($0) + 0.5) * Float(step)).rounded(.down))) }
    case .linear, .cubic: nil
    }
  }

  /// The weights of the elements in each result.
  var rows: [[Double]] {
    (0..<count).map { index in
      var row = [Double](repeating: 0, count: size)
      var place =
        alignsCorners
        ? (count > 1 ? Double(index) * Double(size - 1) / Double(count - 1) : 0) : (Double(index) + 0.5) * step - 0.5
      if mode == .linear { place = max(0, place) }
      let first = Int(place.rounded(.down))
      let t = place - Double(first)
      let weights: [(Int, Double)] =
        mode == .linear
        ? [(0, 1 - t), (1, t)]
        : [(-1, Self.outer(t + 1)), (0, Self.inner(t)), (1, Self.inner(1 - t)), (2, Self.outer(2 - t))]
      for (offset, weight) in weights { row[max(0, min(size - 1, first + offset))] += weight }
      return row
    }
  }

  private static let constant = -0.75

  /// The weight of an element at most 1 away.
  private static func inner(_ x: Double) -> Double { ((constant + 2) * x - (constant + 3)) * x * x + 1 }

  /// The weight of an element between 1 and 2 away.
  private static func outer(_ x: Double) -> Double { ((constant * x - 5 * constant) * x + 8 * constant) * x - 4 * constant }
}
