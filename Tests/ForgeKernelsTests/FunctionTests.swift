import Foundation
import Testing

@testable import ForgeKernels

extension Activation {
  /// A kernel without options.
  private static func function(
    _ name: String,
    _ tolerance: UlpTolerance,
    _ kernel: @escaping ElementwiseKernel,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> Activation {
    Activation(name: name, tolerance: tolerance, kernel: kernel, reference: reference)
  }

  static let functions: [Activation] = [
    function("negate", .exact, { Kernel.negate($0, count: $1, into: $2) }) { -$0 },
    function("reciprocal", .exact, { Kernel.reciprocal($0, count: $1, into: $2) }) { 1 / $0 },
    function("square", .exact, { Kernel.square($0, count: $1, into: $2) }) { $0 * $0 },
    function("floor", .exact, { Kernel.floor($0, count: $1, into: $2) }) { $0.rounded(.down) },
    function("ceil", .exact, { Kernel.ceil($0, count: $1, into: $2) }) { $0.rounded(.up) },
    function("round", .exact, { Kernel.round($0, count: $1, into: $2) }) { $0.rounded(.toNearestOrEven) },
    function("trunc", .exact, { Kernel.trunc($0, count: $1, into: $2) }) { $0.rounded(.towardZero) },
    function("logical not", .exact, { Kernel.logicalNot($0, count: $1, into: $2) }) { $0 == 0 ? 1 : 0 },
    function("is NaN", .exact, { Kernel.isNaN($0, count: $1, into: $2) }) { $0.isNaN ? 1 : 0 },
    function("is infinite", .exact, { Kernel.isInfinite($0, count: $1, into: $2) }) { $0.isInfinite ? 1 : 0 },
    function("is -∞", .exact, { Kernel.isInfinite($0, count: $1, into: $2, infinity: -.infinity) }) {
      $0 == -.infinity ? 1 : 0
    },
    function("sign", .exact, { Kernel.signum($0, count: $1, into: $2) }) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 + 0 },
    function("sin", .ulps(0.51), { Kernel.sin($0, count: $1, into: $2) }) { sin($0) },
    function("cos", .ulps(0.51), { Kernel.cos($0, count: $1, into: $2) }) { cos($0) },
    function("tan", .ulps(0.51), { Kernel.tan($0, count: $1, into: $2) }) { tan($0) },
    function("asin", .ulps(0.51), { Kernel.asin($0, count: $1, into: $2) }) { asin($0) },
    function("acos", .ulps(0.51), { Kernel.acos($0, count: $1, into: $2) }) { acos($0) },
    function("atan", .ulps(0.51), { Kernel.atan($0, count: $1, into: $2) }) { atan($0) },
    function("sinh", .ulps(0.51), { Kernel.sinh($0, count: $1, into: $2) }) { sinh($0) },
    function("cosh", .ulps(0.51), { Kernel.cosh($0, count: $1, into: $2) }) { cosh($0) },
    function("asinh", .ulps(0.51), { Kernel.asinh($0, count: $1, into: $2) }) { asinh($0) },
    function("acosh", .ulps(0.51), { Kernel.acosh($0, count: $1, into: $2) }) { acosh($0) },
    function("atanh", .ulps(0.51), { Kernel.atanh($0, count: $1, into: $2) }) { atanh($0) },
    function("expm1", .ulps(0.51), { Kernel.expm1($0, count: $1, into: $2) }) { expm1($0) },
    function("log1p", .ulps(0.51), { Kernel.log1p($0, count: $1, into: $2) }) { log1p($0) },
    function("erf", .ulps(1.4), { Kernel.erf($0, count: $1, into: $2) }) { erf($0) },
    function("celu", .ulps(2.5), { Kernel.celu($0, count: $1, into: $2, alpha: 1.5) }) { $0 < 0 ? 1.5 * expm1($0 / 1.5) : $0 },
    function("thresholded relu", .exact, { Kernel.thresholdedRelu($0, count: $1, into: $2, threshold: 1) }) {
      $0 <= 1 ? 0 : $0
    },
    function("shrink", .exact, { Kernel.shrink($0, count: $1, into: $2, lambda: 0.5, bias: 0) }) { abs($0) <= 0.5 ? 0 : $0 },
    function("soft shrink", .exact, { Kernel.shrink($0, count: $1, into: $2, lambda: 0.75, bias: 0.75) }) {
      abs($0) <= 0.75 ? 0 : $0 < 0 ? $0 + 0.75 : $0 - 0.75
    },
    function("hard sigmoid of ONNX", .ulps(1.5), { Kernel.hardSigmoid($0, count: $1, into: $2, shift: 2, slope: 0.25) }) {
      $0 < -2 ? 0 : $0 > 2 ? 1 : 0.25 * $0 + 0.5
    },
    function("selu with other factors", .ulps(2), { Kernel.selu($0, count: $1, into: $2, above: 1.25, below: 1.875) }) {
      $0 < 0 ? 1.875 * expm1($0) : 1.25 * $0
    },
    Activation(
      name: "silu with another beta",
      tolerance: .ulps(3.5),
      range: -43 ... .infinity,
      kernel: { Kernel.silu($0, count: $1, into: $2, beta: 2) },
      reference: { $0 / (1 + exp(-2 * $0)) }
    ),
  ]
}

@Suite struct FunctionTests {
  /// Multiples of π/2 up to the end of float32 and the numbers beside them, where a sine or cosine is next to 0.
  private static let nearMultiples = (0..<20_000).flatMap { step -> [Float] in
    let exponent = Double(step) / 20_000 * 127
    let nearest = (exp2(exponent) / (.pi / 2)).rounded() * (.pi / 2)
    let x = Float(nearest)
    return [x, -x, x.nextUp, x.nextDown]
  }

  /// The number of float32 that comes nearest to a multiple of π/2, some of the largest, and where the fast path ends.
  private static let hardAngles: [Float] = [
    16_367_173 * 0x1p72, .greatestFiniteMagnitude, 0x1p127, 0x1p126, 0x1.fffffep126, 0x1p28, Float(0x1p28).nextUp,
    Float(0x1p28).nextDown, 0x1p29, 0x1.6d6a46p100, 1e10, 1e22,
  ]

  @Test(arguments: ["sin", "cos", "tan"]) func anglesAreReducedWithoutLoss(_ name: String) throws {
    let function = try #require(Activation.functions.first { $0.name == name })
    for x in [Self.nearMultiples, Self.hardAngles, Self.hardAngles.map { -$0 }] {
      expectUlps(function.results(x), x.map { function.reference(Double($0)) }, function.tolerance)
    }
  }

  /// A large angle takes its neighbours on the slow path, which must give what the fast one does.
  @Test(arguments: ["sin", "cos", "tan"]) func largeAnglesLeaveTheirNeighboursAlone(_ name: String) throws {
    let function = try #require(Activation.functions.first { $0.name == name })
    let x = numbers(16, seed: 51).map { $0 * 10 }
    let alone = function.results(x)
    for lane in 0..<16 {
      for large: Float in [1e30, .infinity, .nan] {
        var mixed = x
        mixed[lane] = large
        var want = alone
        want[lane] = function.results([large])[0]
        #expect(function.results(mixed).map(\.bitPattern) == want.map(\.bitPattern), "\(large) in lane \(lane)")
      }
    }
  }

  @Test func largeAnglesHaveTheSinesThatTheyHave() throws {
    // mpmath with 80 digits: sine, cosine and tangent.
    let want: [(x: Float, values: [Double])] = [
      (1e10, [-0.487506025088, 0.873119622677, -0.558349637811]),
      (0x1p100, [-0.872183605418, 0.489178656975, -1.78295514938]),
      (.greatestFiniteMagnitude, [-0.521876523334, 0.85302103983, -0.611797949834]),
      (16_367_173 * 0x1p72, [1, -1.61476979825e-9, -619_283_318.951]),
    ]
    for (name, index) in [("sin", 0), ("cos", 1), ("tan", 2)] {
      let function = try #require(Activation.functions.first { $0.name == name })
      expectUlps(function.results(want.map(\.x)), want.map { $0.values[index] }, .ulps(0.51))
    }
  }

  @Test(arguments: ["sin", "tan", "asin", "atan", "sinh", "asinh", "atanh", "expm1", "log1p", "erf"])
  func zerosKeepTheirSigns(_ name: String) throws {
    let function = try #require(Activation.functions.first { $0.name == name })
    #expect(function.results([0, -0.0]).map(\.sign) == [.plus, .minus])
  }

  @Test func wholeNumbersAreRoundedOnce() {
    let x: [Float] = [
      0.5, 1.5, 2.5, -0.5, -1.5, 0.49999997, 0.99999994, 4_194_303.5, 4_194_304.5, 8_388_607.5, 8_388_608, 1e30,
    ]
    let function = Activation.functions.first { $0.name == "round" }
    #expect(
      function?.results(x) == [0, 2, 2, 0, -2, 0, 1, 4_194_304, 4_194_304, 8_388_608, 8_388_608, 1e30]
    )
  }
}
