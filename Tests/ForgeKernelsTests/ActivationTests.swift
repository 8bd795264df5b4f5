import Foundation
import Testing

@testable import ForgeKernels

typealias ElementwiseKernel = @Sendable (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void

/// An elementwise kernel, its function in float64, and how near it comes where.
struct Activation: Sendable, CustomTestStringConvertible {
  let name: String
  let tolerance: UlpTolerance
  /// The inputs for which the tolerance holds.
  var range: ClosedRange<Float> = -.infinity ... .infinity
  let kernel: ElementwiseKernel
  let reference: @Sendable (Double) -> Double

  var testDescription: String { name }

  func results(_ x: [Float], isInPlace: Bool = false) -> [Float] {
    let input = Buffer(x)
    let output = isInPlace ? input : Buffer(count: x.count)
    kernel(input.pointer, x.count, output.pointer)
    return output.values
  }

  static let all: [Activation] = [
    Activation(name: "relu", tolerance: .exact, kernel: { Kernel.relu($0, count: $1, into: $2) }) { $0 < 0 ? 0 : $0 },
    Activation(name: "relu6", tolerance: .exact, kernel: { Kernel.relu6($0, count: $1, into: $2) }) {
      $0 < 0 ? 0 : $0 > 6 ? 6 : $0
    },
    Activation(name: "leaky_relu", tolerance: .exact, kernel: { Kernel.leakyRelu($0, count: $1, into: $2, slope: 0.25) }) {
      $0 < 0 ? 0.25 * $0 : $0
    },
    Activation(name: "clip", tolerance: .exact, kernel: { Kernel.clip($0, count: $1, into: $2, minimum: -1, maximum: 2) }) {
      $0 < -1 ? -1 : $0 > 2 ? 2 : $0
    },
    Activation(name: "clip below", tolerance: .exact, kernel: { Kernel.clip($0, count: $1, into: $2, minimum: -0.5) }) {
      $0 < -0.5 ? -0.5 : $0
    },
    Activation(
      name: "scale",
      tolerance: .ulps(1),
      range: 0 ... .infinity,
      kernel: {
        Kernel.scale($0, count: $1, into: $2, factor: 3, offset: 0.5)
      }
    ) { $0 * 3 + 0.5 },
    Activation(name: "abs", tolerance: .exact, kernel: { Kernel.absoluteValue($0, count: $1, into: $2) }) { abs($0) },
    Activation(name: "sqrt", tolerance: .exact, kernel: { Kernel.squareRoot($0, count: $1, into: $2) }) { $0.squareRoot() },
    Activation(name: "exp", tolerance: .ulps(1.07), kernel: { Kernel.exp($0, count: $1, into: $2) }) { exp($0) },
    Activation(name: "log", tolerance: .ulps(1), kernel: { Kernel.log($0, count: $1, into: $2) }) { log($0) },
    Activation(name: "sigmoid", tolerance: .ulps(2.5), kernel: { Kernel.sigmoid($0, count: $1, into: $2) }) {
      1 / (1 + exp(-$0))
    },
    Activation(name: "tanh", tolerance: .ulps(2.5), kernel: { Kernel.tanh($0, count: $1, into: $2) }) { tanh($0) },
    Activation(name: "softsign", tolerance: .ulps(1.5), kernel: { Kernel.softsign($0, count: $1, into: $2) }) {
      $0 / (1 + abs($0))
    },
    Activation(name: "elu", tolerance: .ulps(2), kernel: { Kernel.elu($0, count: $1, into: $2, alpha: 1.5) }) {
      $0 < 0 ? 1.5 * expm1($0) : $0
    },
    Activation(name: "selu", tolerance: .ulps(2), kernel: { Kernel.selu($0, count: $1, into: $2) }) {
      1.0507009873554805 * ($0 < 0 ? 1.6732632423543772 * expm1($0) : $0)
    },
    Activation(name: "gelu", tolerance: .ulps(7), kernel: { Kernel.gelu($0, count: $1, into: $2) }) {
      $0 * (0.5 * erfc(-$0 * 0.5.squareRoot()))
    },
    // Further down the rounding of the exponent shows, magnified by the exponential.
    Activation(
      name: "gelu tanh",
      tolerance: .ulps(26),
      range: -4 ... .infinity,
      kernel: {
        Kernel.geluTanh($0, count: $1, into: $2)
      }
    ) { $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) },
    // Where e^x is denormal, x * e^x has no more digits than that.
    Activation(
      name: "silu",
      tolerance: .ulps(2.5),
      range: -88.3 ... .infinity,
      kernel: {
        Kernel.silu($0, count: $1, into: $2)
      }
    ) { $0 / (1 + exp(-$0)) },
    Activation(
      name: "mish",
      tolerance: .ulps(5),
      range: -87 ... .infinity,
      kernel: {
        Kernel.mish($0, count: $1, into: $2)
      }
    ) { $0 * tanh(log1p(exp($0))) },
    Activation(
      name: "softplus",
      tolerance: .ulps(2),
      kernel: {
        Kernel.softplus($0, count: $1, into: $2, beta: 1, threshold: 20)
      }
    ) { $0 > 20 ? $0 : log1p(exp($0)) },
    Activation(name: "hard_sigmoid", tolerance: .ulps(1.5), kernel: { Kernel.hardSigmoid($0, count: $1, into: $2) }) {
      $0 < -3 ? 0 : $0 > 3 ? 1 : ($0 + 3) / 6
    },
    Activation(name: "hard_swish", tolerance: .ulps(2.5), kernel: { Kernel.hardSwish($0, count: $1, into: $2) }) {
      $0 * ($0 < -3 ? 0 : $0 > 3 ? 1 : ($0 + 3) / 6)
    },
  ]
}

@Suite struct ActivationTests {
  /// Every 65 521st float32: each exponent and sign, 128 times.
  private static let sample = stride(from: 0, to: UInt64(1) << 32, by: 65_521).map { Float(bitPattern: UInt32($0)) }

  private static let special: [Float] = [
    .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, -1, 3, -3, 6, 20, 20.000002, -87.33, -87.34,
    88.72283, 88.72284, -103.97, -103.98, 1e-20, -1e-20, 1e20, -1e20, 0.99999994, 1.0000001,
  ]

  @Test(arguments: Activation.all + Activation.functions) func followsTheFormulaOverAllMagnitudes(_ activation: Activation) {
    let x = Self.sample.filter { activation.range.contains($0) || $0.isNaN }
    expectUlps(activation.results(x), x.map { activation.reference(Double($0)) }, activation.tolerance)
  }

  @Test(arguments: Activation.all + Activation.functions) func followsTheFormulaWhereModelsLive(_ activation: Activation) {
    let x = (-16_000...16_000).map { Float($0) / 1000 }.filter { activation.range.contains($0) }
    expectUlps(activation.results(x), x.map { activation.reference(Double($0)) }, activation.tolerance)
  }

  @Test(arguments: Activation.all + Activation.functions) func treatsSpecialNumbersAsTheFormulaDoes(_ activation: Activation) {
    let x = Self.special.filter { activation.range.contains($0) || $0.isNaN }
    for number in x {
      expectUlps(
        activation.results([number]),
        [activation.reference(Double(number))],
        activation.tolerance,
        "at \(number)"
      )
    }
  }

  @Test(arguments: Activation.all + Activation.functions, [1, 3, 15, 16, 17, 33]) func anySizeAndInPlace(
    _ activation: Activation,
    size: Int
  ) {
    let x = numbers(size, seed: 11).map { abs($0) * 4 }
    let want = x.map { activation.reference(Double($0)) }
    expectUlps(activation.results(x), want, activation.tolerance)
    expectUlps(activation.results(x, isInPlace: true), want, activation.tolerance)
  }

  @Test func softplusIsSharperWithBetaAndLinearAboveTheThreshold() {
    let x: [Float] = [-3, -0.5, 0, 0.5, 2.4, 2.6, 100]
    let input = Buffer(x)
    let output = Buffer(count: x.count)
    Kernel.softplus(input.pointer, count: x.count, into: output.pointer, beta: 2, threshold: 5)
    expectUlps(output.values, x.map { 2 * $0 > 5 ? Double($0) : log1p(exp(2 * Double($0))) / 2 }, .ulps(3))
    #expect(output.values.suffix(2) == [2.6, 100])
  }

  @Test func geluKeepsItsDigitsFarBelowZero() {
    // scipy.special.erfc in float64: x · ½ · erfc(-x / √2)
    let want = [-5.0: -1.4332578e-06, -8.0: -4.9767685e-15, -12.0: -2.1317785e-32]
    for (x, result) in want {
      let got = Double(Activation.all.first { $0.name == "gelu" }?.results([Float(x)])[0] ?? .nan)
      #expect(abs(got / result - 1) < 1e-6)
    }
  }
}
