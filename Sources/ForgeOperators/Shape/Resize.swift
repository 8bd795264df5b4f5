import ForgeGraph
import ForgeSpec

/// A value with other sizes along some axes, its elements made of old ones near them: axis after axis,
/// `y[…, j, …] = Σ w[j, t] · x[…, first[j] + t, …]` with windows that are worked out beforehand.
struct Resize: ChannelsLastOperator {
  /// Nil for the last axes.
  var axes: [Int]?
  let sizes: [Int]
  let filter: ResizeFilter
  /// What coordinates are reckoned with, where that is not new size by old size.
  let scales: [Double]?
  /// For `tf_crop_and_resize`: the first and last place of each axis, as parts of it.
  let region: [(start: Double, end: Double)]
  /// What stands outside of the value, for `tf_crop_and_resize`.
  let extrapolation: Double

  let name = "resize"
  var summary: String {
    let places = axes.map { ", axes \($0)" } ?? ""
    return "to \(sizes)\(places), \(filter.mode.rawValue), \(filter.coordinates.rawValue)"
  }

  /// The longest axis before or after: each element of the new one has a window of its own, all of which are made beforehand.
  private static let longestAxis = 1 << 20

  private func resolvedAxes(of shape: TensorShape) throws(ShapeError) -> [Int] {
    guard let axes else {
      guard sizes.count <= shape.rank else {
        throw ShapeError("resize to \(sizes) takes a value with \(sizes.count) axes or more, not \(shape)")
      }
      return Array((shape.rank - sizes.count)..<shape.rank)
    }
    _ = try shape.resolvedAxes(axes, of: name)
    return axes.compactMap { shape.axis($0) }
  }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    var shape = try inputs.onlyFloatShape()
    for (place, axis) in try resolvedAxes(of: shape).enumerated() {
      guard let size = shape[axis].fixedValue else {
        throw ShapeError("axis \(axis) of \(shape) varies, but resize works out beforehand what its elements are made of")
      }
      guard max(size, sizes[place]) <= Self.longestAxis else {
        throw ShapeError(
          "resize takes axis \(axis) of \(inputs[0].shape) from \(size) to \(sizes[place]) elements, but at most "
            + "\(Self.longestAxis) are possible on either side"
        )
      }
      if let scale = scales?[place] {
        let product = Double(size) * scale
        guard product >= 0.99 * Double(sizes[place]), product <= Double(sizes[place]) + 1.01 else {
          throw ShapeError(
            "resize by \(floatLiteral(scale)) makes \(floatLiteral(product)) elements of axis \(axis) of \(shape), but the size is "
              + "\(sizes[place])",
            help: "the size is the product, rounded down"
          )
        }
      }
      shape[axis] = .fixed(sizes[place])
    }
    return TensorType(.float32, shape)
  }

  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    let shape = inputs[0].shape
    guard shape.rank > 1, let resolved = try? resolvedAxes(of: shape) else { return nil }
    var op = self
    op.axes = resolved.map { movedLast($0, rank: shape.rank) }
    return ChannelsLastForm(op)
  }

  private func windows(_ place: Int, size: Int) -> [ResizeFilter.Window] {
    let scale = scales?[place] ?? Double(sizes[place]) / Double(size)
    return filter.windows(size: size, count: sizes[place], scale: scale, region: region.isEmpty ? (0, 1) : region[place])
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    var value = inputs[0]
    let axes = (try? resolvedAxes(of: TensorShape(value.shape))) ?? []
    for (place, axis) in axes.enumerated() {
      let windows = windows(place, size: value.shape[axis])
      var shape = value.shape
      shape[axis] = windows.count
      var result = ReferenceTensor(shape: shape)
      forEachIndex(in: shape) { index, position in
        let window = windows[index[axis]]
        var source = index
        result.elements[position] = window.weights.isEmpty ? Double(Float(extrapolation)) : 0
        for (step, weight) in window.weights.enumerated() {
          source[axis] = window.first + step
          result.elements[position] += weight * value[source]
        }
      }
      value = result
    }
    return value
  }

  /// One axis after another, those that shrink most before the others.
  func emit(_ site: inout CallSite) {
    var shape = site.inputs[0].shape
    let steps = ((try? resolvedAxes(of: shape)) ?? []).enumerated().map { place, axis in
      let size = shape[axis].fixedValue ?? 1
      return (axis: axis, size: size, windows: windows(place, size: size))
    }.filter { $0.windows != (0..<$0.size).map { ResizeFilter.Window(first: $0, weights: [1]) } }
      .sorted { $0.windows.count * $1.size < $1.windows.count * $0.size }
    var source = site.inputs[0].pointer
    var used = Dimension.fixed(0)
    for (index, step) in steps.enumerated() {
      let view = AxisView(shape, axis: step.axis)
      shape[step.axis] = .fixed(step.windows.count)
      var target = site.output.pointer
      if index < steps.count - 1 {
        let start = used
        used = used + shape.count.dividedRoundingUp(by: panelWidth) * panelWidth
        target = pointer(site.scratch(used), plus: start)
      }
      site.resample(view, source, step.windows, axis: step.axis, outside: floatLiteral(extrapolation), into: target)
      source = target
    }
    if steps.isEmpty {
      site.call("copy", in: "CopyRows", ["": source, "into": site.output.pointer, "count": site.swift(shape.count)])
    }
  }
}

extension CallSite {
  /// Stores the windows of an axis as rows: the first neighbour, how many there are, their weights.
  fileprivate mutating func resample(
    _ view: AxisView,
    _ source: String,
    _ windows: [ResizeFilter.Window],
    axis: Int,
    outside: String,
    into target: String
  ) {
    let taps = windows.map(\.weights.count).max() ?? 0
    let layout = "\(windows.count) × (first, count, \(taps) weight\(taps == 1 ? "" : "s"))"
    let table = store("\(output.pointer).axis\(axis)", layout: layout, count: windows.count * (taps + 2)) {
      windows.flatMap { window in
        var row = [Float(window.first), Float(window.weights.count)]
        row += window.weights.map { Float($0) }
        row += [Float](repeating: 0, count: taps - window.weights.count)
        return row
      }
    }
    call(
      "resample",
      in: "Resample",
      [
        "": source, "into": target, "outer": swift(view.outer), "size": swift(view.size), "inner": swift(view.inner),
        "count": "\(windows.count)", "table": table, "taps": "\(taps)", "outside": outside,
      ]
    )
  }
}
