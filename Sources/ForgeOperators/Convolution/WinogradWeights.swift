import ForgeGraph

/// The tiles of minimal filtering for 3×3 windows that kernels have: F(2×2, 3×3) and F(4×4, 3×3).
enum WinogradTile: Int, CaseIterable {
  case two = 2
  case four = 4

  /// The side of the square that a tile reads.
  var side: Int { rawValue + 2 }

  /// Vector operations of the transforms for 16 channels of a tile, and for 16 filters.
  fileprivate var transformCosts: (input: Int, output: Int) { self == .two ? (150, 80) : (250, 200) }

  /// What it takes to begin the product of one of a tile's elements, in multiplications with an addition.
  fileprivate static let productStart = 500

  /// `G` of `G · W · Gᵀ`: the values of a filter's polynomials at the points of the tile, each divided by the product of the
  /// point's distances from the others; the last point is ∞.
  var filterTransform: [[Double]] {
    let points: [Double] = self == .two ? [0, 1, -1] : [0, 0.75, -0.75, 1.5, -1.5]
    let rows = points.map { point -> [Double] in
      let distance = points.filter { $0 != point }.reduce(1) { $0 * (point - $1) }
      return [1, point, point * point].map { $0 / (self == .two ? abs(distance) : distance) }
    }
    return rows + [[0, 0, 1]]
  }
}

extension WinogradTile {
  /// How many weights stay in the second cache: 240 KiB.
  private static let cachedWeights = 61_440

  /// What a convolution costs with the tile, in multiplications with an addition; nil stands for the sums as they are.
  ///
  /// Rows of a product cost as much as tiles of six and five do, some four to six alone as much as six, up to three as much as
  /// three, a single tile as much as one; columns as much as whole panels, of which the last may be half of one. Reading a weight takes as
  /// long as three of them where it stays in the second cache, as long as 16 where it comes from memory or from a cache that all cores
  /// share. Transforms take whole vectors, however few channels are in them.
  static func cost(_ tile: WinogradTile?, height: Int, width: Int, channels: Int, filters: Int) -> Int {
    func rows(_ count: Int) -> Int { count <= 3 ? 3 : count <= 6 ? 6 : max(count, (count + 5) / 6 * 5) }
    let columns = vectors(of: filters, panelWidth / 2)
    func products(_ count: Int, rows: Int, passes: Int) -> Int {
      let weights = count * channels * columns
      return weights * (rows + 3 * passes) + max(0, weights - cachedWeights) * 13 * passes
    }
    guard let tile else { return products(9, rows: rows(height * width), passes: 1) }
    let tiles = tile.count(height: height, width: width)
    let (inputs, outputs) = (vectors(of: channels, panelWidth), vectors(of: filters, panelWidth))
    let chunk = tile.tilesAtATime(of: tiles, channels: channels, filters: outputs)
    let passes = (tiles + chunk - 1) / chunk
    let products = products(tile.side * tile.side, rows: tiles == 1 ? 1 : rows(tiles), passes: passes)
    let starts = tiles == 1 ? 0 : tile.side * tile.side * passes * productStart
    return products + starts + tiles * (tile.transformCosts.input * inputs + tile.transformCosts.output * outputs)
  }

  /// The elements of as many vectors of a length as it takes.
  private static func vectors(of count: Int, _ length: Int) -> Int { (count + length - 1) / length * length }

  /// The cheapest way for an image of this size. A tile whose weights no second cache holds must save a tenth: it brings up to four
  /// times as many, which take up memory and have to be read when a program starts.
  static func best(height: Int, width: Int, channels: Int, filters: Int) -> WinogradTile? {
    func cost(_ tile: WinogradTile?) -> Int {
      Self.cost(tile, height: height, width: width, channels: channels, filters: filters)
    }
    let plain = cost(nil)
    let isLarge = channels * filters * 16 > cachedWeights
    return allCases.filter { cost($0) < (isLarge ? plain / 10 * 9 : plain) }.min { cost($0) < cost($1) }
  }

  /// How many tiles cover a result.
  func count(height: Int, width: Int) -> Int {
    ((height + rawValue - 1) / rawValue) * ((width + rawValue - 1) / rawValue)
  }

  /// How many tiles a kernel works on at a time, in parts of much the same size.
  ///
  /// What they read and write either stays in the second cache, or goes to the next one and back, in parts of up to 4 MiB. Each
  /// part reads all weights, so that with many weights few parts are better: 256 filters of 49 tiles took 0.88 of the time of three
  /// parts at once, 128 filters 0.92; 64 filters of 196 tiles took 0.97 in seven parts instead of four.
  func tilesAtATime(of tiles: Int, channels: Int, filters: Int) -> Int {
    let elements = side * side * (channels + filters)
    func parts(_ most: Int) -> Int { max(1, (tiles * elements + most - 1) / most) }
    let (small, large) = (min(tiles, parts(131_072)), min(tiles, parts(1_048_576)))
    let weights = side * side * channels * filters
    let count = small * weights <= large * weights + tiles * elements ? small : large
    return (tiles + count - 1) / count
  }
}

extension CallSite {
  /// Stores 3×3 weights `[filters, channels, 3, 3]` as the panels that `Kernel.winograd` reads, computed in float64.
  mutating func storeWinograd(_ weight: Parameter, _ tile: WinogradTile) -> String {
    let (filters, channels) = (weight.shape[0], weight.shape[1])
    let blocks = (filters + panelWidth - 1) / panelWidth
    let layout = "\(tile.side) × \(tile.side) of \(filters) × \(channels) in \(blocks) panel\(blocks == 1 ? "" : "s")"
    let panel = channels * panelWidth
    let count = tile.side * tile.side * blocks * panel
    return store(weight.name, layout: layout, count: count) {
      let values = weight.values()
      var transform = FilterTransform(tile)
      var panels = [Float](repeating: 0, count: count)
      for filter in 0..<filters {
        for channel in 0..<channels {
          transform.apply(to: values, at: (filter * channels + channel) * 9)
          let place = filter / panelWidth * panel + channel * panelWidth + filter % panelWidth
          for element in transform.square.indices {
            panels[element * blocks * panel + place] = Float(transform.square[element])
          }
        }
      }
      return panels
    }
  }
}

/// `G · W · Gᵀ` of one 3×3 window after the other; the buffers stay, as large networks have a million windows.
private struct FilterTransform {
  private let side: Int
  /// `G`, row by row.
  private let g: [Double]
  private var rows: [Double]
  private(set) var square: [Double]

  init(_ tile: WinogradTile) {
    side = tile.side
    g = tile.filterTransform.flatMap { $0 }
    rows = [Double](repeating: 0, count: side * 3)
    square = [Double](repeating: 0, count: side * side)
  }

  /// Transforms the window that starts at an element.
  mutating func apply(to weights: [Float], at start: Int) {
    for i in 0..<side {
      for column in 0..<3 {
        let first = g[i * 3] * Double(weights[start + column])
        let second = g[i * 3 + 1] * Double(weights[start + 3 + column])
        rows[i * 3 + column] = first + second + g[i * 3 + 2] * Double(weights[start + 6 + column])
      }
    }
    for i in 0..<side {
      for j in 0..<side {
        let first = rows[i * 3] * g[j * 3] + rows[i * 3 + 1] * g[j * 3 + 1]
        square[i * side + j] = first + rows[i * 3 + 2] * g[j * 3 + 2]
      }
    }
  }
}
