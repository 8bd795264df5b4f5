import Foundation
import Testing

@testable import ForgeKernels

/// The two forms of a kernel of two operands, and its function in float64.
struct BinaryKernel: Sendable, CustomTestStringConvertible {
  typealias Pointer = UnsafePointer<Float>
  typealias Result = UnsafeMutablePointer<Float>

  let name: String
  var tolerance: UlpTolerance = .exact
  /// Whether a zero's sign is that of the reference; of equal zeros maximum and minimum give either.
  var hasSignedZeros = true
  let elementwise: @Sendable (Pointer, Pointer, Int, Result) -> Void
  let broadcast: @Sendable (Pointer, Kernel.Strides, Pointer, Kernel.Strides, _ rows: Int, _ columns: Int, Result) -> Void
  let reference: @Sendable (Double, Double) -> Double

  var testDescription: String { name }

  static let all: [BinaryKernel] =
    [
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
        hasSignedZeros: false,
        elementwise: { Kernel.maximum($0, $1, count: $2, into: $3) },
        broadcast: { Kernel.maximum($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
        reference: { $0.isNaN || $1.isNaN ? .nan : $1 > $0 ? $1 : $0 }
      ),
      BinaryKernel(
        name: "minimum",
        hasSignedZeros: false,
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
      BinaryKernel(
        name: "divide",
        elementwise: { Kernel.divide($0, $1, count: $2, into: $3) },
        broadcast: { Kernel.divide($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
        reference: { $0 / $1 }
      ),
      BinaryKernel(
        name: "power",
        tolerance: .ulps(0.51),
        elementwise: { Kernel.power($0, $1, count: $2, into: $3) },
        broadcast: { Kernel.power($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
        reference: { pow($0, $1) }
      ),
      BinaryKernel(
        name: "atan2",
        tolerance: .ulps(0.51),
        elementwise: { Kernel.atan2($0, $1, count: $2, into: $3) },
        broadcast: { Kernel.atan2($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
        reference: { atan2($0, $1) }
      ),
      BinaryKernel(
        name: "modulo, truncated",
        elementwise: { Kernel.truncatedModulo($0, $1, count: $2, into: $3) },
        broadcast: { Kernel.truncatedModulo($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
        reference: { fmod($0, $1) }
      ),
      BinaryKernel(
        name: "modulo, floor",
        elementwise: { Kernel.floorModulo($0, $1, count: $2, into: $3) },
        broadcast: { Kernel.floorModulo($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
        reference: {
          let remainder = fmod($0, $1)
          return remainder == 0 ? Double(signOf: $1, magnitudeOf: 0) : (remainder < 0) == ($1 < 0) ? remainder : remainder + $1
        }
      ),
    ] + comparisons

  private static let comparisons: [BinaryKernel] = [
    BinaryKernel(
      name: "equal",
      elementwise: { Kernel.equal($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.equal($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 == $1 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "notEqual",
      elementwise: { Kernel.notEqual($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.notEqual($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 != $1 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "less",
      elementwise: { Kernel.less($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.less($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 < $1 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "lessOrEqual",
      elementwise: { Kernel.lessOrEqual($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.lessOrEqual($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 <= $1 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "greater",
      elementwise: { Kernel.greater($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.greater($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 > $1 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "greaterOrEqual",
      elementwise: { Kernel.greaterOrEqual($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.greaterOrEqual($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 >= $1 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "logicalAnd",
      elementwise: { Kernel.logicalAnd($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.logicalAnd($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 != 0 && $1 != 0 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "logicalOr",
      elementwise: { Kernel.logicalOr($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.logicalOr($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { $0 != 0 || $1 != 0 ? 1 : 0 }
    ),
    BinaryKernel(
      name: "logicalXor",
      elementwise: { Kernel.logicalXor($0, $1, count: $2, into: $3) },
      broadcast: { Kernel.logicalXor($0, strides: $1, $2, strides: $3, rows: $4, columns: $5, into: $6) },
      reference: { ($0 != 0) != ($1 != 0) ? 1 : 0 }
    ),
  ]

  func results(_ a: [Float], _ b: [Float]) -> [Float] {
    let (left, right, result) = (Buffer(a), Buffer(b), Buffer(count: a.count))
    elementwise(left.pointer, right.pointer, a.count, result.pointer)
    return result.values
  }
}

@Suite struct BroadcastTests {
  @Test(arguments: BinaryKernel.all, [1, 3, 15, 16, 17, 33]) func sameShape(_ kernel: BinaryKernel, size: Int) {
    let (a, b) = (numbers(size, seed: 31), numbers(size, seed: 32))
    let want = zip(a, b).map { kernel.reference(Double($0), Double($1)) }
    let (left, right, result) = (Buffer(a), Buffer(b), Buffer(count: size))
    kernel.elementwise(left.pointer, right.pointer, size, result.pointer)
    expectUlps(result.values, want, kernel.tolerance)
    kernel.elementwise(left.pointer, right.pointer, size, left.pointer)
    expectUlps(left.values, want, kernel.tolerance, "in place")
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
        expectUlps(y.values, want, kernel.tolerance, "strides \(left) \(right)")
        guard left == (columns, 1) else { continue }
        kernel.broadcast(x.pointer, left, z.pointer, right, rows, columns, x.pointer)
        expectUlps(x.values, want, kernel.tolerance, "in place, strides \(left) \(right)")
      }
    }
  }

  @Test(arguments: BinaryKernel.all) func specialNumbers(_ kernel: BinaryKernel) {
    let special: [Float] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude,
      .leastNormalMagnitude, 3e38, -3e38, 16_777_215, 16_777_216, -16_777_215, 0.99999994, 1.0000001, 1e-20, 1e20,
    ]
    let a = special.flatMap { [Float](repeating: $0, count: special.count) }
    let b = special.flatMap { _ in special }
    for (index, got) in kernel.results(a, b).enumerated() {
      let want = kernel.reference(Double(a[index]), Double(b[index]))
      let isSameZero = want != 0 || got.sign == want.sign || !kernel.hasSignedZeros
      #expect(
        got == Float(want) && isSameZero || kernel.tolerance.admits(got, want) && Float(want) != 0,
        "\(a[index]) with \(b[index]) is \(got), not \(want)"
      )
    }
  }

  /// Pairs of any two float32, and of numbers that are near one another.
  @Test(arguments: ["power", "atan2", "divide", "modulo, truncated", "modulo, floor"]) func anyNumbers(_ name: String) throws {
    let kernel = try #require(BinaryKernel.all.first { $0.name == name })
    var random = SplitMix(state: 91)
    let a = (0..<40_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
    let other = (0..<40_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
    let near = zip(a, numbers(40_000, seed: 92)).map { $0 * (1 + $1) }
    let small = numbers(40_000, seed: 93).map { $0 * 8 }
    for (x, y) in [(a, other), (a, near), (near, a), (a, small), (a.map(abs), small), (small, small.reversed())] {
      expectUlps(kernel.results(x, y), zip(x, y).map { kernel.reference(Double($0), Double($1)) }, kernel.tolerance)
    }
  }

  /// A power near the ends of float32, and of numbers near 1, where its exponent has the most digits.
  @Test func largePowersKeepTheirDigits() throws {
    let kernel = try #require(BinaryKernel.all.first { $0.name == "power" })
    let a = (0..<20_000).map { 1 + Float($0 - 10_000) * 0x1p-23 }
    let b = a.indices.map { 88 / log(a[$0]) * (Float($0 % 200) / 100 - 1) }
    let c = numbers(20_000, seed: 94).map { abs($0) * 30 }
    let d = c.indices.map { 103 / log(c[$0]) * (Float($0 % 200) / 100 - 1) }
    for (x, y) in [(a, b), (c, d)] {
      expectUlps(kernel.results(x, y), zip(x, y).map { pow(Double($0), Double($1)) }, kernel.tolerance)
    }
  }

  /// A large quotient takes its neighbours on the slow path.
  @Test(arguments: ["modulo, truncated", "modulo, floor"]) func largeQuotientsLeaveTheirNeighboursAlone(_ name: String) throws {
    let kernel = try #require(BinaryKernel.all.first { $0.name == name })
    for lane in 0..<16 {
      var a = numbers(16, seed: 95).map { $0 * 100 }
      a[lane] = 1e30
      let b = numbers(16, seed: 96)
      expectUlps(kernel.results(a, b), zip(a, b).map { kernel.reference(Double($0), Double($1)) }, .exact)
    }
  }
}

/// A generator of whole numbers (Steele, Lea and Flood, “Fast Splittable Pseudorandom Number Generators”, 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
