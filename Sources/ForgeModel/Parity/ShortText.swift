/// A number for people, in at most six significant digits: `0.333333`, `1234.57`, `100000000`; very small and very large ones in
/// at most three, as `2.5e-7`.
package func shortText(_ value: Double) -> String {
  // The sign of NaN is the machine's own.
  guard !value.isNaN else { return "nan" }
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  let sign = value < 0 ? "-" : ""
  let exact = Decimal(abs(value))
  guard (-4..<9).contains(exact.exponent) else { return sign + exact.rounded(to: 3).scientificText }
  let rounded = exact.rounded(to: 6)
  let losesWholeDigits = rounded.exponent >= 6 && exact.digits.count > 6
  return sign + (losesWholeDigits ? rounded.scientificText : rounded.plainText)
}

/// A positive number as decimal digits: `d.ddd · 10^exponent`, without zeros at either end.
private struct Decimal {
  var digits: [Int]
  var exponent: Int

  /// The fewest digits that read back to the same float64, which is how Swift writes it.
  init(_ value: Double) {
    let parts = "\(value)".split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let written = mantissa.joined().compactMap(\.wholeNumberValue)
    let leadingZeros = written.prefix { $0 == 0 }.count
    exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count - 1 - leadingZeros
    digits = Array(written.dropFirst(leadingZeros))
    dropTrailingZeros()
  }

  func rounded(to count: Int) -> Decimal {
    guard digits.count > count else { return self }
    var result = self
    result.digits = Array(digits.prefix(count))
    if digits[count] >= 5 { result.increment() }
    result.dropTrailingZeros()
    return result
  }

  /// Adds one in the last digit.
  private mutating func increment() {
    var place = digits.count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits = [1]
      exponent += 1
    }
  }

  private mutating func dropTrailingZeros() {
    while digits.last == 0 { digits.removeLast() }
  }

  var plainText: String {
    guard exponent >= 0 else { return "0." + String(repeating: "0", count: -exponent - 1) + text(digits[...]) }
    let whole = digits.prefix(exponent + 1)
    let fraction = digits.dropFirst(exponent + 1)
    let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
    return text(whole) + zeros + (fraction.isEmpty ? "" : "." + text(fraction))
  }

  var scientificText: String {
    let fraction = digits.dropFirst()
    return text(digits.prefix(1)) + (fraction.isEmpty ? "" : "." + text(fraction)) + "e\(exponent)"
  }

  private func text(_ digits: ArraySlice<Int>) -> String { digits.map(String.init).joined() }
}
