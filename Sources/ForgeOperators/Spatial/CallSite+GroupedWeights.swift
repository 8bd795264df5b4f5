import ForgeGraph

extension CallSite {
  /// Stores a matrix `[columns, depth]` for each group, one after the other, as panels of 16 columns.
  mutating func storePanels(
    _ name: String,
    groups: Int,
    columns: Int,
    depth: Int,
    _ values: @escaping @Sendable () -> [Float]
  ) -> String {
    let blocks = (columns + panelWidth - 1) / panelWidth
    let each = "\(columns) × \(depth) in \(blocks) panel\(blocks == 1 ? "" : "s") [\(depth)][\(panelWidth)]"
    let layout = groups == 1 ? each : "\(groups) groups of \(each)"
    return store(name, layout: layout, count: groups * blocks * depth * panelWidth) {
      let values = values()
      return (0..<groups).flatMap { group in
        packedPanels(Array(values[(group * columns * depth)...].prefix(columns * depth)), columns: columns, depth: depth)
      }
    }
  }

  /// Stores a vector with the values of each group filled up with zeros to whole panels.
  mutating func storePadded(_ parameter: Parameter, groups: Int) -> String {
    if groups == 1 { return storePadded(parameter) }
    let size = parameter.count / groups
    let padded = (size + panelWidth - 1) / panelWidth * panelWidth
    return store(parameter.name, layout: "\(groups) groups of \(size) in \(padded)", count: groups * padded) {
      let values = parameter.values()
      return (0..<groups).flatMap { group in
        values[(group * size)...].prefix(size) + [Float](repeating: 0, count: padded - size)
      }
    }
  }
}
