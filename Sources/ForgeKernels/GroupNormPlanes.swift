// Needs: RowTail, Summation, Moments, ReciprocalRoot

extension Kernel {
  /// `y = (x - mean) / √(variance + ε) * γ + β`, mean and variance over a group of neighbouring channels, where a channel is a
  /// plane; `y` may be `x`.
  ///
  /// - `x`, `y`: `[channels][plane]`, row-major; each group has `channels / groups` channels.
  /// - `gamma`, `beta`: one value a channel; nil stands for ones and zeros.
  static func groupNormPlanes(
    _ x: UnsafePointer<Float>,
    gamma: UnsafePointer<Float>?,
    beta: UnsafePointer<Float>?,
    epsilon: Float,
    into y: UnsafeMutablePointer<Float>,
    groups: Int,
    channels: Int,
    plane: Int
  ) {
    let members = channels / groups
    for group in 0..<groups {
      let (center, shift, variance) = moments(x + group * members * plane, count: members * plane)
      let normalizer = reciprocalRoot(variance + epsilon)
      for channel in (group * members)..<((group + 1) * members) {
        let source = x + channel * plane
        let target = y + channel * plane
        let factor = normalizer * (gamma.map { $0[channel] } ?? 1)
        let offset = beta.map { $0[channel] } ?? 0
        var i = 0
        while i + width <= plane {
          store((load(source + i) - center - shift) * factor + offset, target + i)
          i += width
        }
        while i < plane {
          target[i] = (source[i] - center - shift) * factor + offset
          i += 1
        }
      }
    }
  }
}
