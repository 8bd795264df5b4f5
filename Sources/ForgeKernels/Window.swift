extension Kernel {
  /// A window that slides over an image; height stands before width. A sequence is an image of height 1.
  ///
  /// `before` is the padding above and to the left of the image. A tuple, since a type of its own would bring functions that
  /// compilations of these kernels for other processors could share.
  typealias Window = (
    size: (height: Int, width: Int), stride: (height: Int, width: Int), dilation: (height: Int, width: Int),
    before: (height: Int, width: Int)
  )

  /// The rows of a window that lie in the image: how many, and how far apart they and their weights are.
  typealias WindowRows = (count: Int, step: Int, weightStep: Int)

  @inline(__always) static func window(
    _ height: Int,
    _ width: Int,
    stride: (Int, Int) = (1, 1),
    dilation: (Int, Int) = (1, 1),
    before: (Int, Int) = (0, 0)
  ) -> Window {
    ((height, width), stride, dilation, before)
  }

  /// A window with the padding that gives `⌈size / stride⌉` places on an image of that size, the smaller half first.
  @inline(__always) static func window(
    _ height: Int,
    _ width: Int,
    stride: (Int, Int) = (1, 1),
    dilation: (Int, Int) = (1, 1),
    sameOn size: (Int, Int)
  ) -> Window {
    func before(_ size: Int, _ window: Int, _ stride: Int, _ dilation: Int) -> Int {
      // The last place begins `(size - 1) % stride` elements before the last one.
      max(0, (window - 1) * dilation - (size - 1) % stride) / 2
    }
    return window(
      height,
      width,
      stride: stride,
      dilation: dilation,
      before: (before(size.0, height, stride.0, dilation.0), before(size.1, width, stride.1, dilation.1))
    )
  }

  /// How many elements a window reads of each channel.
  @inline(__always) static func elementCount(of window: Window) -> Int { window.size.height * window.size.width }

  /// Which of `count` steps reach into an axis: those with `0 <= index * step + offset < size`.
  @inline(__always) static func inside(_ count: Int, step: Int, offset: Int, size: Int) -> Range<Int> {
    if offset >= 0 && offset + (count - 1) * step < size { return 0..<count }
    let first = offset >= 0 ? 0 : (step - 1 - offset) / step
    let end = offset >= size ? 0 : (size - 1 - offset) / step + 1
    let low = min(first, count)
    return low..<max(low, min(end, count))
  }
}
