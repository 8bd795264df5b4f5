// Needs: Blocks, Select

extension Kernel {
  /// `y[o][i]` is the place of the largest or smallest element `x[o][a][i]` over the middle axis `a` of `[outer][size][inner]`,
  /// for up to 2²⁴ elements there; the first or last of several. NaN counts as the largest and as the smallest.
  @inline(__always) static func placeOfExtreme(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    isLargest: Bool,
    selectsLast: Bool
  ) {
    if inner == 1 {
      for row in 0..<outer {
        y[row] = placeInRow(x + row * size, count: size, isLargest: isLargest, selectsLast: selectsLast)
      }
      return
    }
    for index in 0..<outer {
      forEachBlock(of: inner) { column, length in
        let top = x + index * size * inner + column
        var best = loadBlock(top, length)
        var place = Vector(repeating: 0)
        for row in 1..<max(1, size) {
          let elements = loadBlock(top + row * inner, length)
          let isBetter = replaces(elements, best, isLargest: isLargest, selectsLast: selectsLast)
          best = select(isBetter, elements, best)
          place = select(isBetter, Float(row), place)
        }
        storeBlock(place, y + index * inner + column, length)
      }
    }
  }

  /// The place in `count` neighbours: each lane keeps the best of its own, of which the best is taken, then those behind the
  /// last whole vector.
  @inline(__always) private static func placeInRow(
    _ x: UnsafePointer<Float>,
    count: Int,
    isLargest: Bool,
    selectsLast: Bool
  ) -> Float {
    var best = x[0]
    var place = 0
    var i = 1
    if count >= 2 * width {
      var lanes = load(x)
      var steps = Vector(repeating: 0)
      for step in 1..<(count / width) {
        let elements = load(x + step * width)
        let isBetter = replaces(elements, lanes, isLargest: isLargest, selectsLast: selectsLast)
        lanes = select(isBetter, elements, lanes)
        steps = select(isBetter, Float(step), steps)
      }
      best = lanes[0]
      place = Int(steps[0]) * width
      for lane in 1..<width {
        let other = Int(steps[lane]) * width + lane
        let isAlike = lanes[lane] == best || lanes[lane] != lanes[lane] && best != best
        let isBetter = replaces(lanes[lane], best, isLargest: isLargest, selectsLast: selectsLast)
        if isAlike ? (other > place) == selectsLast : isBetter { (best, place) = (lanes[lane], other) }
      }
      i = count / width * width
    }
    while i < count {
      if replaces(x[i], best, isLargest: isLargest, selectsLast: selectsLast) { (best, place) = (x[i], i) }
      i += 1
    }
    return Float(place)
  }

  /// Whether an element takes the place of the best of those before it.
  @inline(__always) private static func replaces(
    _ element: Vector,
    _ best: Vector,
    isLargest: Bool,
    selectsLast: Bool
  ) -> SIMDMask<SIMD16<Int32>> {
    if selectsLast { return (isLargest ? element .>= best : element .<= best) .| (element .!= element) }
    return (isLargest ? element .> best : element .< best) .| ((element .!= element) .& (best .== best))
  }

  @inline(__always) private static func replaces(
    _ element: Float,
    _ best: Float,
    isLargest: Bool,
    selectsLast: Bool
  ) -> Bool {
    if selectsLast { return (isLargest ? element >= best : element <= best) || element != element }
    return (isLargest ? element > best : element < best) || element != element && best == best
  }
}
