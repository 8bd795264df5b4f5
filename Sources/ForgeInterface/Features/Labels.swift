import ForgeDiagnostics
import ForgeJSON
import ForgeSpec

/// Gives each value of a category its case in the generated enum, refusing values that stand twice or whose cases would clash.
///
/// `keepsUnknown` says that the enum has a case `unknown` for texts that are not listed.
func makeLabels(
  _ values: [Located<String>],
  of owner: String,
  keepsUnknown: Bool = false,
  into sink: inout DiagnosticSink
) -> [Label]? {
  var labels: [Label] = []
  var isSound = true
  var firstByText: [ExactText: SourceSpan] = [:]
  var firstByName: [String: Located<String>] = [:]
  for (index, value) in values.enumerated() {
    if let first = firstByText[ExactText(value.value)] {
      sink.error(
        .duplicateCategoryValue,
        "\(value.value.quotedForMessage) stands twice among the values of \(owner.quotedForMessage)",
        at: value.span,
        notes: [.init("first here", at: .text(first))]
      )
      isSound = false
      continue
    }
    firstByText[ExactText(value.value)] = value.span
    let name = caseName(for: value.value, index: index, owner: owner)
    if keepsUnknown, let purpose = keptCases[name.name] {
      sink.error(
        .nameClash,
        "\(value.value.quotedForMessage) would be the case '\(name.name)', which 'unknown: zeros' needs for \(purpose)",
        at: value.span
      )
      isSound = false
    }
    if let other = firstByName[name.name] {
      let isTwin = value.value == other.value
      let names = [value.value, other.value].map { isTwin ? "'\($0.withASCIIOnly)'" : $0.quotedForMessage }
      sink.error(
        .nameClash,
        "\(names[0]) and \(names[1]) would both be the case \(name.name.quotedForMessage) of the generated enum",
        at: value.span,
        notes: [.init("the other one", at: .text(other.span))]
      )
      isSound = false
    }
    firstByName[name.name] = value
    labels.append(Label(text: value.value, swiftName: name))
  }
  return isSound ? labels : nil
}

/// What an enum with a case for unlisted texts declares itself.
private let keptCases = ["unknown": "texts that are not listed", "allCases": "the list of cases"]

/// `Adelie` becomes `adelie`; `7` of `digit` becomes `digit7`; a text without letters is named by its place: `digitValue3`.
private func caseName(for text: String, index: Int, owner: String) -> SwiftIdentifier {
  if let name = SwiftIdentifier(lowerCamelCase: text) { return name }
  let prefix = SwiftIdentifier(lowerCamelCase: owner)?.name ?? "value"
  let isNegative = text.hasPrefix("-") || text.hasPrefix("\u{2212}")
  if let suffix = SwiftIdentifier(lowerCamelCase: "x " + text), suffix.name != "x" {
    return SwiftIdentifier(trusted: prefix + (isNegative ? "Minus" : "") + suffix.name.dropFirst())
  }
  return SwiftIdentifier(trusted: "\(prefix)Value\(index)")
}
