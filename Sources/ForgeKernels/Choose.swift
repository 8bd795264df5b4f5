// Needs: Blocks, Broadcast, Select

extension Kernel {
  /// `y[i] = a[i]` where `condition[i] ≠ 0`, else `b[i]`; `y` may be `condition`.
  static func choose(
    _ condition: UnsafePointer<Float>,
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    for i in stride(from: 0, to: count, by: width) {
      store(select(load(condition + i) .!= 0, load(a + i), load(b + i)), y + i)
    }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func choose(
    _ condition: UnsafePointer<Float>,
    strides conditionStrides: Strides,
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for column in stride(from: 0, to: columns, by: width) {
        let length = min(width, columns - column)
        let mask = loadOperand(condition + row * conditionStrides.row, stride: conditionStrides.column, column, length) .!= 0
        let above = loadOperand(a + row * aStrides.row, stride: aStrides.column, column, length)
        let below = loadOperand(b + row * bStrides.row, stride: bStrides.column, column, length)
        storeBlock(select(mask, above, below), y + row * columns + column, length)
      }
    }
  }
}
