import ForgeGraph

/// What stands around an image while a window slides over it.
enum SpatialPadding: Sendable, Hashable {
  /// Nothing: the window stays inside.
  case valid
  /// As much as gives `⌈size / stride⌉` places, the smaller half first.
  case same
  case amounts(SpatialAmounts)

  var rows: AxisPadding { axis(\.rows) }
  var columns: AxisPadding { axis(\.columns) }

  private func axis(_ axis: KeyPath<SpatialAmounts, AxisAmounts>) -> AxisPadding {
    switch self {
    case .valid: .amounts(AxisAmounts())
    case .same: .same
    case .amounts(let amounts): .amounts(amounts[keyPath: axis])
    }
  }

  /// Refuses `same` where the layout's framework has no such thing: PyTorch has it with stride 1 alone.
  func checkConvention(
    _ window: SpatialWindow,
    _ image: SpatialSizes,
    _ rank: SpatialRank,
    _ layout: WeightLayout
  ) throws(ShapeError) {
    guard self == .same, layout == .pytorch, window.rows.stride > 1 || window.columns.stride > 1 else { return }
    func half(_ window: SlidingWindow) -> AxisAmounts {
      AxisAmounts(before: (window.extent - 1) / 2, after: (window.extent - 1) / 2)
    }
    let usual = SpatialAmounts(rows: half(window.rows), columns: half(window.columns))
    var help = "PyTorch models mostly have 'padding: \(usual.text(rank))' here"
    if let height = image.height.fixedValue, let width = image.width.fixedValue {
      let keras = SpatialAmounts(
        rows: window.rows.amounts(on: height, .same),
        columns: window.columns.amounts(on: width, .same)
      )
      help += "; what Keras calls 'same' is 'padding: \(keras.text(rank))'"
    }
    throw ShapeError("padding 'same' has no meaning in PyTorch with a stride above 1", kind: .convention, help: help)
  }

  /// For listings: `, padding 1`; empty when there is none.
  func summary(_ rank: SpatialRank) -> String {
    switch self {
    case .valid: ""
    case .same: ", padding same"
    case .amounts(let amounts): ", padding \(amounts.text(rank))"
    }
  }
}

/// What stands before and after one axis while a window slides along it.
enum AxisPadding: Sendable, Hashable {
  case same
  case amounts(AxisAmounts)
}
