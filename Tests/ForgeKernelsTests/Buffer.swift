/// A kernel's operand: aligned to 64 bytes, with more floats behind it, as in generated code; those hold NaN, so that a kernel
/// which lets them into a result fails its test.
final class Buffer {
  let count: Int
  let pointer: UnsafeMutablePointer<Float>

  init(_ values: [Float]) {
    count = values.count
    let capacity = (values.count + 31) / 16 * 16
    let raw = UnsafeMutableRawPointer.allocate(byteCount: capacity * 4, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: capacity)
    pointer.initialize(repeating: .nan, count: capacity)
    for (index, value) in values.enumerated() { pointer[index] = value }
  }

  convenience init(count: Int) { self.init([Float](repeating: .nan, count: count)) }

  deinit { pointer.deallocate() }

  var values: [Float] { (0..<count).map { pointer[$0] } }

  /// Whether the floats behind the values are what they were: a kernel that stores whole vectors must have put them back, since another
  /// value may lie there.
  var isAsItWasBehind: Bool { (count..<count + 16).allSatisfy { pointer[$0].isNaN } }
}
