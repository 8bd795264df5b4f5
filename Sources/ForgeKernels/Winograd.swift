// Needs: MultiplyAdd, Product, Rows

extension Kernel {
  /// A 3×3 convolution of a channels-last image with stride 1 by minimal filtering (Winograd, “Arithmetic Complexity of
  /// Computations”, 1980; Lavin and Gray, “Fast Algorithms for Convolutional Neural Networks”, 2015):
  /// `y = finish(Aᵀ · [(G · W · Gᵀ) ⊙ (Bᵀ · x · B)] · A + b)` over tiles of `tile`×`tile` places.
  ///
  /// - `x`: `[height][width][channels]`, behind whose end 15 elements may be read; `y`: `[outputHeight][outputWidth][filters]`.
  /// - `panels`: `G · W · Gᵀ` as `[tile + 2][tile + 2][⌈filters / 16⌉][channels][16]`.
  /// - `bias`: `[filters]`, filled up to whole vectors; or nil.
  /// - `scratch`: with the channels and filters rounded up to multiples of 16,
  ///   `(tile + 2)² · (48 + channels + tilesAtATime · (channels + filters))` elements.
  /// - `transformInput`: `Bᵀ · x · B` and `transformOutput`: `Aᵀ · m · A` for 16 channels; see `winograd2` and `winograd4`.
  /// - `finish`: what becomes of 16 sums of a place, of which the first belongs at an offset in `y`.
  ///
  /// Each of the tile's `(tile + 2)²` elements is a matrix product of its own, over `tilesAtATime` tiles at a time so that what
  /// they read and write stays in the second cache.
  @inline(__always) static func winograd(
    tile: Int,
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    before: (height: Int, width: Int),
    panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    tilesAtATime: Int,
    scratch: UnsafeMutablePointer<Float>,
    transformInput: (
      _ x: UnsafePointer<Float>, _ rowStep: Int, _ columnStep: Int, _ square: UnsafeMutablePointer<Float>,
      _ v: UnsafeMutablePointer<Float>, _ vStep: Int
    ) -> Void,
    transformOutput: (_ m: UnsafePointer<Float>, _ mStep: Int, _ square: UnsafeMutablePointer<Float>) -> Void,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let side = tile + 2
    let paddedChannels = (channels + width - 1) / width * width
    let paddedFilters = (filters + width - 1) / width * width
    // The steps are no powers of two, so that the elements of a tile do not fall into the same few sets of a cache.
    let vStep = tilesAtATime * paddedChannels + width
    let mStep = tilesAtATime * paddedFilters + width
    let square = scratch
    let patch = square + side * side * width
    let v = patch + side * side * paddedChannels
    let m = v + side * side * vStep
    let columns = (outputSize.width + tile - 1) / tile
    let tiles = (outputSize.height + tile - 1) / tile * columns
    var first = 0
    while first < tiles {
      let count = min(tilesAtATime, tiles - first)
      for index in 0..<count {
        transformTile(
          x,
          size: size,
          channels: channels,
          top: (first + index) / columns * tile - before.height,
          left: (first + index) % columns * tile - before.width,
          side: side,
          patch: patch
        ) { pixels, rowStep, channel in
          transformInput(pixels, rowStep, channels, square, v + (index * paddedChannels + channel), vStep)
        }
      }
      if count == 1 {
        multiplyElements(v, vStep, panels, into: m, mStep, elements: side * side, channels: channels, filters: paddedFilters)
      } else {
        for element in 0..<(side * side) {
          product(
            v + element * vStep,
            in: rows(stride: paddedChannels, length: channels),
            rows: count,
            panels: panels + element * channels * paddedFilters,
            bias: nil,
            into: m + element * mStep,
            columns: 0..<paddedFilters,
            yStride: paddedFilters
          ) { sums, _ in sums }
        }
      }
      for index in 0..<count {
        finishTile(
          square,
          tile: tile,
          top: (first + index) / columns * tile,
          left: (first + index) % columns * tile,
          bias: bias,
          into: y,
          outputSize: outputSize,
          filters: filters,
          transform: { filter in transformOutput(m + (index * paddedFilters + filter), mStep, square) },
          finish: finish
        )
      }
      first += count
    }
  }

  /// The products of a single tile's elements, each a row times a matrix of its own: two at a time, so that there are enough sums
  /// that do not wait for one another. `elements` is even, `filters` a multiple of 16.
  @inline(__always) private static func multiplyElements(
    _ v: UnsafePointer<Float>,
    _ vStep: Int,
    _ panels: UnsafePointer<Float>,
    into m: UnsafeMutablePointer<Float>,
    _ mStep: Int,
    elements: Int,
    channels: Int,
    filters: Int
  ) {
    let zero = Vector(repeating: 0)
    var element = 0
    while element < elements {
      let (x0, x1) = (v + element * vStep, v + (element + 1) * vStep)
      let (y0, y1) = (m + element * mStep, m + (element + 1) * mStep)
      let panels0 = panels + element * channels * filters
      let panels1 = panels0 + channels * filters
      var column = 0
      while column < filters {
        // Two panels, or the last one twice.
        let other = min(column + width, filters - width)
        var (near0, far0) = (panels0 + column * channels, panels0 + other * channels)
        var (near1, far1) = (panels1 + column * channels, panels1 + other * channels)
        var (s0, t0, s1, t1) = (zero, zero, zero, zero)
        for channel in 0..<channels {
          s0 = multiplyAdd(load(near0), x0[channel], s0)
          t0 = multiplyAdd(load(far0), x0[channel], t0)
          s1 = multiplyAdd(load(near1), x1[channel], s1)
          t1 = multiplyAdd(load(far1), x1[channel], t1)
          near0 += width
          far0 += width
          near1 += width
          far1 += width
        }
        store(s0, y0 + column)
        store(t0, y0 + other)
        store(s1, y1 + column)
        store(t1, y1 + other)
        column += 2 * width
      }
      element += 2
    }
  }

  /// Hands the pixels that a tile reads over for 16 channels at a time: where they lie in the image, or with zeros around it.
  @inline(__always) private static func transformTile(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    top: Int,
    left: Int,
    side: Int,
    patch: UnsafeMutablePointer<Float>,
    transform: (_ pixels: UnsafePointer<Float>, _ rowStep: Int, _ channel: Int) -> Void
  ) {
    var source = x + (top * size.width + left) * channels
    var rowStep = size.width * channels
    if top < 0 || left < 0 || top + side > size.height || left + side > size.width {
      copyPatch(x, size: size, channels: channels, top: top, left: left, side: side, into: patch)
      source = UnsafePointer(patch)
      rowStep = side * channels
    }
    var channel = 0
    while channel < channels {
      transform(source + channel, rowStep, channel)
      channel += width
    }
  }

  /// Finishes and stores the places of a tile that lie in the result; `transform` leaves those of 16 filters in `square`.
  ///
  /// The last filters, if they do not fill a vector, come first: what a whole vector overwrites behind them is the next place's, whose first
  /// filters come after them, or, at the end of a row, is put back.
  @inline(__always) private static func finishTile(
    _ square: UnsafePointer<Float>,
    tile: Int,
    top: Int,
    left: Int,
    bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    filters: Int,
    transform: (_ filter: Int) -> Void,
    finish: (_ sums: Vector, _ offset: Int) -> Vector
  ) {
    let columns = min(tile, outputSize.width - left)
    let whole = filters / width * width
    var filter = whole < filters ? whole : 0
    for _ in 0..<(filters + width - 1) / width {
      transform(filter)
      let start = bias.map { load($0 + filter) } ?? Vector(repeating: 0)
      for row in 0..<min(tile, outputSize.height - top) {
        let first = ((top + row) * outputSize.width + left) * filters
        let end = y + (first + columns * filters)
        let behind = filter == whole ? load(end) : start
        for column in 0..<columns {
          let offset = first + column * filters + filter
          store(finish(load(square + (row * tile + column) * width) + start, offset), y + offset)
        }
        if filter == whole { store(behind, end) }
      }
      filter = filter == whole ? 0 : filter + width
    }
  }

  /// A square of pixels that reaches over the image's edges, with zeros there: of each row those before the image, in it and behind it.
  ///
  /// In whole vectors, which the transform reads as they are written. What the last of a run overwrites comes next, or is room that `patch` has
  /// where channels do not fill vectors.
  @inline(__always) private static func copyPatch(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    top: Int,
    left: Int,
    side: Int,
    into patch: UnsafeMutablePointer<Float>
  ) {
    let zero = Vector(repeating: 0)
    let first = max(0, left)
    let before = min(side, first - left) * channels
    let seen = max(0, min(size.width, left + side) - first) * channels
    let length = side * channels
    for row in 0..<side {
      let target = patch + row * length
      let isInside = top + row >= 0 && top + row < size.height
      let pixels = x + ((isInside ? top + row : 0) * size.width + first) * channels
      let copied = isInside ? before..<before + seen : 0..<0
      var place = 0
      while place < copied.lowerBound {
        store(zero, target + place)
        place += width
      }
      place = copied.lowerBound
      while place < copied.upperBound {
        store(load(pixels + (place - copied.lowerBound)), target + place)
        place += width
      }
      place = copied.upperBound
      while place < length {
        store(zero, target + place)
        place += width
      }
    }
  }
}
