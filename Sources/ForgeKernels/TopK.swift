extension Kernel {
  /// The `k` largest or smallest elements over the middle axis of `[outer][size][inner]`, in order, or their places; of equal
  /// ones the first comes first. NaN counts as the largest.
  ///
  /// - `y`: `[outer][k][inner]`; `scratch`: `2 · k` elements.
  ///
  /// Each element goes to its place among the best of those before it, which takes `k` moves at most.
  @inline(__always) static func topK(
    _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>,
    outer: Int,
    size: Int,
    inner: Int,
    k: Int,
    isLargest: Bool,
    givesPlaces: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for block in 0..<outer {
      for column in 0..<inner {
        keepBest(x + block * size * inner + column, size: size, distance: inner, k: k, isLargest: isLargest, best: scratch)
        let target = y + block * k * inner + column
        for rank in 0..<k { target[rank * inner] = scratch[givesPlaces ? k + rank : rank] }
      }
    }
  }

  /// Fills `best` with the `k` best of `size` elements that lie `distance` apart, then with their places.
  @inline(__always) private static func keepBest(
    _ x: UnsafePointer<Float>,
    size: Int,
    distance: Int,
    k: Int,
    isLargest: Bool,
    best: UnsafeMutablePointer<Float>
  ) {
    let places = best + k
    var count = 0
    for index in 0..<size {
      let element = x[index * distance]
      if count == k && !comes(element, before: best[k - 1], isLargest: isLargest) { continue }
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if comes(element, before: best[middle], isLargest: isLargest) { high = middle } else { low = middle + 1 }
      }
      let moved = min(count, k - 1) - low
      (best + low + 1).update(from: best + low, count: moved)
      (places + low + 1).update(from: places + low, count: moved)
      best[low] = element
      places[low] = Float(index)
      count = min(count + 1, k)
    }
  }

  @inline(__always) private static func comes(_ a: Float, before b: Float, isLargest: Bool) -> Bool {
    isLargest ? a > b || a != a && b == b : a < b || b != b && a == a
  }
}
