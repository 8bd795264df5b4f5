import ForgeGraph

extension GraphPass {
  /// Rows and columns of a convolution's window that see nothing but padding wherever the window stands are left out: of a window
  /// whose dilation is wider than the image, as in the pyramids of DeepLab, the middle alone is left.
  static let cropWindows = GraphPass(
    name: "crop-windows",
    reason: "once convolutions have all their padding"
  ) { graph in
    var graph = graph
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard let convolution = node.op as? Convolution,
        let (cropped, rows, columns) = convolution.cropped(to: graph.type(of: node.inputs[0]))
      else { continue }
      graph.nodes[index].op = cropped
      graph.nodes[index].parameters[0] = node.parameters[0].croppedWindows(rows, columns)
    }
    return graph
  }
}

extension Convolution {
  /// The convolution without what its window never sees of an image of this type, and the rows and columns that are left; nil where
  /// all are needed, or the image's size varies.
  fileprivate func cropped(to x: TensorType) -> (Convolution, rows: Range<Int>, columns: Range<Int>)? {
    let sizes = form.sizes(of: x.shape)
    guard let rows = window.rows.seen(of: sizes.height, padding.rows),
      let columns = window.columns.seen(of: sizes.width, padding.columns),
      rows.part.count < window.rows.size || columns.part.count < window.columns.size
    else { return nil }
    var convolution = self
    convolution.window.rows.size = rows.part.count
    convolution.window.columns.size = columns.part.count
    convolution.padding = .amounts(SpatialAmounts(rows: rows.padding, columns: columns.padding))
    return (convolution, rows.part, columns.part)
  }
}

extension SlidingWindow {
  /// The part of the window that sees the axis from one of its places at least, with the padding of a window of that part alone; nil
  /// where the size varies.
  fileprivate func seen(of size: Dimension, _ padding: AxisPadding) -> (part: Range<Int>, padding: AxisAmounts)? {
    guard let length = size.fixedValue, let places = places(on: size, padding).fixedValue else { return nil }
    let amounts = amounts(on: length, padding)
    let needed = (0..<self.size).filter { element in
      let offset = element * dilation - amounts.before
      // The first place at which the element stands behind the axis' beginning.
      let place = offset < 0 ? (stride - 1 - offset) / stride : 0
      return place < places && place * stride + offset < length
    }
    let whole = (part: 0..<self.size, padding: amounts)
    guard let first = needed.first, let last = needed.last else { return whole }
    let left = AxisAmounts(
      before: amounts.before - first * dilation,
      after: amounts.after - (self.size - 1 - last) * dilation
    )
    // Padding that is less than nothing would cut off pixels, which no convolution does.
    return left.before < 0 || left.after < 0 ? whole : (first..<last + 1, left)
  }
}

extension Parameter {
  /// Weights `[filters, channels, height, width]` with some rows and columns of each window alone.
  fileprivate func croppedWindows(_ rows: Range<Int>, _ columns: Range<Int>) -> Parameter {
    let (height, width) = (shape[2], shape[3])
    let part = rows.count * columns.count
    return Parameter(name: "\(name), cropped", shape: [shape[0], shape[1], rows.count, columns.count]) { range in
      let windows = (range.lowerBound / part)..<((range.upperBound + part - 1) / part)
      let values = values((windows.lowerBound * height * width)..<(windows.upperBound * height * width))
      let cropped = windows.indices.flatMap { window in
        rows.flatMap { row in
          let start = ((window - windows.lowerBound) * height + row) * width
          return values[start + columns.lowerBound..<start + columns.upperBound]
        }
      }
      return Array(cropped[(range.lowerBound - windows.lowerBound * part)...].prefix(range.count))
    }
  }
}
