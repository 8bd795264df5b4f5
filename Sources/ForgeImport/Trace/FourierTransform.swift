import ForgeGraph
import ForgeOperators

/// A discrete Fourier transform along one axis: `y[k] = factor · Σ x[j] · e^(∓2πi · j · k / length)`, + when it is inverse.
///
/// It is linear, so that it is a product with a constant matrix over numbers or pairs of a real and an imaginary part.
struct FourierTransform {
  enum Source: String {
    /// Numbers.
    case real
    /// Pairs.
    case complex
    /// Pairs from 0 to half the length, of a spectrum whose other half is the conjugate; the result is of numbers.
    case half
  }

  let source: Source
  let length: Int
  let isInverse: Bool
  /// Whether the result ends at half the length.
  var isOneSided = false
  var factor = 1.0

  /// How many elements are read, and how many come out.
  var sourceCount: Int { source == .half ? length / 2 + 1 : length }
  var resultCount: Int { isOneSided ? length / 2 + 1 : length }

  private static let longest = 4096

  /// The matrix as a dense layer has it: a row for each number of the result, a column for each that is read.
  ///
  /// - Parameters:
  ///   - count: how many elements are there; those beyond are zeros, which need no columns.
  ///   - window: what each element is multiplied by first, or nil.
  func matrix(count: Int, window: Known? = nil) throws(ImportFault) -> Known {
    guard (1...Self.longest).contains(length) else {
      throw ImportFault("it transforms \(length) elements, only up to \(Self.longest) are supported")
    }
    let read = min(count, sourceCount)
    let (rows, columns) = (resultCount * (source == .half ? 1 : 2), read * (source == .real ? 1 : 2))
    guard read > 0, rows * columns <= 1 << 25 else {
      throw ImportFault("its transform is a product with a matrix \(rows)×\(columns), which is too large")
    }
    let weights = window?.numbers.map { $0 * factor } ?? [Double](repeating: factor, count: read)
    guard weights.count == read else { throw ImportFault("its window has \(weights.count) elements instead of \(read)") }
    // Sines of the angles that there are; the cosine is the sine a quarter on. Those that are 0 are so exactly.
    let angles = (0..<length).map { Double($0) * 2 * Double.pi / Double(length) }
    let cosines = angles.indices.map { 4 * $0 == length || 4 * $0 == 3 * length ? 0 : cosine(angles[$0]) }
    let sines = angles.indices.map { 2 * $0 % length == 0 ? 0 : sine(angles[$0]) * (isInverse ? 1 : -1) }
    var numbers: [Double] = []
    numbers.reserveCapacity(rows * columns)
    for row in 0..<rows {
      let (place, isImaginary) = source == .half ? (row, false) : (row / 2, row % 2 == 1)
      for index in 0..<read {
        let angle = place * index % length
        let weight = source == .half && index > 0 && 2 * index != length ? 2 * weights[index] : weights[index]
        let (real, imaginary) = (cosines[angle] * weight, sines[angle] * weight)
        numbers.append(isImaginary ? imaginary : real)
        if source != .real { numbers.append(isImaginary ? real : -imaginary) }
      }
    }
    let words = [source.rawValue, isInverse ? "inverse" : "forward"] + (isOneSided ? ["one_sided"] : [])
    let name = (["fourier"] + words + ["\(length)"]).joined(separator: "_")
    return Known(name: name, shape: [rows, columns], element: .float32, numbers: numbers)
  }
}

extension Tracer {
  /// A Fourier transform along an axis of numbers, or of pairs which are the last axis, as is the result's.
  mutating func transformed(_ tensor: Traced, along axis: Int, _ transform: FourierTransform) throws(ImportFault) -> Traced {
    let rank = transform.source == .real ? tensor.rank : tensor.rank - 1
    guard axis < rank, transform.source == .real || tensor.shape.last == 2 else {
      throw ImportFault("axis \(axis) is none of \(tensor.shape) to transform along")
    }
    noteBatch(tensor, along: [axis])
    let count = min(tensor.shape[axis], transform.sourceCount)
    let read = try slice(tensor, axis: axis, start: 0, end: count, step: 1)
    let others = (0..<rank).filter { $0 != axis }
    let turned = try transposed(read, others + [axis] + (rank..<tensor.rank))
    let result = try transformedRows(turned, others.count, transform.matrix(count: count), transform)
    // The axis goes back to its place, before those that were behind it.
    let order = Array(0..<axis) + [others.count] + Array(axis..<others.count) + Array((others.count + 1)..<result.rank)
    return try transposed(result, order)
  }

  /// The transforms of parts of a signal `[batch, time]`, or `[batch, time, 2]` of pairs, each multiplied by a window, as
  /// `[batch, parts, frequencies, 2]`.
  mutating func shortTimeTransformed(
    _ tensor: Traced,
    _ transform: FourierTransform,
    step: Int,
    window: Known?
  ) throws(ImportFault) -> Traced {
    let size = transform.length
    guard tensor.rank == (transform.source == .real ? 2 : 3), step > 0, (1...max(1, tensor.shape[1])).contains(size) else {
      throw ImportFault("parts of \(size) elements, \(step) apart, are none of \(tensor.shape)")
    }
    let count = (tensor.shape[1] - size) / step + 1
    _ = try [count, size].boundedCount()
    let places = (0..<count).flatMap { part in (0..<size).map { part * step + $0 } }
    let parts = try gathered(tensor, axis: 1, places: Known.integers(places, name: "places").reshaped([count, size]))
    let matrix = try transform.matrix(count: size, window: window)
    let name = window == nil ? matrix.name : "\(wanted).windowed_\(matrix.name)"
    return try transformedRows(parts, 2, matrix.named(name), transform)
  }

  /// Transforms of all axes from `first` on: that of the elements, and the pairs'.
  private mutating func transformedRows(
    _ tensor: Traced,
    _ first: Int,
    _ matrix: Known,
    _ transform: FourierTransform
  ) throws(ImportFault) -> Traced {
    let outer = Array(tensor.shape.prefix(first))
    let flat = try reshaped(tensor, to: outer + [matrix.shape[1]])
    let product =
      tensor.known == nil
      ? try dense(flat, weight: matrix, bias: nil) : try matrixProduct(flat, Traced(matrix.transposedMatrix()))
    return transform.source == .half ? product : try reshaped(product, to: outer + [transform.resultCount, 2])
  }
}
