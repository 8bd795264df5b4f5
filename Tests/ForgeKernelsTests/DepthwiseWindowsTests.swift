import Testing

@testable import ForgeKernels

/// The kernels for windows of the usual sizes.
enum DepthwiseKernel: CaseIterable {
  case three, threeByTwo, five, fiveByTwo, seven, sevenByTwo

  var columns: Int {
    switch self {
    case .three, .threeByTwo: 3
    case .five, .fiveByTwo: 5
    case .seven, .sevenByTwo: 7
    }
  }

  var stride: Int {
    switch self {
    case .three, .five, .seven: 1
    case .threeByTwo, .fiveByTwo, .sevenByTwo: 2
    }
  }
}

@Suite struct DepthwiseWindowsTests {
  /// Sizes of images and windows, their paddings, strides and dilations; the columns' are those of the kernel, padded by half a window at
  /// most.
  private static func cases(_ kernel: DepthwiseKernel) -> [ConvolutionCase] {
    let half = kernel.columns / 2
    let rows = min(3, kernel.columns)
    func item(
      _ height: Int,
      _ width: Int,
      _ channels: Int,
      rows: (size: Int, stride: Int, dilation: Int, before: Int, after: Int),
      columns: (before: Int, after: Int),
      stride: Int = kernel.stride,
      dilation: Int = 1,
      hasBias: Bool = true
    ) -> ConvolutionCase {
      ConvolutionCase(
        height: height,
        width: width,
        channels: channels,
        filters: channels,
        groups: channels,
        kernel: (rows.size, kernel.columns),
        stride: (rows.stride, stride),
        dilation: (rows.dilation, dilation),
        before: (rows.before, columns.before),
        after: (rows.after, columns.after),
        hasBias: hasBias
      )
    }
    let same = (size: kernel.columns, stride: kernel.stride, dilation: 1, before: half, after: half)
    // One place a row to more than four, by widths that are and are not multiples; fewer channels than a vector, and one more.
    let sizes = [kernel.columns - half, kernel.columns, 8, 9, 14, 15].flatMap { width in
      [1, 16, 33].map { item(kernel.columns + 1, width, $0, rows: same, columns: (half, half)) }
    }
    // Places two and three apart, of which turns have fewer than four, four and more, and other numbers of them.
    var dilated: [ConvolutionCase] = []
    for dilation in 2...3 where kernel.stride == 1 {
      let reach = half * dilation
      for width in [1, dilation + 1, 4 * dilation, 4 * dilation + 1, 9 * dilation - 1] {
        dilated.append(item(kernel.columns, width, 16, rows: same, columns: (reach, reach), dilation: dilation))
        dilated.append(item(kernel.columns, width, 35, rows: same, columns: (reach, reach), dilation: dilation))
        dilated.append(item(4, width + 2 * reach, 20, rows: (rows, 1, 2, 1, 1), columns: (dilation - 1, 1), dilation: dilation))
        // As far apart as their pixels, by paddings that are and are not multiples of that.
        for before in reach - dilation + 1...reach {
          let columns = (before: before, after: reach)
          dilated.append(
            item(kernel.columns, width * dilation, 19, rows: same, columns: columns, stride: dilation, dilation: dilation)
          )
        }
      }
    }
    return sizes + dilated + [
      item(5, 13, 20, rows: same, columns: (half, 0), hasBias: false),
      item(5, 13, 20, rows: same, columns: (0, half)),
      item(9, 16, 19, rows: (rows, 2, 2, 1, 2), columns: (half, half)),
      item(1, 21, 18, rows: (1, 1, 1, 0, 0), columns: (half, half)),
      item(2, 10, 17, rows: (2, 1, 1, 1, 1), columns: (half - 1, 1)),
      // More channels than are visited at a time.
      item(3, 9, 240, rows: same, columns: (half, half)),
      item(4, 7, 245, rows: same, columns: (half, half), hasBias: false),
    ]
  }

  @Test(arguments: DepthwiseKernel.allCases) func isTheSumOfItsWindows(_ kernel: DepthwiseKernel) {
    for item in Self.cases(kernel) {
      let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
      expect(convolved(kernel, item, item.image) { sums, _ in sums }, want, .close)
    }
  }

  /// What lies beside the image is 0 whatever stands at its edges, and a channel sees nothing of another.
  @Test(arguments: DepthwiseKernel.allCases) func infinityAndNaNStayInTheirWindowsAndChannel(_ kernel: DepthwiseKernel) {
    for item in Self.cases(kernel).prefix(18) {
      var image = item.image
      image.values[0] = .nan
      image.values[image.values.count - 1] = .infinity
      let want = Image.channelsLast(item.reference(image), channels: item.filters)
      expect(convolved(kernel, item, image) { sums, _ in sums }, want, .close)
    }
  }

  @Test(arguments: DepthwiseKernel.allCases) func resultsAreFinishedWhereTheyLie(_ kernel: DepthwiseKernel) {
    for item in Self.cases(kernel) {
      let want = Image.channelsLast(item.reference(item.image), channels: item.filters)
      let addend = Buffer(numbers(want.count + 15, seed: 5))
      let got = convolved(kernel, item, item.image) { sums, offset in
        Kernel.relu(sums + Kernel.load(addend.pointer + offset))
      }
      expect(got, zip(want, addend.values).map { max(0, $0 + Double($1)) }, .close)
    }
  }

  private func convolved(
    _ kernel: DepthwiseKernel,
    _ item: ConvolutionCase,
    _ image: Image,
    finish: @escaping (Kernel.Vector, Int) -> Kernel.Vector
  ) -> [Float] {
    let x = Buffer(image.channelsLast)
    let weights = Buffer(Image.channelsLast(item.weights, channels: item.channels))
    let bias = item.bias.map { Buffer($0) }
    let y = Buffer([Float](repeating: .nan, count: item.filters * item.outputSize.height * item.outputSize.width))
    func call(
      _ convolve: (
        UnsafePointer<Float>, (height: Int, width: Int), Int, Kernel.Window, UnsafePointer<Float>, UnsafePointer<Float>?,
        UnsafeMutablePointer<Float>, (height: Int, width: Int), (Kernel.Vector, Int) -> Kernel.Vector
      ) -> Void
    ) {
      convolve(
        x.pointer,
        image.size,
        item.channels,
        item.window,
        weights.pointer,
        bias?.pointer,
        y.pointer,
        item.outputSize,
        finish
      )
    }
    let isDilated = item.dilation.width > 1
    switch kernel {
    case .three: isDilated ? call(Kernel.dilatedDepthwiseThree) : call(Kernel.depthwiseThree)
    case .threeByTwo: call(Kernel.depthwiseThreeByTwo)
    case .five: isDilated ? call(Kernel.dilatedDepthwiseFive) : call(Kernel.depthwiseFive)
    case .fiveByTwo: call(Kernel.depthwiseFiveByTwo)
    case .seven: isDilated ? call(Kernel.dilatedDepthwiseSeven) : call(Kernel.depthwiseSeven)
    case .sevenByTwo: call(Kernel.depthwiseSevenByTwo)
    }
    #expect(y.isAsItWasBehind)
    return y.values
  }
}
