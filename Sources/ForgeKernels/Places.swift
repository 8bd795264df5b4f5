extension Kernel {
  /// The place along an axis that a computed number means: rounded towards 0, below 0 from the end, and never beyond the axis,
  /// whatever the number is; NaN means the first place.
  @inline(__always) static func boundedPlace(_ number: Float, in size: Int) -> Int {
    let bounded: Float = number > 0x1p62 ? 0x1p62 : number >= -0x1p62 ? number : number < 0 ? -0x1p62 : 0
    return boundedPlace(Int(bounded), in: size)
  }

  @inline(__always) static func boundedPlace(_ id: Int32, in size: Int) -> Int { boundedPlace(Int(id), in: size) }

  @inline(__always) private static func boundedPlace(_ number: Int, in size: Int) -> Int {
    max(0, min(number < 0 ? number + size : number, size - 1))
  }
}
