import ForgeGraph

extension Convolution {
  func emit(_ site: inout CallSite, finish: Finish) {
    form.expectChannelsLast()
    let x = form.sizes(of: site.inputs[0].shape)
    let y = form.sizes(of: site.output.shape)
    if isDepthwise(x) {
      emitDepthwise(&site, x, y, finish)
    } else if hasSmallGroups(x) {
      emitGrouped(&site, x, y, finish)
    } else if let unit = spreadUnit(x, y) {
      emitSpread(&site, unit, x, y, finish)
    } else if isPointwise && groups == 1 {
      emitPointwise(&site, y, finish)
    } else if let tile = winogradTile(x, y) {
      emitWinograd(&site, tile, x, y, finish)
    } else {
      emitGeneral(&site, x, y, finish)
    }
  }

  /// Whether a vector of 16 filters holds whole groups of a kind that `groupedConvolution` has steps for. Larger groups are as fast
  /// as matrix products.
  private func hasSmallGroups(_ x: SpatialSizes) -> Bool {
    guard groups > 1, filters >= panelWidth, let channels = x.channels.fixedValue else { return false }
    return switch (filters / groups, channels / groups) {
    case (2, 1), (2, 2), (4, 4), (8, _): true
    default: false
    }
  }

  /// Whether every channel has a filter of its own, and no more.
  func isDepthwise(_ x: SpatialSizes) -> Bool { groups > 1 && x.channels == .fixed(groups) && filters == groups }

  /// Whether every place of the window is a pixel of its own.
  var isPointwise: Bool {
    let axes = [(window.rows, padding.rows), (window.columns, padding.columns)]
    return axes.allSatisfy { window, padding in
      window.size == 1 && window.stride == 1 && window.amounts(on: 1, padding) == AxisAmounts()
    }
  }

  /// The tile of minimal filtering, where that is the cheapest way.
  private func winogradTile(_ x: SpatialSizes, _ y: SpatialSizes) -> WinogradTile? {
    let isWindow = [window.rows, window.columns].allSatisfy { $0 == SlidingWindow(size: 3) }
    guard isWindow, groups == 1, let height = y.height.fixedValue, let width = y.width.fixedValue,
      let channels = x.channels.fixedValue
    else { return nil }
    return .best(height: height, width: width, channels: channels, filters: filters)
  }

  /// The pixels themselves are the rows of a matrix.
  private func emitPointwise(_ site: inout CallSite, _ y: SpatialSizes, _ finish: Finish) {
    let depth = groupChannels([site.inputs[0].type])
    let panels = site.storePanels(of: site.parameters[0], columns: filters, depth: depth)
    let bias = hasBias ? site.storePadded(site.parameters[1]) : "nil"
    site.product(weights: panels, bias: bias, rows: y.pixels, depth: depth, columns: filters, finish: finish)
  }

  private func emitGeneral(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes, _ finish: Finish) {
    let weight = site.parameters[0]
    let depth = groupChannels([site.inputs[0].type]) * window.count
    let panels = site.storePanels(weight.name, groups: groups, columns: filters / groups, depth: depth) {
      transposedValues(weight.values(), shape: weight.shape, order: [0, 2, 3, 1])
    }
    let bias = hasBias ? site.storePadded(site.parameters[1], groups: groups) : "nil"
    let scratch = site.scratch(y.pixels + window.count + seenElements(x, y))
    site.call(
      "convolution",
      in: "Convolution",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(window, over: x, padding), "panels": panels, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch,
      ],
      finish: finish
    )
  }

  private func emitGrouped(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes, _ finish: Finish) {
    let weight = site.parameters[0]
    let depth = groupChannels([site.inputs[0].type]) * window.count
    // The last panel is that of the last filters, of which the one before may have some too.
    let whole = filters / panelWidth * panelWidth
    let columns = whole == filters ? whole : whole + panelWidth
    let panels = site.storePanels(weight.name, groups: 1, columns: columns, depth: depth) {
      let rows = transposedValues(weight.values(), shape: weight.shape, order: [0, 2, 3, 1])
      return Array(rows[..<(whole * depth)] + (whole == filters ? [] : rows[((filters - panelWidth) * depth)...]))
    }
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let scratch = site.scratch(.fixed(panelWidth + 2 * (depth / window.count)))
    site.call(
      "groupedConvolution",
      in: "GroupedConvolution",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(window, over: x, padding), "panels": panels, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch,
      ],
      finish: finish
    )
  }

  /// How many elements the windows see, in the image and around it; none where they stay within it.
  private func seenElements(_ x: SpatialSizes, _ y: SpatialSizes) -> Dimension {
    let axes = [(window.rows, padding.rows, x.height), (window.columns, padding.columns, x.width)]
    let staysInside = axes.allSatisfy { window, padding, size in
      guard let size = size.fixedValue else { return padding == .amounts(AxisAmounts()) }
      return window.amounts(on: size, padding) == AxisAmounts()
    }
    if staysInside { return .fixed(0) }
    func seen(_ window: SlidingWindow, _ places: Dimension) -> Dimension {
      (places + -1) * window.stride + window.extent
    }
    return seen(window.rows, y.height) * seen(window.columns, y.width) * x.channels
  }

  private func emitWinograd(
    _ site: inout CallSite,
    _ tile: WinogradTile,
    _ x: SpatialSizes,
    _ y: SpatialSizes,
    _ finish: Finish
  ) {
    func padded(_ count: Int) -> Int { (count + panelWidth - 1) / panelWidth * panelWidth }
    let height = y.height.fixedValue ?? 0
    let width = y.width.fixedValue ?? 0
    let channels = padded(x.channels.fixedValue ?? 0)
    let tiles = tile.count(height: height, width: width)
    let chunk = tile.tilesAtATime(of: tiles, channels: channels, filters: padded(filters))
    let panels = site.storeWinograd(site.parameters[0], tile)
    let bias = hasBias ? site.storePadded(site.parameters[1]) : "nil"
    let scratch = site.scratch(.fixed(tile.side * tile.side * (48 + channels + chunk * (channels + padded(filters)))))
    let top = window.rows.amounts(on: x.height.fixedValue ?? 1, padding.rows).before
    let left = window.columns.amounts(on: x.width.fixedValue ?? 1, padding.columns).before
    site.call(
      "winograd\(tile.rawValue)",
      in: tile == .two ? "Winograd2" : "Winograd4",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels), "before": "(\(top), \(left))",
        "panels": panels, "bias": bias, "into": site.output.pointer, "outputSize": site.swift(y), "filters": "\(filters)",
        "tilesAtATime": "\(chunk)", "scratch": scratch,
      ],
      finish: finish
    )
  }

  private func emitDepthwise(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes, _ finish: Finish) {
    let weight = site.parameters[0]
    let (height, width) = (window.rows.size, window.columns.size)
    let weights = site.store(weight.name, layout: "[\(height), \(width), \(filters)]", count: weight.count) {
      transposedValues(weight.values(), shape: weight.shape, order: [1, 2, 3, 0])
    }
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let known = knownDepthwise(x, y)
    site.call(
      known?.kernel ?? "depthwiseConvolution",
      in: known?.file ?? "DepthwiseConvolution",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": "\(filters)",
        "window": site.swift(window, over: x, padding), "weights": weights, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y),
      ],
      finish: finish
    )
  }

  /// The kernel that is made for the window, which may reach over an image's sides by half of it, and its file.
  private func knownDepthwise(_ x: SpatialSizes, _ y: SpatialSizes) -> (kernel: String, file: KernelFile)? {
    let (rows, columns) = (window.rows, window.columns)
    guard let width = x.width.fixedValue else { return nil }
    let padding = columns.amounts(on: width, padding.columns)
    guard max(padding.before, padding.after) <= columns.size / 2 * columns.dilation else { return nil }
    let isDilated = columns.dilation > 1
    let file: KernelFile = isDilated ? "DilatedDepthwise" : "DepthwiseWindows"
    // Windows that lie a dilation apart share pixels as those of an image do that has only these.
    switch (columns.size, columns.stride == columns.dilation ? 1 : columns.stride) {
    case (3, 1) where rows.size <= 3: return (isDilated ? "dilatedDepthwiseThree" : "depthwiseThree", file)
    case (5, 1): return (isDilated ? "dilatedDepthwiseFive" : "depthwiseFive", file)
    case (7, 1): return (isDilated ? "dilatedDepthwiseSeven" : "depthwiseSeven", file)
    case (3, 2) where rows.size <= 3 && !isDilated: return ("depthwiseThreeByTwo", file)
    case (5, 2) where !isDilated: return ("depthwiseFiveByTwo", file)
    case (7, 2) where !isDilated: return ("depthwiseSevenByTwo", file)
    default: return nil
    }
  }
}
