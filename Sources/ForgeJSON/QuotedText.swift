extension String {
  /// The text in single quotes, fit for one line of a message: control characters and directional overrides are
  /// written as `\u{1B}`, and what follows the first 80 scalars as `…`.
  package var quotedForMessage: String {
    var quoted = "'"
    for (index, scalar) in unicodeScalars.enumerated() {
      guard index < 80 else {
        quoted += "…"
        break
      }
      if scalar.isUnfitForOneLine {
        quoted += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "'"
  }
}

extension Unicode.Scalar {
  /// A control, a line or paragraph separator, or a mark that changes the direction of what follows.
  package var isUnfitForOneLine: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
