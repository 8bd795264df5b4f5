import ForgeGraph
import Testing

/// Sizes as expressions, against the same arithmetic on numbers for many values of their names.
@Suite struct DimensionTests {
  /// An expression built by the operations on sizes, and what it means.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let dimension: Dimension
    let meaning: @Sendable (_ n: Int, _ m: Int) -> Int

    init(_ id: String, _ dimension: Dimension, _ meaning: @escaping @Sendable (_ n: Int, _ m: Int) -> Int) {
      testDescription = id
      self.dimension = dimension
      self.meaning = meaning
    }
  }

  private static let n = Dimension.symbol("n")
  private static let m = Dimension.symbol("m")

  static let sums = [
    Case("n", n) { n, _ in n },
    Case("n + 3", n + 3) { n, _ in n + 3 },
    Case("3 + n", .fixed(3) + n) { n, _ in n + 3 },
    Case("n - 3", n - 3) { n, _ in n - 3 },
    Case("n + 3 - 5", n + 3 - 5) { n, _ in n - 2 },
    Case("n + m", n + m) { n, m in n + m },
    Case("n + m + 1", n + m + 1) { n, m in n + m + 1 },
    Case("n + 1 + m", (n + 1) + m) { n, m in n + 1 + m },
    Case("n + (m + 1)", n + (m + 1)) { n, m in n + m + 1 },
    Case("(n - 1) + (m - 1)", (n - 1) + (m - 1)) { n, m in n + m - 2 },
    Case("n + n", n + n) { n, _ in 2 * n },
  ]

  static let products = [
    Case("n * 3", n * 3) { n, _ in 3 * n },
    Case("3 * n", .fixed(3) * n) { n, _ in 3 * n },
    Case("n * 3 * 5", n * 3 * 5) { n, _ in 15 * n },
    Case("n * m", n * m) { n, m in n * m },
    Case("(n + 1) * m", (n + 1) * m) { n, m in (n + 1) * m },
    Case("m * (n + 1)", m * (n + 1)) { n, m in (n + 1) * m },
    Case("(n - 2) * (m + 3)", (n - 2) * (m + 3)) { n, m in (n - 2) * (m + 3) },
    Case("n * 3 + 1", n * 3 + 1) { n, _ in 3 * n + 1 },
    Case("n * 0", n * 0) { _, _ in 0 },
    Case("n * n", n * n) { n, _ in n * n },
  ]

  static let quotients = [
    Case("⌊n / 2⌋", n.divided(by: 2)) { n, _ in floor(n, 2) },
    Case("⌈n / 2⌉", n.dividedRoundingUp(by: 2)) { n, _ in -floor(-n, 2) },
    Case("⌊(n - 3) / 2⌋ + 1", (n - 3).divided(by: 2) + 1) { n, _ in floor(n - 3, 2) + 1 },
    Case("⌊(n + 2 - 3) / 4⌋", (n + 2 - 3).divided(by: 4)) { n, _ in floor(n - 1, 4) },
    Case("⌈n / 16⌉ * 16", n.dividedRoundingUp(by: 16) * 16) { n, _ in -floor(-n, 16) * 16 },
    Case("⌊n * m / 3⌋", (n * m).divided(by: 3)) { n, m in floor(n * m, 3) },
    Case("⌊⌊n / 2⌋ / 3⌋", n.divided(by: 2).divided(by: 3)) { n, _ in floor(floor(n, 2), 3) },
    Case("⌊n / 1⌋", n.divided(by: 1)) { n, _ in n },
    Case("⌈n / 1⌉", n.dividedRoundingUp(by: 1)) { n, _ in n },
    Case("⌊n / 2⌋ * m - 1", n.divided(by: 2) * m - 1) { n, m in floor(n, 2) * m - 1 },
  ]

  static let cases = sums + products + quotients

  @Test("has the value of its expression", arguments: cases)
  func hasItsValue(_ example: Case) {
    for n in -7...40 {
      for m in 0...7 {
        #expect(example.dimension.value(with: ["n": n, "m": m]) == example.meaning(n, m), "n = \(n), m = \(m)")
      }
    }
  }

  @Test("is written in Swift as an expression of its value", arguments: cases)
  func isWrittenAsSwift(_ example: Case) throws {
    for n in 0...40 {
      for m in 0...7 {
        // Swift divides towards zero, so only sizes whose parts are not negative are the same.
        guard !example.dimension.dividesNegative(n: n, m: m) else { continue }
        #expect(try Arithmetic(example.dimension.swiftExpression, ["n": n, "m": m]).value == example.meaning(n, m))
      }
    }
  }

  @Test(
    "folds constants",
    arguments: [
      (Dimension.fixed(3) + 4, 7), (Dimension.fixed(3) - 4, -1), (Dimension.fixed(3) * 4, 12),
      (Dimension.fixed(7).divided(by: 2), 3),
      (Dimension.fixed(-7).divided(by: 2), -4), (Dimension.fixed(7).dividedRoundingUp(by: 2), 4),
      (Dimension.fixed(-7).dividedRoundingUp(by: 2), -3), (Dimension.fixed(6).dividedRoundingUp(by: 2), 3),
      (Dimension.symbol("n") * 0, 0),
    ]
  )
  func foldsConstants(dimension: Dimension, value: Int) {
    #expect(dimension.fixedValue == value)
  }

  @Test func keepsANormalForm() {
    let n = Dimension.symbol("n")
    #expect(n + 0 == n)
    #expect(.fixed(0) + n == n)
    #expect(n * 1 == n)
    #expect(.fixed(1) * n == n)
    #expect(n + 1 + 2 == n + 3)
    #expect(n + 3 - 3 == n)
    #expect(n * 2 * 3 == n * 6)
    #expect(.fixed(2) + n == n + 2)
    #expect(.fixed(2) * n == n * 2)
    #expect(n.divided(by: 1) == n)
    #expect(n != .symbol("m"))
    #expect(n.divided(by: 2) != n.dividedRoundingUp(by: 2))
  }

  @Test func knowsItsNames() {
    #expect(((Self.n + 1) * Self.m).divided(by: 2).symbols == ["n", "m"])
    #expect(Dimension.fixed(3).symbols.isEmpty)
    #expect(Self.n.fixedValue == nil)
  }

  @Test func hasNoValueWithoutItsNames() {
    #expect((Self.n + Self.m).value(with: ["n": 1]) == nil)
    #expect(Self.n.divided(by: 2).value(with: [:]) == nil)
  }

  @Test func hasNoValueOnOverflow() {
    #expect((Self.n + Self.m).value(with: ["n": .max, "m": 1]) == nil)
    #expect((Self.n * Self.m).value(with: ["n": .max, "m": 2]) == nil)
    #expect((Self.n * 2).value(with: ["n": .max]) == nil)
  }

  @Test func staysHugeWhenConstantsOverflow() {
    #expect((Dimension.fixed(.max) + 1).fixedValue == .max)
    #expect((Dimension.fixed(.max) * 2).fixedValue == .max)
    #expect((Self.n * .max * 2) == Self.n * .max)
  }

  @Test func addsConstantsBesideANameWithoutATrap() async {
    await #expect(processExitsWith: .success) {
      _ = Dimension.symbol("n") + Int.max + 1
    }
  }

  @Test(
    "is shown as a formula",
    arguments: [
      (n + 3, "n+3"), (n - 3, "n-3"), (n * 8, "n*8"), ((n + 1) * 8, "(n+1)*8"), ((n + m) * n, "(n+m)*n"),
      ((n - 3).divided(by: 2) + 1, "floor((n-3)/2)+1"), (n.dividedRoundingUp(by: 2), "ceil(n/2)"), (.fixed(7), "7"),
    ]
  )
  func isShown(dimension: Dimension, text: String) {
    #expect(dimension.description == text)
  }

  @Test func bracketsASumThatIsDivided() {
    #expect((Self.n - 3).divided(by: 2).description == "floor((n-3)/2)")
  }

  static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}

extension Dimension {
  /// Whether a division within the expression divides a negative number.
  fileprivate func dividesNegative(n: Int, m: Int) -> Bool {
    switch self {
    case .fixed, .symbol: false
    case .sum(let left, let right), .product(let left, let right):
      left.dividesNegative(n: n, m: m) || right.dividesNegative(n: n, m: m)
    case .quotient(let value, _), .ceilingQuotient(let value, _):
      value.dividesNegative(n: n, m: m) || (value.value(with: ["n": n, "m": m]) ?? 0) < 0
    }
  }
}
