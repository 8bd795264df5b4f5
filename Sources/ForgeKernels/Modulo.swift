// Needs: AnyLane, Broadcast, Combine, Doubles, Select, Sign

extension Kernel {
  /// `y[i] = a[i] - b[i] · ⌊a[i] / b[i]⌋`; `y` may be `a`.
  static func floorModulo(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { floorModulo($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func floorModulo(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { floorModulo($0, $1) }
  }

  /// `y[i] = fmod(a[i], b[i])`; `y` may be `a`.
  static func truncatedModulo(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    combine(a, b, count: count, into: y) { truncatedModulo($0, $1) }
  }

  /// The same over `[rows][columns]` with operands that repeat; see `broadcast`.
  static func truncatedModulo(
    _ a: UnsafePointer<Float>,
    strides aStrides: Strides,
    _ b: UnsafePointer<Float>,
    strides bStrides: Strides,
    rows: Int,
    columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    broadcast(a, strides: aStrides, b, strides: bStrides, rows: rows, columns: columns, into: y) { truncatedModulo($0, $1) }
  }

  /// The remainder with the divisor's sign: where the truncated one has another, the divisor is added, which rounds once.
  @inline(__always) static func floorModulo(_ a: Vector, _ b: Vector) -> Vector {
    let remainder = truncatedModulo(a, b)
    let moved = select((remainder .< 0) .^ (b .< 0), remainder + b, remainder)
    return select(remainder .== 0, withSign(of: b, Vector(repeating: 0)), moved)
  }

  /// The remainder with the dividend's sign, without rounding error; NaN where `a` is infinite, `b` is 0 or either is NaN.
  @inline(__always) static func truncatedModulo(_ a: Vector, _ b: Vector) -> Vector {
    let (size, divisor) = (absoluteValue(a), absoluteValue(b))
    let isLarge = isAny(size .> divisor * 0x1p28)
    return withSign(of: a, isLarge ? remainderOfAny(size, divisor) : inDoubles(size, divisor) { shortRemainder($0, $1) })
  }

  /// `a - b · q` for `a, b ≥ 0` with a quotient `q` up to 2²⁸, of which the product with `b` has at most 53 bits.
  @inline(__always) private static func shortRemainder(_ a: Doubles, _ b: Doubles) -> Doubles {
    let quotient = a / b
    // Adding 2⁵² rounds to a whole number.
    let nearest = (quotient + 0x1p52) - 0x1p52
    let whole = select(nearest .> quotient, nearest - 1, nearest)
    return select(a .< b, a, a - b * whole)
  }

  /// The same for any quotient, where one is large: rare and slow, so it stays out of the loops.
  @inline(never) private static func remainderOfAny(_ a: Vector, _ b: Vector) -> Vector {
    inDoubles(a, b) { a, b in
      var rest = a
      for lane in 0..<8 where b[lane] > 0 && a[lane] < .infinity { rest[lane] = shortened(a[lane], by: b[lane]) }
      return shortRemainder(rest, b)
    }
  }

  /// `a` less multiples of `b`, so that no more than 2²⁸ of them are left.
  @inline(__always) private static func shortened(_ a: Double, by b: Double) -> Double {
    var rest = a
    while rest >= b * 0x1p28 {
      // 2²⁶ to 2²⁸ times this is left.
      let shift = (rest.bitPattern &>> 52) &- (b.bitPattern &>> 52) &- 27
      let multiple = b * Double(bitPattern: (shift &+ 1023) &<< 52)
      rest -= Double(Int64(rest / multiple)) * multiple
    }
    return rest
  }
}
