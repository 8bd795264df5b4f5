import Testing

@testable import ForgeOperators

/// Which way of a 3×3 convolution the count of multiplications and weights chooses.
@Suite struct WinogradTileTests {
  @Test(arguments: [
    (size: 56, channels: 64, tile: WinogradTile?.some(.four)), (28, 128, .four), (14, 256, .two), (7, 512, .two), (1, 64, nil),
    (2, 4, nil), (4, 32, .four), (16, 45, .four), (16, 64, .four),
  ])
  func choosesByCost(_ item: (size: Int, channels: Int, tile: WinogradTile?)) {
    let best = WinogradTile.best(height: item.size, width: item.size, channels: item.channels, filters: item.channels)
    #expect(best == item.tile)
  }

  /// Transforms take whole vectors of channels and filters, sums half ones; the choices were timed.
  @Test(arguments: [
    (size: 60, channels: 3, filters: 16, tile: WinogradTile?.none), (60, 3, 32, nil), (60, 8, 8, nil), (60, 8, 12, .four),
    (60, 32, 8, .four), (60, 16, 1, .four), (14, 4, 48, nil), (14, 16, 16, .four), (4, 16, 32, .four),
  ])
  func choosesPlainSumsWhereVectorsWouldBeNearlyEmpty(
    _ item: (size: Int, channels: Int, filters: Int, tile: WinogradTile?)
  ) {
    let best = WinogradTile.best(height: item.size, width: item.size, channels: item.channels, filters: item.filters)
    #expect(best == item.tile)
  }

  @Test func filtersAreTakenAtTheTilesPoints() {
    #expect(WinogradTile.two.filterTransform == [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    let four = WinogradTile.four.filterTransform
    #expect(four.count == 6)
    #expect(four[0] == [64.0 / 81, 0, 0])
    #expect(zip(four[1], [-128.0 / 243, -32.0 / 81, -8.0 / 27]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(zip(four[4], [32.0 / 243, -16.0 / 81, 8.0 / 27]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(four[5] == [0, 0, 1])
  }

  @Test(arguments: [(tiles: 1, parts: 1), (5, 1), (49, 2), (196, 7), (1000, 36)])
  func fewWeightsAreReadOftenSoThatTilesStayInTheSecondCache(_ item: (tiles: Int, parts: Int)) {
    let chunk = WinogradTile.four.tilesAtATime(of: item.tiles, channels: 64, filters: 64)
    #expect(chunk == (item.tiles + item.parts - 1) / item.parts)
    #expect(chunk * 36 * (64 + 64) <= 131_072)
  }

  @Test(arguments: [(tiles: 49, channels: 256, parts: 1), (196, 512, 7), (16, 2048, 3)])
  func manyWeightsAreReadInFewParts(_ item: (tiles: Int, channels: Int, parts: Int)) {
    let chunk = WinogradTile.four.tilesAtATime(of: item.tiles, channels: item.channels, filters: item.channels)
    #expect(chunk == (item.tiles + item.parts - 1) / item.parts)
    #expect(chunk * 36 * 2 * item.channels <= 1_048_576)
  }
}
