// Needs: Blocks, MultiplyAdd, TransposeMatrix, Window

extension Kernel {
  /// `y[p][f] = finish(Σ x[p · stride + k · dilation - before][g(f) + c] · W[f][ky][kx][c] + b[f])`, where `g(f)` is the first
  /// channel of the filter's group: a convolution of a channels-last image with groups of any few channels and filters.
  ///
  /// - `x`: `[height][width][channels]`; `y`: `[outputHeight][outputWidth][filters]`, behind whose end 16 elements may be read.
  /// - `unit`: so many neighbours in a row, whose groups are 16 or more, are taken together.
  /// - `panels`: `[⌈unit · groups / 16⌉][filters / groups][kernelHeight][kernelWidth][channels / groups][16]`: the weights of each vector
  ///   of a unit's groups, of which the last reaches back over the one before.
  /// - `bias`: `[filters]`, or nil.
  /// - `scratch`: one element for each place of the window; the planes, which are images of `groups` channels, as many as a group has
  ///   channels and a stride has places (`GroupPlane`); twice the results of four units, and 16 elements.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`. It may be asked twice for a
  ///   place.
  ///
  /// The first channels of all groups become a plane, so do their second ones, and so on: there the groups of neighbours lie side by
  /// side, and any 16 of them are a vector. A filter of each group is a sum of depthwise convolutions, one of each plane. Four units share
  /// the loads of weights. Behind the rows of a plane stand zeros, so that one row runs on into the next; what results there is
  /// left out.
  @inline(__always) static func spreadConvolution(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    unit: Int,
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    groups: Int,
    scratch: UnsafeMutablePointer<Float>,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let group: SpreadGroup = (filters / groups, channels / groups)
    let plane = groupPlane(window, outputSize, groups: groups, unit: unit)
    let taps = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self)
    let planes = scratch + elementCount(of: window)
    let sums = planes + window.stride.height * window.stride.width * group.channels * plane.elements
    findTaps(window, plane, channels: group.channels, groups: groups, into: taps)
    spreadGroups(x, size, window, channels: group.channels, groups: groups, into: planes, plane)
    let places = (outputSize.height - 1) * plane.width + outputSize.width
    for start in stride(from: 0, to: places, by: 4 * unit) {
      sumUnits(
        planes + start * groups,
        length: unit * groups,
        taps: (UnsafePointer(taps), elementCount(of: window), plane.elements),
        group: group,
        panels: panels,
        into: sums
      )
      let results = gathered(sums, filters: group.filters, count: 4 * unit * groups)
      var (row, column) = start.quotientAndRemainder(dividingBy: plane.width)
      for place in 0..<min(4 * unit, places - start) {
        if column < outputSize.width {
          let values = results + place &* filters
          let offset = (row &* outputSize.width &+ column) &* filters
          forEachBlock(of: filters) { filter, length in
            let sums = load(values + filter) + (bias.map { load($0 + filter) } ?? Vector(repeating: 0))
            storeBlock(finish(sums, offset &+ filter), y + (offset &+ filter), length)
          }
        }
        column += 1
        if column == plane.width { (row, column) = (row + 1, 0) }
      }
    }
  }

  /// How many filters and channels a group has.
  private typealias SpreadGroup = (filters: Int, channels: Int)
  /// A channel of each group, at the pixels that are a stride apart: the rows and columns that windows see, and how many elements those
  /// are, with what four units read behind them.
  private typealias GroupPlane = (height: Int, width: Int, elements: Int)

  /// Where a window sees the first plane, and how far apart the planes are.
  private typealias SpreadTaps = (starts: UnsafePointer<Int32>, count: Int, planeSize: Int)

  @inline(__always) private static func groupPlane(
    _ window: Window,
    _ outputSize: (height: Int, width: Int),
    groups: Int,
    unit: Int
  ) -> GroupPlane {
    let height = outputSize.height + (window.size.height - 1) * window.dilation.height / window.stride.height
    let width = outputSize.width + (window.size.width - 1) * window.dilation.width / window.stride.width
    return (height, width, (height * width + 4 * unit) * groups)
  }

  /// Where the window of the first place sees the groups' first channels.
  private static func findTaps(
    _ window: Window,
    _ plane: GroupPlane,
    channels: Int,
    groups: Int,
    into taps: UnsafeMutablePointer<Int32>
  ) {
    for row in 0..<window.size.height {
      let (down, strideRow) = (row * window.dilation.height).quotientAndRemainder(dividingBy: window.stride.height)
      for column in 0..<window.size.width {
        let (right, strideColumn) = (column * window.dilation.width).quotientAndRemainder(dividingBy: window.stride.width)
        let planes = (strideRow * window.stride.width + strideColumn) * channels
        let place = planes * plane.elements + (down * plane.width + right) * groups
        taps[row * window.size.width + column] = Int32(place)
      }
    }
  }

  /// `planes[row % stride][column % stride][c][row / stride][column / stride][g] = x[row - before][column - before][g][c]`, 0 outside `x`.
  private static func spreadGroups(
    _ x: UnsafePointer<Float>,
    _ size: (height: Int, width: Int),
    _ window: Window,
    channels: Int,
    groups: Int,
    into planes: UnsafeMutablePointer<Float>,
    _ plane: GroupPlane
  ) {
    var planes = planes
    for strideRow in 0..<window.stride.height {
      for strideColumn in 0..<window.stride.width {
        for row in 0..<plane.height {
          let pixelRow = row * window.stride.height + strideRow - window.before.height
          let isInside = pixelRow >= 0 && pixelRow < size.height
          spreadRow(
            isInside ? x + pixelRow * size.width * groups * channels : nil,
            width: size.width,
            first: strideColumn - window.before.width,
            step: window.stride.width,
            channels: channels,
            groups: groups,
            into: planes + row * plane.width * groups,
            plane
          )
        }
        planes += channels * plane.elements
      }
    }
  }

  /// A row of each plane: its pixels are `step` apart in the image's row, or there is none.
  @inline(__always) private static func spreadRow(
    _ x: UnsafePointer<Float>?,
    width: Int,
    first: Int,
    step: Int,
    channels: Int,
    groups: Int,
    into y: UnsafeMutablePointer<Float>,
    _ plane: GroupPlane
  ) {
    let columns = x == nil ? 0..<0 : inside(plane.width, step: step, offset: first, size: width)
    for channel in 0..<channels {
      let line = y + channel * plane.elements
      line.update(repeating: 0, count: columns.lowerBound * groups)
      (line + columns.upperBound * groups).update(repeating: 0, count: (plane.width - columns.upperBound) * groups)
    }
    guard let x, !columns.isEmpty else { return }
    // Neighbours in both are one run.
    let run = step == 1 ? columns.count : 1
    var source = x + (columns.lowerBound * step + first) * groups * channels
    var target = y + columns.lowerBound * groups
    for _ in 0..<columns.count / run {
      if channels == 1 {
        target.update(from: source, count: run * groups)
      } else {
        transposeMatrix(
          source,
          sourceStride: channels,
          into: target,
          targetStride: plane.elements,
          rows: run * groups,
          columns: channels
        )
      }
      source += step * groups * channels
      target += groups
    }
  }

  /// `sums[f][g] = Σ x[tap + c][g] · W[f][tap][c][g]`: all filters of the groups of four units, each of `length` groups.
  @inline(__always) private static func sumUnits(
    _ x: UnsafePointer<Float>,
    length: Int,
    taps: SpreadTaps,
    group: SpreadGroup,
    panels: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let panelSize = taps.count &* group.channels &* width
    var panel = panels
    var lane = 0
    while lane < length {
      let start = min(lane, length &- width)
      let (x, sums) = (x + start, sums + start)
      var filter = 0
      #if X86_64_V4
        while filter < group.filters && group.filters > 1 {
          let first = min(filter, group.filters &- 2)
          let weights = panel + first &* panelSize
          sumTwo(x, length, taps, group.channels, weights, weights + panelSize, into: sums + first &* 4 &* length)
          filter &+= 2
        }
      #endif
      while filter < group.filters {
        sumOne(x, length, taps, group.channels, panel + filter &* panelSize, into: sums + filter &* 4 &* length)
        filter &+= 1
      }
      panel += group.filters &* panelSize
      lane &+= width
    }
  }

  /// A filter of 16 groups at four units.
  @inline(__always) private static func sumOne(
    _ x: UnsafePointer<Float>,
    _ length: Int,
    _ taps: SpreadTaps,
    _ channels: Int,
    _ weights: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    var sums = (Vector(repeating: 0), Vector(repeating: 0), Vector(repeating: 0), Vector(repeating: 0))
    var weights = weights
    for tap in 0..<taps.count {
      var pixel = x + Int(taps.starts[tap])
      for _ in 0..<channels {
        let weight = load(weights)
        sums.0 = multiplyAdd(load(pixel), weight, sums.0)
        sums.1 = multiplyAdd(load(pixel + length), weight, sums.1)
        sums.2 = multiplyAdd(load(pixel + 2 &* length), weight, sums.2)
        sums.3 = multiplyAdd(load(pixel + 3 &* length), weight, sums.3)
        pixel += taps.planeSize
        weights += width
      }
    }
    store(sums.0, y)
    store(sums.1, y + length)
    store(sums.2, y + 2 &* length)
    store(sums.3, y + 3 &* length)
  }

  #if X86_64_V4
    /// Two filters of 16 groups at four units, which share the loads of pixels: there are registers for both.
    @inline(__always) private static func sumTwo(
      _ x: UnsafePointer<Float>,
      _ length: Int,
      _ taps: SpreadTaps,
      _ channels: Int,
      _ weights: UnsafePointer<Float>,
      _ others: UnsafePointer<Float>,
      into y: UnsafeMutablePointer<Float>
    ) {
      var sums = (Vector(repeating: 0), Vector(repeating: 0), Vector(repeating: 0), Vector(repeating: 0))
      var otherSums = sums
      var (weights, others) = (weights, others)
      for tap in 0..<taps.count {
        var pixel = x + Int(taps.starts[tap])
        for _ in 0..<channels {
          let (weight, other) = (load(weights), load(others))
          let pixels = (load(pixel), load(pixel + length), load(pixel + 2 &* length), load(pixel + 3 &* length))
          sums.0 = multiplyAdd(pixels.0, weight, sums.0)
          otherSums.0 = multiplyAdd(pixels.0, other, otherSums.0)
          sums.1 = multiplyAdd(pixels.1, weight, sums.1)
          otherSums.1 = multiplyAdd(pixels.1, other, otherSums.1)
          sums.2 = multiplyAdd(pixels.2, weight, sums.2)
          otherSums.2 = multiplyAdd(pixels.2, other, otherSums.2)
          sums.3 = multiplyAdd(pixels.3, weight, sums.3)
          otherSums.3 = multiplyAdd(pixels.3, other, otherSums.3)
          pixel += taps.planeSize
          weights += width
          others += width
        }
      }
      store(sums.0, y)
      store(sums.1, y + length)
      store(sums.2, y + 2 &* length)
      store(sums.3, y + 3 &* length)
      store(otherSums.0, y + 4 &* length)
      store(otherSums.1, y + 5 &* length)
      store(otherSums.2, y + 6 &* length)
      store(otherSums.3, y + 7 &* length)
    }
  #endif

  /// `y[g][f] = sums[f][g]`, behind the sums.
  @inline(__always) private static func gathered(
    _ sums: UnsafeMutablePointer<Float>,
    filters: Int,
    count: Int
  ) -> UnsafePointer<Float> {
    if filters == 1 { return UnsafePointer(sums) }
    let results = sums + filters * count
    transposeMatrix(sums, sourceStride: count, into: results, targetStride: filters, rows: filters, columns: count)
    return UnsafePointer(results)
  }
}
