/// The size of an axis: a number, or an expression over named sizes that vary from call to call.
///
/// Expressions are kept in a normal form (constants folded), so that equal sizes built in the same way compare equal.
package indirect enum Dimension: Sendable, Hashable {
  case fixed(Int)
  /// A size that each call brings, such as `time`.
  case symbol(String)
  case sum(Dimension, Dimension)
  case product(Dimension, Dimension)
  /// Division rounded towards negative infinity.
  case quotient(Dimension, Int)
  /// Division rounded towards positive infinity.
  case ceilingQuotient(Dimension, Int)

  /// The size when no name is involved.
  package var fixedValue: Int? {
    if case .fixed(let value) = self { value } else { nil }
  }

  /// The names that the size depends on.
  package var symbols: Set<String> {
    switch self {
    case .fixed: []
    case .symbol(let name): [name]
    case .sum(let left, let right), .product(let left, let right): left.symbols.union(right.symbols)
    case .quotient(let value, _), .ceilingQuotient(let value, _): value.symbols
    }
  }

  /// The size for given values of the names; nil on overflow or for a name without a value.
  package func value(with bindings: [String: Int]) -> Int? {
    switch self {
    case .fixed(let value): return value
    case .symbol(let name): return bindings[name]
    case .sum(let left, let right):
      guard let a = left.value(with: bindings), let b = right.value(with: bindings) else { return nil }
      let (sum, overflow) = a.addingReportingOverflow(b)
      return overflow ? nil : sum
    case .product(let left, let right):
      guard let a = left.value(with: bindings), let b = right.value(with: bindings) else { return nil }
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? nil : product
    case .quotient(let value, let divisor):
      return value.value(with: bindings).map { floorDivide($0, divisor) }
    case .ceilingQuotient(let value, let divisor):
      return value.value(with: bindings).map { -floorDivide(-$0, divisor) }
    }
  }

  package static func + (left: Self, right: Self) -> Self {
    switch (left, right) {
    case (.fixed(let a), .fixed(let b)):
      let (sum, overflow) = a.addingReportingOverflow(b)
      return .fixed(overflow ? Int.max : sum)
    case (_, .fixed(0)): return left
    case (.fixed(0), _): return right
    case (.sum(let inner, .fixed(let a)), .fixed(let b)): return inner + (.fixed(a) + .fixed(b))
    case (.fixed, _): return .sum(right, left)
    default: return .sum(left, right)
    }
  }

  package static func + (left: Self, right: Int) -> Self { left + .fixed(right) }
  package static func - (left: Self, right: Int) -> Self { left + .fixed(-right) }

  package static func * (left: Self, right: Self) -> Self {
    switch (left, right) {
    case (.fixed(let a), .fixed(let b)):
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return .fixed(overflow ? Int.max : product)
    case (_, .fixed(1)): return left
    case (.fixed(1), _): return right
    case (_, .fixed(0)), (.fixed(0), _): return .fixed(0)
    case (.product(let inner, .fixed(let a)), .fixed(let b)): return inner * (.fixed(a) * .fixed(b))
    case (.fixed, _): return .product(right, left)
    default: return .product(left, right)
    }
  }

  package static func * (left: Self, right: Int) -> Self { left * .fixed(right) }

  /// The size divided by a positive number, rounded down.
  package func divided(by divisor: Int) -> Self {
    if divisor == 1 { return self }
    if case .fixed(let value) = self { return .fixed(floorDivide(value, divisor)) }
    return .quotient(self, divisor)
  }

  /// The size divided by a positive number, rounded up.
  package func dividedRoundingUp(by divisor: Int) -> Self {
    if divisor == 1 { return self }
    if case .fixed(let value) = self { return .fixed(-floorDivide(-value, divisor)) }
    return .ceilingQuotient(self, divisor)
  }
}

private func floorDivide(_ value: Int, _ divisor: Int) -> Int {
  let quotient = value / divisor
  return value % divisor != 0 && (value < 0) != (divisor < 0) ? quotient - 1 : quotient
}

extension Dimension: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fixed(let value): "\(value)"
    case .symbol(let name): name
    case .sum(let left, .fixed(let value)) where value < 0: "\(left)-\(-value)"
    case .sum(let left, let right): "\(left)+\(right)"
    case .product(let left, let right): "\(left.factorText)*\(right.factorText)"
    case .quotient(let value, let divisor): "floor(\(value.factorText)/\(divisor))"
    case .ceilingQuotient(let value, let divisor): "ceil(\(value.factorText)/\(divisor))"
    }
  }

  private var factorText: String {
    if case .sum = self { "(\(self))" } else { description }
  }
}
