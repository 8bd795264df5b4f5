import ForgeDiagnostics
import ForgeInterface
import Testing

@Suite struct TransformReadingTests {
  @Test(
    "refuses constants with which nothing can be computed",
    arguments: [
      ("standardize: { mean: 0, std: 0 }", .degenerateConstants, "'standardize' would divide by zero"),
      ("standardize: { mean: 0, variance: 0 }", .degenerateConstants, "'standardize' would divide by zero"),
      ("standardize: { mean: 0 }", .missingKey, "'standardize' needs 'std' or 'variance'"),
      ("standardize: { mean: 0, std: 1, variance: 1 }", .conflictingKeys, "'standardize' takes 'std' or 'variance', not both"),
      ("standardize: { mean: 0, std: -1 }", .valueNotAllowed, "'std' must be a number of at least 0, not '-1'"),
      ("min_max: { min: 1, max: 1 }", .degenerateConstants, "'min' (1.0) must be below 'max' (1.0)"),
      ("min_max: { min: 2, max: 1 }", .degenerateConstants, "'min' (2.0) must be below 'max' (1.0)"),
      ("min_max: { min: 0, max: 1, range: [1, 0] }", .degenerateConstants, "'range' is [low, high] with low below high"),
      ("min_max: { min: 0, max: 1, range: [0, 1, 2] }", .valueNotAllowed, "'range' is [low, high], but has 3 items"),
      ("robust: { center: 0, scale: 0 }", .degenerateConstants, "'robust' would divide by zero"),
      ("clip: {}", .missingKey, "'clip' needs 'min', 'max' or both"),
      ("clip: { min: 2, max: 1 }", .degenerateConstants, "'min' (2.0) must not be above 'max' (1.0)"),
      (
        "bucketize: { boundaries: [1, 1], closed: left }", .degenerateConstants,
        "'boundaries' must rise from item to item"
      ),
      (
        "bucketize: { boundaries: [2, 1], closed: left }", .degenerateConstants,
        "'boundaries' must rise from item to item"
      ),
      (
        "bucketize: { boundaries: [1] }", .missingKey,
        "transform 'bucketize' needs 'closed': 'left' or 'right'"
      ),
      ("yeo_johnson", .missingKey, "transform 'yeo_johnson' needs 'lambda': a number"),
      ("log: 2", .wrongType, "transform 'log' takes no options, not '2'"),
      ("logg", .unknownLayer, "there is no transform 'logg'"),
    ] as [(String, DiagnosticCode, String)]
  )
  func refuses(transform: String, code: DiagnosticCode, message: String) {
    let reading = readFeature("{ name: x, type: number, transform: [\(transform)] }")
    #expect(reading.value == nil)
    #expect(reading.codes == [code])
    #expect(reading.messages == [message])
  }

  @Test(
    "refuses a spread that float64 cannot hold",
    arguments: [
      "min_max: { min: -1.7e308, max: 1.7e308 }", "min_max: { min: 0, max: 1, range: [-1.7e308, 1.7e308] }",
      "standardize: { mean: 0, std: 1.7e308, epsilon: 1.7e308 }",
      "standardize: { mean: 0, variance: 1.7e308, epsilon: 1.7e308 }", "standardize: { mean: 0, std: 5.0e-324 }",
      "robust: { center: 0, scale: 5.0e-324 }", "robust: { center: 0, scale: -5.0e-324 }",
    ]
  )
  func refusesAnInfiniteSpread(transform: String) {
    let reading = readFeature("{ name: x, type: number, transform: [\(transform)] }")
    #expect(reading.value == nil)
    #expect(reading.codes == [.degenerateConstants])
  }

  @Test(
    "allows a vector only as the last step of a scalar feature",
    arguments: [
      (
        "{ name: x, type: number, transform: [{ bucketize: { boundaries: [1], closed: left, to: one_hot } }, sqrt] }",
        "'bucketize' to one_hot must be the last transform: it gives a vector"
      ),
      (
        "{ name: x, type: tensor, shape: [2], transform: [{ bucketize: { boundaries: [1], closed: left, to: one_hot } }] }",
        "'bucketize' to one_hot does not fit a tensor"
      ),
      ("{ name: x, type: tensor, shape: [2], dtype: int64, transform: [sqrt] }", "ids are not numbers to transform"),
    ]
  )
  func refusesVectorsElsewhere(entry: String, message: String) {
    let reading = readFeature(entry)
    #expect(reading.value == nil)
    #expect(reading.codes == [.transformNotApplicable])
    #expect(reading.messages == [message])
  }

  @Test func aCategoryTakesNoTransforms() {
    #expect(readFeature("{ name: x, type: category, values: [a, b], transform: [sqrt] }").codes == [.unknownKey])
  }

  /// What a person would write for the constants at hand.
  @Test(
    "writes its formula as Swift",
    arguments: [
      ("standardize: { mean: 43.92, std: 5.46 }", ["x = (x - 43.92) / 5.46"]),
      ("standardize: { mean: -1, variance: 4 }", ["x = (x + 1.0) / 2.0"]),
      ("min_max: { min: 2, max: 12 }", ["x = (x - 2.0) / 10.0"]),
      ("min_max: { min: -2, max: 2, range: [-1, 1] }", ["x = (x + 2.0) / 4.0 * 2.0 - 1.0"]),
      (
        "min_max: { min: 2, max: 12, clip: true }",
        ["x = (x - 2.0) / 10.0", "if x < 0.0 { x = 0.0 }", "if x > 1.0 { x = 1.0 }"]
      ),
      ("robust: { center: 3, scale: 0.5 }", ["x = (x - 3.0) / 0.5"]),
      ("affine: { scale: 2, offset: -3 }", ["x = x * 2.0 - 3.0"]),
      ("affine: { scale: 2 }", ["x = x * 2.0"]),
      ("clip: { min: 20, max: 80 }", ["if x < 20.0 { x = 20.0 }", "if x > 80.0 { x = 80.0 }"]),
      ("clip: { max: 1.0e-5 }", ["if x > 1e-05 { x = 1e-05 }"]),
      ("log", ["x = log(x)"]), ("log1p", ["x = log1p(x)"]), ("sqrt", ["x = x.squareRoot()"]),
      ("binarize: 0.5", ["x = x.isNaN ? x : x > 0.5 ? 1 : 0"]),
      ("yeo_johnson: 0.5", ["x = x < 0 ? -(expm1(1.5 * log1p(-x)) / 1.5) : expm1(0.5 * log1p(x)) / 0.5"]),
      ("yeo_johnson: 0", ["x = x < 0 ? -(expm1(2.0 * log1p(-x)) / 2.0) : log1p(x)"]),
      ("yeo_johnson: 2", ["x = x < 0 ? -(log1p(-x)) : expm1(2.0 * log1p(x)) / 2.0"]),
      (
        "bucketize: { boundaries: [18, 65], closed: left }",
        ["var bucket = 0.0", "for boundary in [18.0, 65.0] where boundary <= x { bucket += 1 }", "x = x.isNaN ? x : bucket"]
      ),
    ]
  )
  func writesSwift(transform: String, lines: [String]) throws {
    #expect(try feature("{ name: x, type: number, transform: [\(transform)] }").transforms[0].swift == lines)
  }

  @Test(
    "writes nothing for a constant of zero",
    arguments: [
      ("standardize: { mean: 0, std: 2 }", "x = x / 2.0"), ("robust: { center: 0, scale: 2 }", "x = x / 2.0"),
      ("min_max: { min: 0, max: 10 }", "x = x / 10.0"), ("affine: { offset: 3 }", "x = x + 3.0"),
    ]
  )
  func leavesOutZero(transform: String, line: String) throws {
    let feature = try feature("{ name: x, type: number, transform: [\(transform)] }")
    #expect(feature.transforms[0].swift == [line])
  }

  @Test func saysWhetherItNeedsTheMathematicsLibrary() throws {
    let needing = try TransformCase.all.filter { example in
      try feature("{ name: x, type: number, transform: [\(example.transforms[0])] }").transforms[0].needsMathLibrary
    }
    let words = Set(needing.map { String($0.transforms[0].prefix { $0 != ":" }) })
    #expect(words == ["log", "log1p", "yeo_johnson"])
  }
}
