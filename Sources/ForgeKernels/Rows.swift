extension Kernel {
  /// Where rows of numbers lie behind a pointer: `stride` apart or at their `starts`, each in `runs` runs of `runLength`
  /// neighbours, of which the first begins at the row's start, and all at their `runStarts` behind it where there are several.
  ///
  /// A tuple, since a type of its own would bring functions that compilations of these kernels for other processors could share;
  /// pointers, since closures that find a place are not always compiled into the loops that ask them.
  typealias Rows = (
    stride: Int, starts: UnsafePointer<Int32>?, runs: Int, runLength: Int, runStarts: UnsafePointer<Int32>?
  )

  /// Rows of `length` neighbours.
  @inline(__always) static func rows(stride: Int, length: Int) -> Rows {
    (stride: stride, starts: nil, runs: 1, runLength: length, runStarts: nil)
  }

  /// How far behind the pointer a row starts.
  @inline(__always) static func rowStart(_ row: Int, in rows: Rows) -> Int {
    guard let starts = rows.starts else { return row &* rows.stride }
    return Int(starts[row])
  }

  /// How far behind the start of its row a run starts.
  @inline(__always) static func runStart(_ run: Int, in rows: Rows) -> Int {
    guard let starts = rows.runStarts else { return 0 }
    return Int(starts[run])
  }
}
