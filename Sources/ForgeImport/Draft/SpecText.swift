import ForgeGraph
import ForgeJSON
import ForgeOperators

/// A draft as the text of a spec.
struct SpecText {
  let draft: Draft
  /// The names of the tensors in the weights file, by the names that the draft gave them.
  let tensorNames: [ExactText: String]
  private var lines: [String] = []

  /// - Parameters:
  ///   - origin: the prototype's file, and what wrote it.
  ///   - golden: the file of golden vectors beside the spec.
  static func text(
    of draft: Draft,
    tensorNames: [ExactText: String],
    module: String,
    origin: String,
    weights: String?,
    golden: String?
  ) -> String {
    var text = SpecText(draft: draft, tensorNames: tensorNames)
    text.lines = ["# Written by 'protoforge import' from \(origin). Read it, edit it, commit it."]
    text.lines += draft.notes.map { "# \($0.escapedForOneLine)" } + ["protoforge: 1", ""]
    text.lines += ["model:", "  name: \(module)", "  source: \(quoted(origin))", ""]
    text.addFeatures()
    text.addLayers()
    text.addOutputs()
    if let weights {
      text.lines += ["", "weights: { file: \(quoted(weights)), layout: \(draft.layout.rawValue) }"]
    }
    if let golden {
      text.lines += [
        "", "golden: { file: \(quoted(golden)), tolerance: { absolute: 1.0e-5, relative: 1.0e-4 } }",
      ]
    }
    return text.lines.joined(separator: "\n") + "\n"
  }

  private init(draft: Draft, tensorNames: [ExactText: String]) {
    self.draft = draft
    self.tensorNames = tensorNames
  }

  private mutating func addFeatures() {
    lines.append("features:")
    for feature in draft.features {
      let settings = feature.settings.map { ", \($0.key): \($0.value.text)" }.joined()
      lines.append("  - { name: \(Self.quoted(feature.name)), type: \(feature.kind)\(settings) }")
    }
    lines.append("")
  }

  private mutating func addLayers() {
    lines.append("layers:")
    var above = draft.features.count == 1 ? draft.values.first : nil
    for (value, layer) in zip(draft.values.dropFirst(draft.features.count), draft.layers) {
      lines.append("  - \(layer.kind): \(body(of: layer, above: above))")
      above = value
    }
  }

  private func body(of layer: Draft.Layer, above: Draft.Value?) -> String {
    var parts = ["name: \(Self.quoted(layer.name))"]
    if layer.inputs != [above].compactMap({ $0 }), !layer.inputs.isEmpty {
      let names = layer.inputs.map { Self.quoted(draft.name(of: $0)) }
      parts.append("from: \(names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]")")
    }
    // Without a weights file nothing says for all layers whose conventions hold.
    if draft.tensors.isEmpty, draft.layout != .pytorch { parts.append("layout: \(draft.layout.rawValue)") }
    parts += layer.settings.map { "\($0.key): \($0.value.text)" }
    let renamed = layer.weights.map { (role: $0.role, tensor: tensorNames[ExactText($0.tensor)] ?? $0.tensor) }
    let isUsual = renamed.allSatisfy { $0.tensor == draft.layout.parameterName(layer: layer.name, roleName: $0.role) }
    if !isUsual {
      let pairs = renamed.map { "\($0.role): \(Self.quoted($0.tensor))" }
      parts.append("weights: { \(pairs.joined(separator: ", ")) }")
    }
    return "{ \(parts.joined(separator: ", ")) }"
  }

  private mutating func addOutputs() {
    lines += ["", "outputs:"]
    for output in draft.outputs {
      if let hint = hint(on: output) { lines.append("  # \(hint)") }
      let kind = output.labels.map { "category, values: \(Setting.list($0).text)" } ?? "tensor"
      lines.append(
        "  - { name: \(Self.quoted(output.name)), type: \(kind), from: \(Self.quoted(draft.name(of: output.value))) }"
      )
    }
  }

  /// What else than a tensor an output may be.
  private func hint(on output: Draft.Output) -> String? {
    if case .text? = output.labels?.first {
      return "Tensors of golden vectors give the label by its place, 0 for the first, or a score for each."
    }
    guard output.labels == nil, let sizes = draft.type(of: output.value).shape.fixedSizes, sizes.count == 1,
      let layer = draft.layer(of: output.value)
    else { return nil }
    if sizes == [1] { return "One number: 'type: number' gives it as such." }
    let last = layer.settings.first { $0.key == "activation" }.map(\.value.text) ?? layer.kind
    let isNamed = draft.outputs.contains { $0.labels != nil && $0.value == output.value }
    guard last == "softmax", !isNamed else { return nil }
    // A category is an enum, and generated code has a type 'Output' of its own.
    let renamed = output.name == "output" ? ", under another name than 'output'" : ""
    return "Probabilities: 'type: category' with 'values' names the classes\(renamed)."
  }

  /// A text as a YAML scalar: plain where nothing can take it for something else.
  static func quoted(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"):
        true
      case UInt8(ascii: "-"): true
      default: false
      }
    }
    let startsWell = text.utf8.first.map { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || byte == UInt8(ascii: "_")
    }
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if isWord, startsWell == true, !reserved.contains(text.lowercased()) { return text }
    return JSONValue.string(text).text()
  }
}
