import ForgeGraph

/// A window that slides along one axis.
struct SlidingWindow: Sendable, Hashable {
  /// How many elements it reads.
  var size: Int
  /// How far it moves from one place to the next.
  var stride = 1
  /// How far apart its elements lie.
  var dilation = 1

  /// The elements from its first to its last.
  var extent: Int { dilation * (size - 1) + 1 }

  /// How many places the window has on an axis: `⌊(size + padding - extent) / stride⌋ + 1`, with `same` `⌈size / stride⌉`.
  ///
  /// With `ceilMode` it is `⌈…⌉`, without a last window that would start behind the axis and the padding before it
  /// (PyTorch, `pooling_output_shape`).
  func places(on size: Dimension, _ padding: AxisPadding, ceilMode: Bool = false) -> Dimension {
    guard case .amounts(let amounts) = padding else { return size.dividedRoundingUp(by: stride) }
    if ceilMode && extent - amounts.after < stride { return (size + amounts.before).dividedRoundingUp(by: stride) }
    // All under one division: generated code divides towards zero, and an axis that is too short must not give 1 place.
    let numerator = size + (amounts.before + amounts.after - extent + stride)
    return ceilMode ? numerator.dividedRoundingUp(by: stride) : numerator.divided(by: stride)
  }

  /// The padding in numbers, for an axis of a known size.
  func amounts(on size: Int, _ padding: AxisPadding) -> AxisAmounts {
    switch padding {
    case .amounts(let amounts): return amounts
    case .same:
      // The last of ⌈size / stride⌉ places begins `(size - 1) % stride` elements before the last one.
      let total = max(0, extent - 1 - (size - 1) % stride)
      return AxisAmounts(before: total / 2, after: total - total / 2)
    }
  }

  /// The window's elements that lie within an axis when the first of them stands at `first`, which may be before it.
  func overlap(from first: Int, size axis: Int) -> Range<Int> {
    let before = first < 0 ? (dilation - 1 - first) / dilation : 0
    let end = axis > first ? min(size, (axis - first + dilation - 1) / dilation) : 0
    return before..<max(before, end)
  }

  /// Whether the amounts of `same` padding depend on a size that varies from call to call; with stride 1 they never do.
  func paddingVaries(on size: Dimension) -> Bool { size.fixedValue == nil && stride > 1 }
}

/// A window that slides over an image.
struct SpatialWindow: Sendable, Hashable {
  var rows: SlidingWindow
  var columns: SlidingWindow

  /// From lists with a number for each spatial axis.
  init(kernel: [Int], stride: [Int]? = nil, dilation: [Int]? = nil) {
    func axis(_ index: Int) -> SlidingWindow {
      SlidingWindow(size: kernel[index], stride: stride?[index] ?? 1, dilation: dilation?[index] ?? 1)
    }
    columns = axis(kernel.count - 1)
    rows = kernel.count > 1 ? axis(0) : SlidingWindow(size: 1)
  }

  /// How many elements of each channel it reads.
  var count: Int { rows.size * columns.size }

  func sizes(of image: SpatialSizes, _ padding: SpatialPadding, ceilMode: Bool = false) -> SpatialSizes {
    SpatialSizes(
      channels: image.channels,
      height: rows.places(on: image.height, padding.rows, ceilMode: ceilMode),
      width: columns.places(on: image.width, padding.columns, ceilMode: ceilMode)
    )
  }

  /// Refuses an image into which the window does not fit.
  func checkFit(
    _ image: SpatialSizes,
    _ padding: SpatialPadding,
    ceilMode: Bool = false,
    _ rank: SpatialRank
  ) throws(ShapeError) {
    for (name, window, size, padding) in [
      ("height", rows, image.height, padding.rows), (rank.axisNames.last ?? "", columns, image.width, padding.columns),
    ] {
      guard let fixed = size.fixedValue, let places = window.places(on: size, padding, ceilMode: ceilMode).fixedValue else {
        continue
      }
      if places < 1 {
        let amounts = window.amounts(on: fixed, padding)
        let isPadded = amounts.before + amounts.after > 0
        let padded = isPadded ? " with a padding of \(amounts.before) and \(amounts.after)" : ""
        throw ShapeError("the window takes \(window.extent) elements, but the \(name) is \(fixed)\(padded)")
      }
    }
  }
}

extension SpatialWindow: CustomStringConvertible {
  /// Such as `3×3, stride 2`.
  var description: String {
    func pair(_ option: KeyPath<SlidingWindow, Int>) -> String {
      let (first, second) = (rows[keyPath: option], columns[keyPath: option])
      return first == second ? "\(first)" : "\(first)×\(second)"
    }
    var text = "\(rows.size)×\(columns.size)"
    if rows.stride > 1 || columns.stride > 1 { text += ", stride \(pair(\.stride))" }
    if rows.dilation > 1 || columns.dilation > 1 { text += ", dilation \(pair(\.dilation))" }
    return text
  }
}
