extension String {
  /// The text in single quotes, fit for one line of a message: what is unfit for one line is written as `\u{1B}`, and what
  /// follows the first 60 scalars as `…`.
  package var quotedForMessage: String {
    let start = String(String.UnicodeScalarView(unicodeScalars.prefix(60)))
    let isCut = unicodeScalars.dropFirst(60).first != nil
    return "'\(start.escapedForOneLine)\(isCut ? "…" : "")'"
  }

  /// The text with every scalar that is unfit for one line written as `\u{1B}`.
  package var escapedForOneLine: String {
    guard unicodeScalars.contains(where: \.isUnfitForOneLine) else { return self }
    return unicodeScalars.reduce(into: "") { escaped, scalar in
      if scalar.isUnfitForOneLine {
        escaped += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
  }
}

extension String {
  /// The text with every scalar beyond ASCII written as `\u{E9}`, to tell apart what looks alike.
  package var withASCIIOnly: String {
    unicodeScalars.map { $0.isASCII ? "\($0)" : "\\u{\(String($0.value, radix: 16, uppercase: true))}" }.joined()
  }
}

extension Unicode.Scalar {
  /// A control, a line or paragraph separator, or an invisible mark of format, such as those that change the direction of what
  /// follows. The two joiners are fit: writing Persian, Hindi and emoji needs them.
  package var isUnfitForOneLine: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: value != 0x200C && value != 0x200D
    default: false
    }
  }
}
