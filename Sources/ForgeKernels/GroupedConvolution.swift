// Needs: MultiplyAdd, Window

extension Kernel {
  /// `y[p][f] = finish(Σ x[p · stride + k · dilation - before][g(f) + c] · W[f][ky][kx][c] + b[f])`, where `g(f)` is the first
  /// channel of the filter's group: a convolution of a channels-last image whose groups are small.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][filters]`, with 16 filters or more.
  /// - `panels`: `[⌈filters / 16⌉][kernelHeight][kernelWidth][channels / groups][16]`, of which the last holds the last 16 filters.
  /// - `bias`: `[filters]`, or nil.
  /// - `groups`: with 2 filters of 1 or 2 channels each, 4 of 4 channels, or 8.
  /// - `scratch`: room for a pixel of zeros: 16 elements, and those of two groups.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`. It may be asked twice for a
  ///   place.
  ///
  /// A vector holds 16 filters of several groups: each step multiplies their weights by one channel of each of these
  /// groups, spread over the group's lanes. Four neighbours in a row share each load of weights; all filters of some places come
  /// before the next ones, so that memory is read in order, as long as their weights stay in the second cache.
  @inline(__always) static func groupedConvolution(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    groups: Int,
    scratch: UnsafeMutablePointer<Float>,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let group: Group = (filters / groups, channels / groups)
    scratch.update(repeating: 0, count: max(width, 2 * group.channels))
    let panelSize = window.size.height * window.size.width * group.channels * width
    let filtersAtATime = max(1, 65_536 / panelSize) * width
    let rowWeights = window.size.width * group.channels * width
    var first = 0
    while first < filters {
      let end = min(filters, first + filtersAtATime)
      for row in 0..<outputSize.height {
        let top = row * window.stride.height - window.before.height
        let seen = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
        let line = x + (top + seen.lowerBound * window.dilation.height) * size.width * channels
        let rows: WindowRows = (seen.count, window.dilation.height * size.width * channels, rowWeights)
        var column = 0
        while column < outputSize.width {
          // The last four reach back over those before; where there are fewer, the last stands for those that are not there.
          let place = max(0, min(column, outputSize.width - 4))
          let last = outputSize.width - 1 - place
          let places = (min(1, last), min(2, last), min(3, last))
          let columns: GroupedColumns = (
            window.size.width, window.dilation.width, place * window.stride.width - window.before.width,
            (places.0 * window.stride.width, places.1 * window.stride.width, places.2 * window.stride.width), size.width
          )
          var panel = panels + (first / width * panelSize + seen.lowerBound * rowWeights)
          var filter = first
          while filter < end {
            let lane = min(filter, filters - width)
            let sums = fourGroupedSums(
              line + lane / group.filters * group.channels,
              channels: channels,
              rows: rows,
              columns: columns,
              group: group,
              panel: panel,
              zeros: UnsafePointer(scratch),
              start: bias.map { load($0 + lane) } ?? Vector(repeating: 0)
            )
            let offset = (row * outputSize.width + place) * filters + lane
            store(finish(sums.0, offset), y + offset)
            store(finish(sums.1, offset + places.0 * filters), y + (offset + places.0 * filters))
            store(finish(sums.2, offset + places.1 * filters), y + (offset + places.1 * filters))
            store(finish(sums.3, offset + places.2 * filters), y + (offset + places.2 * filters))
            panel += panelSize
            filter += width
          }
          column += 4
        }
      }
      first = end
    }
  }

  /// How many filters and channels a group has.
  private typealias Group = (filters: Int, channels: Int)
  /// The columns of four windows: how many, how far apart, where the first window begins, where the others do behind it, and how
  /// many the image has.
  private typealias GroupedColumns = (count: Int, step: Int, first: Int, others: (Int, Int, Int), end: Int)
  private typealias Four = (Vector, Vector, Vector, Vector)

  /// The sums of 16 filters at four places; what lies beside the image is taken from `zeros`.
  @inline(__always) private static func fourGroupedSums(
    _ line: UnsafePointer<Float>,
    channels: Int,
    rows: WindowRows,
    columns: GroupedColumns,
    group: Group,
    panel: UnsafePointer<Float>,
    zeros: UnsafePointer<Float>,
    start: Vector
  ) -> Four {
    let isInside = columns.first >= 0 && columns.first &+ columns.others.2 &+ (columns.count &- 1) &* columns.step < columns.end
    let others = (columns.others.0 &* channels, columns.others.1 &* channels, columns.others.2 &* channels)
    var sums = (start, start, start, start)
    for row in 0..<rows.count {
      var column = columns.first
      var pixel = line + (row &* rows.step &+ column &* channels)
      var weights = panel + row &* rows.weightStep
      for _ in 0..<columns.count {
        var pixels = (pixel, pixel + others.0, pixel + others.1, pixel + others.2)
        if !isInside {
          @inline(__always) func isBeside(_ column: Int) -> Bool { column < 0 || column >= columns.end }
          if isBeside(column) { pixels.0 = zeros }
          if isBeside(column &+ columns.others.0) { pixels.1 = zeros }
          if isBeside(column &+ columns.others.1) { pixels.2 = zeros }
          if isBeside(column &+ columns.others.2) { pixels.3 = zeros }
        }
        switch (group.filters, group.channels) {
        case (2, 1): addDoubled(pixels, weights, to: &sums)
        case (2, _): addPairs(pixels, weights, to: &sums)
        case (4, _): addFours(pixels, weights, to: &sums)
        default: addEights(pixels, weights, channels: group.channels, to: &sums)
        }
        column &+= columns.step
        pixel += columns.step &* channels
        weights += group.channels &* width
      }
    }
    return sums
  }

  private typealias Pixels = (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>)

  /// 8 filters of each of two groups.
  @inline(__always) private static func addEights(
    _ pixels: Pixels,
    _ weights: UnsafePointer<Float>,
    channels: Int,
    to sums: inout Four
  ) {
    @inline(__always) func spread(_ pixel: UnsafePointer<Float>, _ channel: Int) -> Vector {
      let low = SIMD8<Float>(repeating: pixel[channel])
      return Vector(lowHalf: low, highHalf: SIMD8(repeating: pixel[channels &+ channel]))
    }
    for channel in 0..<channels {
      let weight = load(weights + channel &* width)
      sums.0 = multiplyAdd(spread(pixels.0, channel), weight, sums.0)
      sums.1 = multiplyAdd(spread(pixels.1, channel), weight, sums.1)
      sums.2 = multiplyAdd(spread(pixels.2, channel), weight, sums.2)
      sums.3 = multiplyAdd(spread(pixels.3, channel), weight, sums.3)
    }
  }

  /// 4 filters of each of four groups of 4 channels.
  @inline(__always) private static func addFours(_ pixels: Pixels, _ weights: UnsafePointer<Float>, to sums: inout Four) {
    let x = (load(pixels.0), load(pixels.1), load(pixels.2), load(pixels.3))
    @inline(__always) func spread(_ x: Vector, _ i: Int) -> Vector {
      let low = SIMD8(lowHalf: SIMD4(repeating: x[i]), highHalf: SIMD4(repeating: x[4 + i]))
      return Vector(lowHalf: low, highHalf: SIMD8(lowHalf: SIMD4(repeating: x[8 + i]), highHalf: SIMD4(repeating: x[12 + i])))
    }
    add((spread(x.0, 0), spread(x.1, 0), spread(x.2, 0), spread(x.3, 0)), load(weights), to: &sums)
    add((spread(x.0, 1), spread(x.1, 1), spread(x.2, 1), spread(x.3, 1)), load(weights + width), to: &sums)
    add((spread(x.0, 2), spread(x.1, 2), spread(x.2, 2), spread(x.3, 2)), load(weights + 2 &* width), to: &sums)
    add((spread(x.0, 3), spread(x.1, 3), spread(x.2, 3), spread(x.3, 3)), load(weights + 3 &* width), to: &sums)
  }

  /// 2 filters of each of eight groups of 2 channels.
  @inline(__always) private static func addPairs(_ pixels: Pixels, _ weights: UnsafePointer<Float>, to sums: inout Four) {
    let x = (load(pixels.0), load(pixels.1), load(pixels.2), load(pixels.3))
    let first = (doubled(x.0.evenHalf), doubled(x.1.evenHalf), doubled(x.2.evenHalf), doubled(x.3.evenHalf))
    add(first, load(weights), to: &sums)
    let second = (doubled(x.0.oddHalf), doubled(x.1.oddHalf), doubled(x.2.oddHalf), doubled(x.3.oddHalf))
    add(second, load(weights + width), to: &sums)
  }

  /// 2 filters of each of eight channels.
  @inline(__always) private static func addDoubled(_ pixels: Pixels, _ weights: UnsafePointer<Float>, to sums: inout Four) {
    @inline(__always) func spread(_ pixel: UnsafePointer<Float>) -> Vector {
      doubled(UnsafeRawPointer(pixel).loadUnaligned(as: SIMD8<Float>.self))
    }
    add((spread(pixels.0), spread(pixels.1), spread(pixels.2), spread(pixels.3)), load(weights), to: &sums)
  }

  /// Each element twice.
  @inline(__always) private static func doubled(_ x: SIMD8<Float>) -> Vector {
    var result = Vector(repeating: 0)
    result.evenHalf = x
    result.oddHalf = x
    return result
  }

  @inline(__always) private static func add(_ x: Four, _ weight: Vector, to sums: inout Four) {
    sums.0 = multiplyAdd(x.0, weight, sums.0)
    sums.1 = multiplyAdd(x.1, weight, sums.1)
    sums.2 = multiplyAdd(x.2, weight, sums.2)
    sums.3 = multiplyAdd(x.3, weight, sums.3)
  }
}
