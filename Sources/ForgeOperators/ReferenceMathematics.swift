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
package func logarithm(_ x: Double) -> Double { log(x) }

/// `ln(1 + x)`, with its relative accuracy near zero.
func logarithmOnePlus(_ x: Double) -> Double { log1p(x) }

/// `tanh x`
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// `1 - erf x`, with its relative accuracy where `erf` is nearly 1.
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }

/// `erf x`
func errorFunction(_ x: Double) -> Double { erf(x) }

/// `sin x`, `cos x` and `tan x`
package func sine(_ x: Double) -> Double { sin(x) }
package func cosine(_ x: Double) -> Double { cos(x) }
func tangent(_ x: Double) -> Double { tan(x) }

/// The angles with this sine, cosine and tangent.
func arcsine(_ x: Double) -> Double { asin(x) }
func arccosine(_ x: Double) -> Double { acos(x) }
func arctangent(_ x: Double) -> Double { atan(x) }

/// The angle of the point `(x, y)`.
func arctangent(_ y: Double, over x: Double) -> Double { atan2(y, x) }

/// `sinh x` and `cosh x`
func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }

/// What `sinh`, `cosh` and `tanh` give `x` for.
func areaHyperbolicSine(_ x: Double) -> Double { asinh(x) }
func areaHyperbolicCosine(_ x: Double) -> Double { acosh(x) }
func areaHyperbolicTangent(_ x: Double) -> Double { atanh(x) }

/// `x^y` with the special values of C.
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
