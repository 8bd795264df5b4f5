import ForgeGraph
import Testing

@Suite struct TensorShapeTests {
  private let time = Dimension.symbol("time")

  @Test func countsItsElements() {
    #expect(TensorShape([2, 3, 4]).fixedCount == 24)
    #expect(([] as TensorShape).fixedCount == 1)
    #expect(TensorShape([2, 0]).fixedCount == 0)
    #expect(TensorShape([time, .fixed(8)]).fixedCount == nil)
    #expect(TensorShape([time, .fixed(8)]).count == time * 8)
    #expect(TensorShape([2, 3, 4, 5]).count(of: 1..<3) == .fixed(12))
    #expect(TensorShape([2, 3]).count(of: 2..<2) == .fixed(1))
  }

  @Test(arguments: [[Int.max, 2], [1 << 32, 1 << 32], [1 << 40, 1 << 40, 3]])
  func hasNoCountOnOverflow(sizes: [Int]) {
    #expect(TensorShape(sizes).fixedCount == nil)
  }

  @Test(arguments: [[Int.max, 2], [1 << 32, 1 << 32], [1 << 40, 1 << 40, 3]])
  func neverTakesAnOverflowForASmallCount(sizes: [Int]) {
    #expect((TensorShape(sizes).fixedCount ?? .max) > 1 << 62)
  }

  @Test func knowsItsSizesWhenNoneVaries() {
    #expect(TensorShape([2, 3]).fixedSizes == [2, 3])
    #expect(([] as TensorShape).fixedSizes == [])
    #expect(TensorShape([time, .fixed(3)]).fixedSizes == nil)
    #expect(TensorShape([time + 1, .symbol("n")]).symbols == ["time", "n"])
  }

  @Test(
    "counts axes from both ends",
    arguments: [(0, 0), (2, 2), (-1, 2), (-3, 0), (3, nil), (-4, nil)] as [(Int, Int?)]
  )
  func resolvesAxes(number: Int, axis: Int?) {
    #expect(TensorShape([2, 3, 4]).axis(number) == axis)
  }

  @Test func aScalarHasNoAxes() {
    #expect(([] as TensorShape).axis(0) == nil)
    #expect(([] as TensorShape).axis(-1) == nil)
  }

  @Test func knowsItsSizesForValuesOfItsNames() {
    let shape = TensorShape([time, (time - 2).divided(by: 2), .fixed(8)])
    #expect(shape.sizes(with: ["time": 7]) == [7, 2, 8])
    #expect(shape.sizes(with: [:]) == nil)
    #expect(TensorShape([time * 2]).sizes(with: ["time": .max]) == nil)
  }

  @Test func knowsHowFewElementsItCanHave() {
    #expect(TensorShape([time, .fixed(8)]).leastCount == 8)
    #expect(TensorShape([time - 3, .fixed(8)]).leastCount == 8)
    #expect(TensorShape([2, 3]).leastCount == 6)
    #expect(TensorShape([time, .fixed(1 << 40), .fixed(1 << 40)]).leastCount == nil)
  }

  @Test(
    "multiplies sizes without overflow",
    arguments: [([], 1), ([2, 3, 4], 24), ([0, .max], 0), ([.max, 1], .max), ([.max, 2], nil), ([1 << 32, 1 << 31], nil)]
      as [([Int], Int?)]
  )
  func multipliesSizes(sizes: [Int], count: Int?) {
    #expect(elementCount(of: sizes) == count)
  }

  @Test func isShownAsAList() {
    #expect(TensorShape([time, .fixed(8)]).description == "[time, 8]")
    #expect(([] as TensorShape).description == "[]")
    #expect(TensorType(.float32, [2, 3]).description == "[2, 3]")
    #expect(TensorType(.int64, [2]).description == "[2] int64")
  }
}
