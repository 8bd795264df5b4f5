import Testing

@testable import ForgeKernels

/// The two forms of a kernel of two operands, and its function in float64.
struct BinaryKernel: Sendable, CustomTestStringConvertible {
  typealias Pointer = UnsafePointer<Float>
  typealias Result = UnsafeMutablePointer<Float>

  let name: String
  let elementwise: @Sendable (Pointer, Pointer, Int, Result) -> Void
  let broadcast: @Sendable (Pointer, Kernel.Strides, Pointer, Kernel.Strides, _ rows: Int, _ columns: Int, Result) -> Void
  let reference: @Sendable (Double, Double) -> Double

  var testDescription: String { name }

  static let all: [BinaryKernel] = [
    BinaryKernel(
      name: "add",
      elementwise: { Kernel.add($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.add($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 + $1 }
    ),
    BinaryKernel(
      name: "subtract",
      elementwise: { Kernel.subtract($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.subtract($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 - $1 }
    ),
    BinaryKernel(
      name: "multiply",
      elementwise: { Kernel.multiply($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.multiply($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 * $1 }
    ),
    BinaryKernel(
      name: "maximum",
      elementwise: { Kernel.maximum($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.maximum($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0.isNaN || $1.isNaN ? .nan : $1 > $0 ? $1 : $0 }
    ),
    BinaryKernel(
      name: "minimum",
      elementwise: { Kernel.minimum($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.minimum($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0.isNaN || $1.isNaN ? .nan : $1 < $0 ? $1 : $0 }
    ),
    BinaryKernel(
      name: "prelu",
      elementwise: { Kernel.prelu($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.prelu($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 < 0 ? $0 * $1 : $0 }
    ),
  ]
}

@Suite struct BroadcastTests {
  @Test(arguments: BinaryKernel.all, [1, 3, 15, 16, 17, 33]) func sameShape(_ kernel: BinaryKernel, size: Int) {
    let (a, b) = (numbers(size, seed: 31), numbers(size, seed: 32))
    let want = zip(a, b).map { kernel.reference(Double($0), Double($1)) }
    let (left, right, result) = (Buffer(a), Buffer(b), Buffer(count: size))
    kernel.elementwise(left.pointer, right.pointer, size, result.pointer)
    expectUlps(result.values, want, .exact)
    kernel.elementwise(left.pointer, right.pointer, size, left.pointer)
    expectUlps(left.values, want, .exact, "in place")
  }

  @Test(arguments: BinaryKernel.all, [1, 2, 3, 15, 16, 17, 33]) func operandsRepeat(_ kernel: BinaryKernel, columns: Int) {
    let rows = 5
    let patterns = [(columns, 1), (0, 1), (1, 0), (0, 0)]
    for left in patterns {
      for right in patterns {
        let a = numbers((rows - 1) * left.0 + (columns - 1) * left.1 + 1, seed: 33)
        let b = numbers((rows - 1) * right.0 + (columns - 1) * right.1 + 1, seed: 34)
        let want = (0..<(rows * columns)).map { place in
          let (row, column) = place.quotientAndRemainder(dividingBy: columns)
          return kernel.reference(
            Double(a[row * left.0 + column * left.1]),
            Double(b[row * right.0 + column * right.1])
          )
        }
        let (x, z, y) = (Buffer(a), Buffer(b), Buffer(count: rows * columns))
        kernel.broadcast(x.pointer, left, z.pointer, right, rows, columns, y.pointer)
        expectUlps(y.values, want, .exact, "strides \(left) \(right)")
        guard left == (columns, 1) else { continue }
        kernel.broadcast(x.pointer, left, z.pointer, right, rows, columns, x.pointer)
        expectUlps(x.values, want, .exact, "in place, strides \(left) \(right)")
      }
    }
  }

  @Test(arguments: BinaryKernel.all) func specialNumbers(_ kernel: BinaryKernel) {
    let special: [Float] = [.nan, .infinity, -.infinity, 0, 1, -1, .leastNonzeroMagnitude, 3e38, -3e38]
    let a = special.flatMap { [Float](repeating: $0, count: special.count) }
    let b = special.flatMap { _ in special }
    let (left, right, result) = (Buffer(a), Buffer(b), Buffer(count: a.count))
    kernel.elementwise(left.pointer, right.pointer, a.count, result.pointer)
    for (index, got) in result.values.enumerated() {
      let want = Float(kernel.reference(Double(a[index]), Double(b[index])))
      #expect(got == want || got.isNaN && want.isNaN, "\(a[index]) with \(b[index]) is \(got), not \(want)")
    }
  }
}
