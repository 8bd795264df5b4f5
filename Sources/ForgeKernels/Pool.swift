// Needs: Window

extension Kernel {
  /// Combines the elements of every place of a window, for each channel of a channels-last image by itself; what lies outside
  /// the image has no part in it.
  ///
  /// - `x`: `[height][width][channels]`, behind whose end 15 elements may be read; `y`: `[outputHeight][outputWidth][channels]`.
  /// - `initial`: what the elements are combined with, one after the other.
  /// - `finish`: what becomes of the combination for a window that starts at a row and column of the image.
  @inline(__always) static func pool(
    _ x: UnsafePointer<Float>,
    size: (height: Int, width: Int),
    channels: Int,
    window: Window,
    initial: Float,
    into y: UnsafeMutablePointer<Float>,
    outputSize: (height: Int, width: Int),
    combine: (Vector, Vector) -> Vector,
    finish: (_ result: Vector, _ top: Int, _ left: Int) -> Vector
  ) {
    let end = y + outputSize.height * outputSize.width * channels
    let hasTail = channels % width > 0
    let behind = hasTail ? load(end) : Vector(repeating: initial)
    var target = y
    for row in 0..<outputSize.height {
      let top = row * window.stride.height - window.before.height
      let rows = inside(window.size.height, step: window.dilation.height, offset: top, size: size.height)
      for column in 0..<outputSize.width {
        let left = column * window.stride.width - window.before.width
        let columns = inside(window.size.width, step: window.dilation.width, offset: left, size: size.width)
        var channel = 0
        while channel < channels {
          var result = Vector(repeating: initial)
          for ky in rows {
            let rowStart = (top &+ ky &* window.dilation.height) &* size.width &+ left
            for kx in columns {
              let pixel = rowStart &+ kx &* window.dilation.width
              result = combine(result, load(x + (pixel &* channels &+ channel)))
            }
          }
          // What a whole vector overwrites behind the channels is the next place's.
          store(finish(result, top, left), target + channel)
          channel += width
        }
        target += channels
      }
    }
    if hasTail { store(behind, end) }
  }
}
