// Needs: MultiplyAdd, Product, RowTail, Rows

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
    var filter = 0
    while filter < filters {
      transform(filter)
      let start = bias.map { load($0 + filter) } ?? Vector(repeating: 0)
      for row in 0..<min(tile, outputSize.height - top) {
        for column in 0..<min(tile, outputSize.width - left) {
          let offset = ((top + row) * outputSize.width + left + column) * filters + filter
          let result = finish(load(square + (row * tile + column) * width) + start, offset)
          if filters - filter >= width {
            store(result, y + offset)
          } else {
            storeTail(result, y + offset, count: filters - filter)
          }
        }
      }
      filter += width
    }
  }

  /// A square of pixels that reaches over the image's edges, with zeros there.
  @inline(__always) private static func copyPatch(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    top: Int,
    left: Int,
    side: Int,
    into patch: UnsafeMutablePointer<Float>
  ) {
    for row in top..<(top + side) {
      for column in left..<(left + side) {
        let target = patch + ((row - top) * side + column - left) * channels
        if row >= 0 && row < size.height && column >= 0 && column < size.width {
          target.update(from: x + (row * size.width + column) * channels, count: channels)
        } else {
          target.update(repeating: 0, count: channels)
        }
      }
    }
  }
}
