extension Kernel {
  /// `y[i] = table[ids[i]]`: a row of the table for each id; an id below 0 gives a row of zeros.
  ///
  /// - `table`: `[entries][units]`, row-major.
  /// - `y`: `[count][units]`, row-major.
  static func embedding(
    _ ids: UnsafePointer<Int32>,
    table: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    count: Int,
    units: Int
  ) {
    for i in 0..<count {
      let id = Int(ids[i])
      let row = y + i * units
      if id < 0 { row.update(repeating: 0, count: units) } else { row.update(from: table + id * units, count: units) }
    }
  }
}
