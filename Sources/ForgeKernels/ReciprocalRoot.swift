// The compiler calls the C library's root for numbers below 0.
#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension Kernel {
  /// `1 / √x`; NaN below 0.
  @inline(__always) static func reciprocalRoot(_ x: Float) -> Float { 1 / x.squareRoot() }
}
