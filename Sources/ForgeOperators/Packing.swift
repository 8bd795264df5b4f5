import ForgeGraph

/// How many columns a panel of a packed matrix holds: one `SIMD16<Float>`.
let panelWidth = 16

extension CallSite {
  /// Stores a matrix `[columns, depth]` as the panels that `Kernel.matrixProduct` reads: for each block of 16 columns, the 16
  /// values of each step of depth side by side; the last block is filled up with zeros.
  mutating func storePanels(of parameter: Parameter, columns: Int, depth: Int) -> String {
    let blocks = (columns + panelWidth - 1) / panelWidth
    let layout = "\(columns) × \(depth) in \(blocks) panel\(blocks == 1 ? "" : "s") [\(depth)][\(panelWidth)]"
    // A piece is some panels, of a quarter of a million floats or a single panel.
    let perPiece = max(1, (1 << 18) / max(1, depth * panelWidth))
    let pieces = (blocks + perPiece - 1) / perPiece
    return store(parameter.name, layout: layout, count: blocks * depth * panelWidth, pieces: pieces) { index in
      let first = index * perPiece * panelWidth
      let last = min(columns, first + perPiece * panelWidth)
      return packedPanels(parameter.values(first * depth..<last * depth), columns: last - first, depth: depth)
    }
  }

  /// Stores a vector filled up with zeros to whole panels.
  mutating func storePadded(_ parameter: Parameter) -> String {
    let padded = (parameter.count + panelWidth - 1) / panelWidth * panelWidth
    return store(parameter.name, layout: "\(parameter.shape)", count: padded) {
      let values = parameter.values()
      return values + [Float](repeating: 0, count: padded - values.count)
    }
  }
}

extension CallSite {
  /// The product of rows with packed weights: one row as a vector, inlined where it is small. A long function of its results, which
  /// takes the compiler as long as the product, is inlined only where it would cost as much to call.
  mutating func product(weights: String, bias: String, rows: Dimension, depth: Int, columns: Int, finish: Finish) {
    if let batch {
      return call(
        "batchProduct",
        in: "BatchProduct",
        [
          "": inputs[0].pointer, "aStride": "\(batch.inputStride)", "panels": weights, "bias": bias, "into": output.pointer,
          "yStride": "\(batch.outputStride)", "rows": batch.count, "depth": "\(depth)", "columns": "\(columns)",
        ],
        finish: finish
      )
    }
    if rows == .fixed(1) {
      return call(
        "vectorProduct",
        in: "VectorProduct",
        [
          "": inputs[0].pointer, "panels": weights, "bias": bias, "into": output.pointer, "depth": "\(depth)",
          "columns": "\(columns)",
        ],
        finish: finish,
        inlined: depth * columns <= (finish.isBrief ? 1 << 14 : 1 << 8)
      )
    }
    call(
      "matrixProduct",
      in: "MatrixProduct",
      [
        "": inputs[0].pointer, "aStride": "\(depth)", "panels": weights, "bias": bias, "into": output.pointer,
        "yStride": "\(columns)", "rows": swift(rows), "depth": "\(depth)", "columns": "\(columns)",
      ],
      finish: finish
    )
  }
}

/// A row-major `[columns, depth]` matrix as panels `[block][depth][16]`.
func packedPanels(_ values: [Float], columns: Int, depth: Int) -> [Float] {
  let blocks = (columns + panelWidth - 1) / panelWidth
  return [Float](unsafeUninitializedCapacity: blocks * depth * panelWidth) { panels, count in
    values.withUnsafeBufferPointer { values in
      var position = 0
      for block in 0..<blocks {
        for k in 0..<depth {
          for lane in 0..<panelWidth {
            let column = block * panelWidth + lane
            panels[position] = column < columns ? values[column * depth + k] : 0
            position += 1
          }
        }
      }
    }
    count = blocks * depth * panelWidth
  }
}
