import ForgeGraph

extension Convolution {
  func emit(_ site: inout CallSite) {
    let x = form.sizes(of: site.inputs[0].shape)
    let y = form.sizes(of: site.output.shape)
    let isDepthwise = groups > 1 && x.channels == .fixed(groups)
    switch form.format {
    case .channelsFirst where isDepthwise: emitDepthwiseChannelsFirst(&site, x, y)
    case .channelsFirst where isPointwise: emitChannelsFirst(&site, x.asOneRow, y.asOneRow)
    case .channelsFirst: emitChannelsFirst(&site, x, y)
    case .channelsLast where isDepthwise && filters == groups: emitDepthwiseChannelsLast(&site, x, y)
    case .channelsLast where isPointwise && groups == 1: emitMatrixProduct(&site, x, y)
    case .channelsLast: emitChannelsLast(&site, x, y)
    }
  }

  /// Whether every place of the window is a pixel of its own.
  private var isPointwise: Bool {
    let axes = [(window.rows, padding.rows), (window.columns, padding.columns)]
    return axes.allSatisfy { window, padding in
      window.size == 1 && window.stride == 1 && window.amounts(on: 1, padding) == AxisAmounts()
    }
  }

  /// The weights as they are, with the windows of the image packed into panels.
  private func emitChannelsFirst(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let depth = groupChannels([site.inputs[0].type]) * window.count
    let chunk = placesAtATime(depth: depth, places: y.pixels)
    let weights = site.store(site.parameters[0])
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let scratch = site.scratch(.fixed(chunk * depth))
    site.call(
      "convolutionChannelsFirst",
      in: "ConvolutionChannelsFirst",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(window, over: x, padding), "weights": weights, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch, "chunk": "\(chunk)",
      ]
    )
  }

  /// The windows of the image as rows, with the weights packed into panels.
  private func emitChannelsLast(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let weight = site.parameters[0]
    let depth = groupChannels([site.inputs[0].type]) * window.count
    let chunk = placesAtATime(depth: depth, places: y.pixels)
    let panels = site.storePanels(weight.name, groups: groups, columns: filters / groups, depth: depth) {
      transposedValues(weight.values(), shape: weight.shape, order: [0, 2, 3, 1])
    }
    let bias = hasBias ? site.storePadded(site.parameters[1], groups: groups) : "nil"
    let scratch = site.scratch(.fixed(chunk * depth))
    site.call(
      "convolutionChannelsLast",
      in: "ConvolutionChannelsLast",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": site.swift(window, over: x, padding), "panels": panels, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch, "chunk": "\(chunk)",
      ]
    )
  }

  /// The pixels themselves are the rows: no windows to gather.
  private func emitMatrixProduct(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let depth = groupChannels([site.inputs[0].type])
    let panels = site.storePanels(of: site.parameters[0], columns: filters, depth: depth)
    let bias = hasBias ? site.storePadded(site.parameters[1]) : "nil"
    site.call(
      "matrixProduct",
      in: "MatrixProduct",
      [
        "": site.inputs[0].pointer, "panels": panels, "columnBias": bias, "into": site.output.pointer,
        "rows": site.swift(y.pixels), "depth": "\(depth)", "columns": "\(filters)",
      ]
    )
  }

  private func emitDepthwiseChannelsFirst(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let weights = site.store(site.parameters[0])
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    site.call(
      "depthwiseChannelsFirst",
      in: "DepthwiseChannelsFirst",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "window": site.swift(window, over: x, padding),
        "weights": weights, "bias": bias, "into": site.output.pointer, "outputSize": site.swift(y), "filters": "\(filters)",
        "multiplier": "\(filters / groups)",
      ]
    )
  }

  private func emitDepthwiseChannelsLast(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let weight = site.parameters[0]
    let (height, width) = (window.rows.size, window.columns.size)
    let weights = site.store(weight.name, layout: "[\(height), \(width), \(filters)]", count: weight.count) {
      transposedValues(weight.values(), shape: weight.shape, order: [1, 2, 3, 0])
    }
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    site.call(
      "depthwiseChannelsLast",
      in: "DepthwiseChannelsLast",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": "\(filters)",
        "window": site.swift(window, over: x, padding), "weights": weights, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y),
      ]
    )
  }
}
