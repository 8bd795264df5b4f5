import ForgeGraph

/// Groups of few filters, whose channels are spread over planes.
extension Convolution {
  /// How many neighbours in a row `spreadConvolution` takes together, so that their groups fill vectors; nil where matrix products,
  /// one for each group, are cheaper.
  ///
  /// Costs are those of 16 results, in multiplications of vectors: as measured on a Zen 4, a product runs at 85 % of the peak and takes 20
  /// more to begin and to store, sums over planes run at two thirds of the peak, with a single filter at less than a third, and an
  /// element takes two to or from a plane.
  func spreadUnit(_ x: SpatialSizes, _ y: SpatialSizes) -> Int? {
    guard groups > 1, let inputs = x.channels.fixedValue, let height = y.height.fixedValue, let width = y.width.fixedValue
    else { return nil }
    let (filters, channels) = (filters / groups, inputs / groups)
    let depth = channels * window.count
    let moved = channels * window.rows.stride * window.columns.stride + filters
    let spread = 2 * Double(panelWidth * moved) / Double(filters)
    let sums = (filters == 1 ? 3.5 : 1.5) * Double(depth)
    let fewest = (panelWidth + groups - 1) / groups
    let places = (height - 1) * (width + (window.columns.extent - 1) / window.columns.stride) + width
    let costs = (fewest...max(fewest, 16)).compactMap { unit -> (unit: Int, cost: Double)? in
      let lanes = vectors(unit) * panelWidth
      // Weights are read again for every four units, each pixel for more units the further apart they are.
      guard unit == fewest || lanes * filters * depth <= 1 << 16 else { return nil }
      let computed = (places + 4 * unit - 1) / (4 * unit) * 4 * lanes
      let distance = 1 + 0.04 * Double(unit - fewest)
      return (unit, sums * distance * Double(computed) / Double(height * width * groups) + spread)
    }
    // A product of more than a panel leaves no more than half a panel empty.
    let half = panelWidth / 2
    let columns = max(panelWidth, (filters + half - 1) / half * half)
    let product = (1.15 * Double(depth) + 20) * Double(columns) / Double(filters)
    return costs.min { $0.cost < $1.cost }.flatMap { $0.cost < product ? $0.unit : nil }
  }

  /// How many vectors the groups of so many places are.
  private func vectors(_ unit: Int) -> Int { (unit * groups + panelWidth - 1) / panelWidth }

  func emitSpread(_ site: inout CallSite, _ unit: Int, _ x: SpatialSizes, _ y: SpatialSizes, _ finish: Finish) {
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let (rows, columns) = (window.rows, window.columns)
    let plane = (y.height + (rows.extent - 1) / rows.stride) * (y.width + (columns.extent - 1) / columns.stride) + 4 * unit
    let planes = plane * ((x.channels.fixedValue ?? 0) * rows.stride * columns.stride)
    let scratch = site.scratch(planes + (window.count + 2 * 4 * unit * filters + panelWidth))
    site.call(
      "spreadConvolution",
      in: "SpreadConvolution",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(window, over: x, padding), "unit": "\(unit)", "panels": storeSpread(&site, unit), "bias": bias,
        "into": site.output.pointer, "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)",
        "scratch": scratch,
      ],
      finish: finish
    )
  }

  /// The weights of 16 groups at a time, of neighbours one after the other.
  private func storeSpread(_ site: inout CallSite, _ unit: Int) -> String {
    let weight = site.parameters[0]
    let (groups, vectors, groupFilters) = (groups, vectors(unit), filters / groups)
    let depth = weight.count / filters
    let layout = "\(groups) groups of \(groupFilters) × \(depth) as [\(vectors)][\(groupFilters)][\(depth)][\(panelWidth)]"
    return site.store(weight.name, layout: layout, count: vectors * groupFilters * depth * panelWidth) {
      let values = transposedValues(weight.values(), shape: weight.shape, order: [0, 2, 3, 1])
      return (0..<vectors).flatMap { vector in
        let first = min(vector * panelWidth, unit * groups - panelWidth)
        return (0..<groupFilters * depth).flatMap { element in
          (first..<first + panelWidth).map { values[$0 % groups * groupFilters * depth + element] }
        }
      }
    }
  }
}
