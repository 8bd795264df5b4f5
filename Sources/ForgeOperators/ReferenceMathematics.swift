#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

// The C library's functions in float64, for reference evaluations: imported here for all of them.

/// `e^x`
func exponential(_ x: Double) -> Double { exp(x) }

/// `e^x - 1`, with its relative accuracy near zero.
func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }

/// `ln x`
func logarithm(_ x: Double) -> Double { log(x) }

/// `ln(1 + x)`, with its relative accuracy near zero.
func logarithmOnePlus(_ x: Double) -> Double { log1p(x) }

/// `tanh x`
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// `1 - erf x`, with its relative accuracy where `erf` is nearly 1.
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
