import ForgeGraph
import Testing

@testable import ForgeOperators

/// What a convolution's window never sees is left out of it.
@Suite struct CropWindowsTests {
  private func graph(
    _ height: Int,
    _ width: Int,
    kernel: [Int],
    stride: Int = 1,
    dilation: [Int],
    _ rows: AxisAmounts,
    _ columns: AxisAmounts
  ) throws -> Graph {
    let op = Convolution(
      form: SpatialForm(rank: .image, format: .channelsLast),
      filters: 2,
      window: SpatialWindow(kernel: kernel, stride: [stride, stride], dilation: dilation),
      padding: .amounts(SpatialAmounts(rows: rows, columns: columns)),
      groups: 1,
      hasBias: true,
      layout: .pytorch
    )
    let parameters = [parameter("w", [2, 3] + kernel), parameter("b", [2])]
    return try sketch(input: TensorShape([height, width, 3]), [(op, [0], parameters)])
  }

  private func both(_ amount: Int) -> AxisAmounts { AxisAmounts(before: amount, after: amount) }

  private func convolution(of graph: Graph) throws -> Convolution {
    try #require(graph.nodes.compactMap { $0.op as? Convolution }.first)
  }

  @Test func theMiddleIsLeftOfAWideDilation() throws {
    let wide = try graph(4, 5, kernel: [3, 3], dilation: [6, 5], both(6), both(5))
    let cropped = GraphPass.cropWindows.run(wide)
    let op = try convolution(of: cropped)
    #expect((op.window.rows.size, op.window.columns.size) == (1, 1))
    #expect(op.padding == .amounts(SpatialAmounts()))
    try expectSame(wide, cropped)
  }

  @Test(arguments: [1, 2, 3]) func eachAxisIsCroppedByItself(_ stride: Int) throws {
    let wide = try graph(4, 7, kernel: [5, 3], stride: stride, dilation: [2, 3], both(4), both(3))
    let cropped = GraphPass.cropWindows.run(wide)
    #expect(try convolution(of: cropped).window.columns.size == 3)
    try expectSame(wide, cropped)
  }

  @Test func oneSideAloneMayBeCropped() throws {
    let wide = try graph(3, 3, kernel: [3, 1], dilation: [4, 1], AxisAmounts(before: 8, after: 0), both(0))
    let cropped = GraphPass.cropWindows.run(wide)
    let op = try convolution(of: cropped)
    #expect(op.window.rows.size == 1)
    #expect(op.padding == .amounts(SpatialAmounts()))
    try expectSame(wide, cropped)
  }

  @Test func windowsThatSeeSomethingStay() throws {
    for (dilation, amount) in [(1, 1), (2, 2), (3, 3)] {
      let kept = try graph(4, 4, kernel: [3, 3], dilation: [dilation, dilation], both(amount), both(amount))
      #expect(try convolution(of: GraphPass.cropWindows.run(kept)).window.count == 9)
    }
    // A single place between the image's rows: the padding that would be left is less than nothing.
    let between = try graph(2, 3, kernel: [2, 1], stride: 9, dilation: [3, 1], AxisAmounts(before: 2, after: 0), both(0))
    let same = GraphPass.cropWindows.run(between)
    #expect(try convolution(of: same).window.count == 2)
    try expectSame(between, same)
  }
}
