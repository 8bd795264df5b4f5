/// How an axis gets another size: where the new elements lie on the old axis, and what each is made of (`Resize` of ONNX, opset
/// 19).
struct ResizeFilter: Sendable, Equatable {
  enum Mode: String, Sendable, CaseIterable {
    case nearest, linear, cubic
  }

  /// The place on the old axis of element `i` of the new one.
  enum Coordinates: String, Sendable, CaseIterable {
    /// `(i + 1/2) / scale - 1/2`: elements are the middles of intervals.
    case halfPixel = "half_pixel"
    /// The same about the middle of the axis, where the scale is not that of the sizes.
    case halfPixelSymmetric = "half_pixel_symmetric"
    /// The same, and 0 where the new axis has one element.
    case pytorchHalfPixel = "pytorch_half_pixel"
    /// `i · (size - 1) / (count - 1)`: the outermost elements stay where they are.
    case alignCorners = "align_corners"
    /// `i / scale`.
    case asymmetric
    /// Evenly from the start to the end of a region of the axis.
    case tfCropAndResize = "tf_crop_and_resize"
  }

  /// Which old element is nearest.
  enum Rounding: String, Sendable, CaseIterable {
    case roundPreferFloor = "round_prefer_floor"
    case roundPreferCeil = "round_prefer_ceil"
    case floor, ceil

    func callAsFunction(_ place: Double) -> Double {
      switch self {
      case .roundPreferFloor: (place - 0.5).rounded(.up)
      case .roundPreferCeil: (place + 0.5).rounded(.down)
      case .floor: place.rounded(.down)
      case .ceil: place.rounded(.up)
      }
    }
  }

  /// Neighbours of the old axis that make an element of the new one, and their weights; none where it lies outside.
  struct Window: Sendable, Equatable {
    var first: Int
    var weights: [Double]
  }

  let mode: Mode
  let coordinates: Coordinates
  let rounding: Rounding
  let cubicCoefficient: Double
  /// Whether neighbours beyond the ends do not count, instead of being the outermost elements.
  let excludesOutside: Bool
  /// Whether the filter is stretched where the axis shrinks.
  let antialiases: Bool

  /// The windows of an axis that goes from `size` elements to `count`, with a scale that is nearly `count / size`. A region
  /// holds its first and last place, as parts of the axis.
  func windows(size: Int, count: Int, scale: Double, region: (start: Double, end: Double)) -> [Window] {
    (0..<count).map { index in
      let place = place(of: index, size: size, count: count, scale: scale, region: region)
      if coordinates == .tfCropAndResize, !(place >= 0 && place <= Double(size - 1)) { return Window(first: 0, weights: []) }
      if mode == .nearest { return Window(first: min(max(Int(rounding(place)), 0), size - 1), weights: [1]) }
      return window(around: place, size: size, stretch: antialiases ? min(scale, 1) : 1)
    }
  }

  private func place(of index: Int, size: Int, count: Int, scale: Double, region: (start: Double, end: Double)) -> Double {
    let (i, last) = (Double(index), Double(size - 1))
    switch coordinates {
    case .halfPixel: return (i + 0.5) / scale - 0.5
    case .halfPixelSymmetric:
      let middle = Double(size) / 2
      return middle * (1 - Double(count) / (scale * Double(size))) + (i + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return count > 1 ? (i + 0.5) / scale - 0.5 : 0
    case .alignCorners: return count > 1 ? i * last / Double(count - 1) : 0
    case .asymmetric: return i / scale
    case .tfCropAndResize:
      if count == 1 { return 0.5 * (region.start + region.end) * last }
      return region.start * last + i * (region.end - region.start) * last / Double(count - 1)
    }
  }

  /// All neighbours to which the filter gives a weight; `stretch` is 1, or less for a wider filter.
  private func window(around place: Double, size: Int, stretch: Double) -> Window {
    let reach = (mode == .linear ? 1 : 2) / stretch
    let lowest = Int((place - reach).rounded(.up))
    let highest = max(lowest, Int((place + reach).rounded(.down)))
    let first = min(max(lowest, 0), size - 1)
    var weights = [Double](repeating: 0, count: min(max(highest, 0), size - 1) - first + 1)
    for neighbour in lowest...highest where !excludesOutside || (0..<size).contains(neighbour) {
      weights[min(max(neighbour, 0), size - 1) - first] += weight(abs(Double(neighbour) - place) * stretch)
    }
    return normalized(first, weights)
  }

  private func weight(_ distance: Double) -> Double {
    if mode == .linear { return max(0, 1 - distance) }
    let (x, a) = (distance, cubicCoefficient)
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0
  }

  /// Weights that sum to 1, without zeros at the ends, so that an element which has no part is not read.
  private func normalized(_ first: Int, _ weights: [Double]) -> Window {
    guard let start = weights.firstIndex(where: { $0 != 0 }), let end = weights.lastIndex(where: { $0 != 0 }) else {
      return Window(first: first, weights: [1])
    }
    let sum = excludesOutside || antialiases ? weights.reduce(0, +) : 1
    return Window(first: first + start, weights: weights[start...end].map { $0 / sum })
  }
}
