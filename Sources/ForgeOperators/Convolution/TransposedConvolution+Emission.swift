import ForgeGraph

extension TransposedConvolution {
  func emit(_ site: inout CallSite) {
    let x = form.sizes(of: site.inputs[0].shape)
    let y = form.sizes(of: site.output.shape)
    switch form.format {
    case .channelsFirst: emitChannelsFirst(&site, x, y)
    case .channelsLast: emitChannelsLast(&site, x, y)
    }
  }

  /// The window with what is cropped before the result.
  private func windowText(_ site: CallSite, _ x: SpatialSizes) -> String {
    let rows = AxisAmounts(before: crop(.rows).before)
    let columns = AxisAmounts(before: crop(.columns).before)
    return site.swift(window, over: x, .amounts(SpatialAmounts(rows: rows, columns: columns)))
  }

  private func emitChannelsFirst(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let weight = site.parameters[0]
    let groupChannels = weight.shape[2]
    let patch = filters / groups * window.count
    let chunk = placesAtATime(depth: groupChannels + patch, places: x.pixels)
    let layout = "[\(filters), \(window.rows.size), \(window.columns.size), \(groupChannels)]"
    let weights = site.store(weight.name, layout: layout, count: weight.count) {
      transposedValues(weight.values(), shape: weight.shape, order: [0, 1, 3, 4, 2])
    }
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let scratch = site.scratch(.fixed(chunk * (groupChannels + patch)))
    site.call(
      "transposedConvolutionChannelsFirst",
      in: "TransposedConvolutionChannelsFirst",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": windowText(site, x), "weights": weights, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch, "chunk": "\(chunk)",
      ]
    )
  }

  private func emitChannelsLast(_ site: inout CallSite, _ x: SpatialSizes, _ y: SpatialSizes) {
    let weight = site.parameters[0]
    let patch = window.count * (filters / groups)
    let chunk = placesAtATime(depth: patch, places: x.pixels)
    let panels = site.storePanels(weight.name, groups: groups, columns: patch, depth: weight.shape[2]) {
      transposedValues(weight.values(), shape: weight.shape, order: [0, 3, 4, 1, 2])
    }
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let scratch = site.scratch(.fixed(chunk * patch))
    site.call(
      "transposedConvolutionChannelsLast",
      in: "TransposedConvolutionChannelsLast",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": windowText(site, x), "panels": panels, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch, "chunk": "\(chunk)",
      ]
    )
  }
}
