/// A kernel's operand: aligned to 64 bytes and padded to a multiple of 16 floats, as in generated code; the padding holds NaN,
/// so that a kernel which lets it into a result fails its test.
final class Buffer {
  let count: Int
  let pointer: UnsafeMutablePointer<Float>

  init(_ values: [Float]) {
    count = values.count
    let capacity = (values.count + 15) / 16 * 16
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(64, capacity * 4), alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(16, capacity))
    pointer.initialize(repeating: .nan, count: max(16, capacity))
    for (index, value) in values.enumerated() { pointer[index] = value }
  }

  convenience init(count: Int) { self.init([Float](repeating: .nan, count: count)) }

  deinit { pointer.deallocate() }

  var values: [Float] { (0..<count).map { pointer[$0] } }
}
