import ForgeGraph
import ForgeSpec

/// An image or a volume at computed places: `y[c, p…] = Σ w · x[c, …]` over the pixels around `grid[p…]`, whose last axis holds
/// the place from -1 to 1 on the last axis of `x`, then on the one before.
struct GridSample: Operator {
  enum Mode: String, Sendable, CaseIterable {
    case nearest, linear, cubic

    /// How many pixels along each axis have a part.
    var taps: Int {
      switch self {
      case .nearest: 1
      case .linear: 2
      case .cubic: 4
      }
    }
  }

  /// What lies outside.
  enum Padding: String, Sendable, CaseIterable {
    case zeros, border, reflection
  }

  let mode: Mode
  let padding: Padding
  let alignsCorners: Bool

  let name = "grid_sample"
  var summary: String { "\(mode.rawValue), \(padding.rawValue)" + (alignsCorners ? ", aligned corners" : "") }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 2 else { throw ShapeError("grid_sample reads a value and a grid", kind: .inputCount) }
    let shapes = try inputs.floatShapes()
    let (x, grid) = (shapes[0], shapes[1])
    guard x.rank == 3 || x.rank == 4 else {
      throw ShapeError("grid_sample takes an image [channels, height, width] or a volume with a depth before these, not \(x)")
    }
    guard grid.rank == x.rank, grid.dimensions.last == .fixed(x.rank - 1) else {
      throw ShapeError("grid_sample of \(x) takes a grid with \(x.rank) axes, the last of size \(x.rank - 1), not \(grid)")
    }
    guard mode != .cubic || x.rank == 3 else {
      throw ShapeError("grid_sample has 'mode: cubic' for images only, not for \(x)", help: "take 'mode: linear'")
    }
    return TensorType(.float32, TensorShape([x[0]] + grid.dimensions.dropLast()))
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let (x, grid) = (inputs[0], inputs[1])
    let (channels, sizes) = (x.shape[0], Array(x.shape.dropFirst()))
    let strides = rowMajorStrides(sizes)
    let points = grid.count / sizes.count
    let pixels = sizes.reduce(1, *)
    var y = ReferenceTensor(shape: [channels] + grid.shape.dropLast())
    for point in 0..<points {
      // All pixels that have a part, as offsets with their weights.
      var parts = [(offset: 0, weight: 1.0)]
      for axis in sizes.indices {
        let number = grid.elements[(point + 1) * sizes.count - 1 - axis]
        let taps = neighbours(of: number, size: sizes[axis])
        parts = parts.flatMap { part in
          taps.map { (offset: part.offset + $0.pixel * strides[axis], weight: part.weight * $0.weight) }
        }
      }
      for channel in 0..<channels {
        y.elements[channel * points + point] = parts.reduce(0) { $0 + $1.weight * x.elements[channel * pixels + $1.offset] }
      }
    }
    return y
  }

  /// The pixels of an axis around a place from -1 to 1 that have a part, and how much; NaN means -1.
  private func neighbours(of number: Double, size: Int) -> [(pixel: Int, weight: Double)] {
    let bounded = number.isNaN ? -1 : min(max(number, -1e6), 1e6)
    var place = alignsCorners ? (bounded + 1) / 2 * Double(size - 1) : ((bounded + 1) * Double(size) - 1) / 2
    if mode != .cubic { place = padded(place, size: size, isPixel: false) }
    let low = place.rounded(.down)
    let part = place - low
    let weights: [Double]
    switch mode {
    case .nearest: return tap(place.rounded(.toNearestOrEven), 1, size)
    case .linear: weights = [1 - part, part]
    case .cubic: weights = [part + 1, part, 1 - part, 2 - part].map(cubicWeight)
    }
    let first = mode == .cubic ? low - 1 : low
    return weights.enumerated().flatMap { tap(first + Double($0.offset), $0.element, size) }
  }

  private func tap(_ pixel: Double, _ weight: Double, _ size: Int) -> [(pixel: Int, weight: Double)] {
    let place = mode == .cubic ? padded(pixel, size: size, isPixel: true) : pixel
    guard weight != 0, place >= 0, place <= Double(size - 1) else { return [] }
    return [(pixel: Int(place), weight: weight)]
  }

  private func cubicWeight(_ x: Double) -> Double {
    let a = -0.75
    return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((x - 5) * x + 8) * x * a - 4 * a
  }

  /// Where a place outside stands, except for zeros. Reflection is about the outermost pixels, or about their outer edges.
  private func padded(_ place: Double, size: Int, isPixel: Bool) -> Double {
    let last = Double(size - 1)
    switch padding {
    case .zeros: return place
    case .border: return min(max(place, 0), last)
    case .reflection:
      let edge = alignsCorners ? 0 : -0.5
      let span = last - 2 * edge
      if span == 0 { return 0 }
      let distance = abs(place - edge).truncatingRemainder(dividingBy: 2 * span)
      return min(max((distance <= span ? distance : 2 * span - distance) + edge, 0), last)
    }
  }

  func emit(_ site: inout CallSite) {
    let x = site.inputs[0].shape
    let sizes = (x.rank == 3 ? [Dimension.fixed(1)] : []) + x.dimensions.dropFirst()
    site.call(
      "gridSample",
      in: "GridSample",
      [
        "": site.inputs[0].pointer, "grid": site.inputs[1].pointer, "into": site.output.pointer, "channels": site.swift(x[0]),
        "size": "(\(sizes.map(site.swift).joined(separator: ", ")))",
        "points": site.swift(site.output.shape.count(of: 1..<site.output.shape.rank)), "axes": "\(x.rank - 1)",
        "taps": "\(mode.taps)", "isZeroOutside": "\(padding == .zeros)", "isReflected": "\(padding == .reflection)",
        "alignsCorners": "\(alignsCorners)",
      ]
    )
  }

  func multiplyAdds(inputs: [TensorType], output: TensorType) -> Dimension {
    output.shape.count * (2..<inputs[0].shape.rank).reduce(mode.taps) { count, _ in count * mode.taps }
  }
}

extension LayerKind {
  static let gridSample = LayerKind(
    "grid_sample",
    .indexing,
    "An image or a volume at computed places, between the pixels too.",
    details: """
      `torch.nn.functional.grid_sample`, `GridSample` of ONNX (opset 20), channels first. `from` names the value and the grid, \
      whose last axis holds places from -1 to 1: on the width, the height and, in a volume, the depth. `linear` is `bilinear` \
      of PyTorch, `cubic` `bicubic`, for images only. NaN in the grid stands for -1.
      """,
    arity: .exactly(2),
    keys: [AnyKey(Keys.mode), AnyKey(Keys.padding), AnyKey(Keys.alignCorners)]
  ) { record, _, _ in
    GridSample(mode: record[Keys.mode], padding: record[Keys.padding], alignsCorners: record[Keys.alignCorners])
  }

  private enum Keys {
    static let mode = Key(
      "mode",
      .word(GridSample.Mode.self),
      default: .linear,
      "What a value is made of: the nearest pixel, the two around the place or the four along each axis."
    )
    static let padding = Key(
      "padding",
      .word(GridSample.Padding.self),
      default: .zeros,
      "What lies outside: zeros, the pixels at the border, or the value reflected."
    )
    static let alignCorners = Key(
      "align_corners",
      ValueType<Bool>.boolean,
      default: false,
      "Whether -1 and 1 are the middles of the outermost pixels, not their outer edges."
    )
  }
}
