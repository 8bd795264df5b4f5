import ForgeGraph

extension TransposedConvolution {
  func emit(_ site: inout CallSite) {
    let x = form.sizes(of: site.inputs[0].shape)
    let y = form.sizes(of: site.output.shape)
    form.expectChannelsLast()
    let weight = site.parameters[0]
    let patch = window.count * (filters / groups)
    let chunk = placesAtATime(depth: patch, places: x.pixels)
    let panels = site.storePanels(weight.name, groups: groups, columns: patch, depth: weight.shape[2]) {
      transposedValues(weight.values(), shape: weight.shape, order: [0, 3, 4, 1, 2])
    }
    let bias = hasBias ? site.store(site.parameters[1]) : "nil"
    let scratch = site.scratch(.fixed(chunk * patch + panelWidth))
    site.call(
      "transposedConvolution",
      in: "TransposedConvolution",
      [
        "": site.inputs[0].pointer, "size": site.swift(x), "channels": site.swift(x.channels),
        "window": windowText(site, x), "panels": panels, "bias": bias, "into": site.output.pointer,
        "outputSize": site.swift(y), "filters": "\(filters)", "groups": "\(groups)", "scratch": scratch, "chunk": "\(chunk)",
      ]
    )
  }

  /// The window with what is cropped before the result.
  private func windowText(_ site: CallSite, _ x: SpatialSizes) -> String {
    let rows = AxisAmounts(before: crop(.rows).before)
    let columns = AxisAmounts(before: crop(.columns).before)
    return site.swift(window, over: x, .amounts(SpatialAmounts(rows: rows, columns: columns)))
  }
}
