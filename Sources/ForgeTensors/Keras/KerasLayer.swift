import ForgeJSON

/// What is known of a layer or model: all of it where a configuration describes it, its class alone where only the name of its
/// group tells something, or nothing.
struct KerasLayer {
  /// The class of Keras, such as `Conv2D`; nil for a class of somebody else and where it is not known.
  let className: String?
  /// The name of the class in snake case, as groups are called; nil where it is not known.
  let groupName: String?
  /// The user's name for the layer; nil where it is not known.
  var name: String?
  /// The arguments that the layer was made with; nil where they are not known.
  let options: JSONValue?

  /// A layer of which nothing is known.
  static let unknown = KerasLayer(className: nil, name: nil)

  init(className: String?, name: String?) {
    self.className = className
    groupName = className.map(snakeCase)
    self.name = name
    options = nil
  }

  /// A layer in a group that Keras named after the class: `conv2d`, `conv2d_1` and so on.
  init(groupName: String) {
    let known = KerasVariables.className(ofGroup: groupName) ?? KerasVariables.className(ofGroup: withoutNumber(groupName))
    self.init(className: known, name: nil)
  }

  /// A layer as configurations describe it: `{"class_name": "Dense", "config": {"name": "fc", …}, …}`.
  init?(_ description: JSONValue) {
    guard case .string(let className) = description["class_name"], let options = description["config"] else { return nil }
    self.className = Self.isOfKeras(description) ? className : nil
    groupName = Self.isOperation(description) ? nil : snakeCase(className)
    name = options["name"]?.text
    self.options = options
  }

  /// A model that a JSON text describes.
  /// - Parameter place: where the text stands, for messages.
  init(describedBy text: String, called place: String) throws(TensorFileError) {
    let description: JSONValue
    do throws(JSONError) {
      description = try JSONValue(parsing: Array(text.utf8), maximumDepth: 256)
    } catch {
      throw TensorFileError("\(place) cannot be read: \(error.message), at byte \(error.byteOffset)")
    }
    guard let layer = Self(description) else { throw TensorFileError("\(place) describes no model of Keras") }
    self = layer
  }

  /// Classes of Keras are not registered by a user, and come from one of its modules where the description says so (Keras 3).
  private static func isOfKeras(_ description: JSONValue) -> Bool {
    if description["registered_name"]?.text?.utf8.contains(UInt8(ascii: ">")) == true { return false }
    guard let module = description["module"]?.text else { return true }
    return ["keras", "tf_keras", "tensorflow"].contains { module == $0 || module.hasPrefix("\($0).") }
  }

  /// A functional model lists operations such as `keras.ops.add` among its layers, but does not count them as such.
  private static func isOperation(_ description: JSONValue) -> Bool {
    description["module"]?.text.map { $0.hasPrefix("keras.ops") || $0.hasPrefix("keras.src.ops") } ?? false
  }

  /// The layers of a model, in its order; nil when they are not known.
  var layers: [KerasLayer]? {
    // Sequential models of early versions are a list without a name.
    guard case .array(let descriptions) = options?["layers"] ?? options else { return nil }
    return descriptions.compactMap(Self.init)
  }

  /// The layer that is the value of a Python attribute: what wrappers wrap, cells of recurrent layers, and so on.
  func part(_ attribute: String) -> KerasLayer {
    switch attribute {
    case "layer": return described("layer") ?? .unknown
    case "forward_layer": return described("layer")?.renamed { "forward_\($0)" } ?? .unknown
    case "backward_layer":
      return described("backward_layer") ?? described("layer")?.renamed { "backward_\($0)" } ?? .unknown
    case "cell":
      if let cell = described("cell") { return cell }
      // All cells have the same variables.
      let name = groupName.map { $0.hasPrefix("conv_lstm") ? "conv_lstm_cell" : "\($0)_cell" }
      return KerasLayer(className: "\(className ?? "LSTM")Cell", name: name)
    case "query_dense", "key_dense", "value_dense", "gate_dense", "_query_dense", "_key_dense", "_value_dense", "_gate_dense":
      return KerasLayer(className: "EinsumDense", name: String(attribute.drop { $0 == "_" }.dropLast("_dense".count)))
    case "output_dense", "_output_dense": return KerasLayer(className: "EinsumDense", name: "attention_output")
    default: return .unknown
    }
  }

  /// The layers in a Python list that is the value of an attribute; nil when they are not known.
  func list(_ attribute: String) -> [KerasLayer]? {
    switch attribute {
    case "layers", "_layer_checkpoint_dependencies": return layers
    case "cells":
      guard case .array(let cells) = options?["cells"] else { return nil }
      return cells.compactMap(Self.init)
    default: return nil
    }
  }

  private func described(_ option: String) -> KerasLayer? { options?[option].flatMap(Self.init) }

  private func renamed(_ change: (String) -> String) -> KerasLayer {
    var copy = self
    copy.name = name.map(change)
    return copy
  }
}

extension JSONValue {
  /// The text of a string; nil when this is something else.
  fileprivate var text: String? {
    if case .string(let text) = self { text } else { nil }
  }
}

/// The name of a class as Keras writes it in groups: `Conv2DTranspose` becomes `conv2d_transpose`
/// (`keras/src/utils/naming.py`, `to_snake_case`).
func snakeCase(_ name: String) -> String {
  var bytes = name.utf8.filter { isWord($0) }
  bytes = underscored(bytes) { rest in
    guard rest.count > 2, isUpper(rest[rest.startIndex + 1]) else { return nil }
    let lower = rest.dropFirst(2).prefix { isLower($0) }.count
    return lower > 0 ? 2 + lower : nil
  }
  bytes = underscored(bytes) { rest in
    rest.count > 1 && isLower(rest[rest.startIndex]) && isUpper(rest[rest.startIndex + 1]) ? 2 : nil
  }
  return String(decoding: bytes, as: UTF8.self).lowercased()
}

/// Puts `_` behind the first byte of every stretch that `match` finds, going on behind it, as `re.sub` does.
private func underscored(_ bytes: [UInt8], match: (ArraySlice<UInt8>) -> Int?) -> [UInt8] {
  var result: [UInt8] = []
  var rest = bytes[...]
  while let first = rest.first {
    let count = match(rest)
    result.append(first)
    if let count { result += [UInt8(ascii: "_")] + rest.dropFirst().prefix(count - 1) }
    rest = rest.dropFirst(count ?? 1)
  }
  return result
}

private func isLower(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
private func isUpper(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
/// What `\w` matches; of text beyond ASCII, all of it.
private func isWord(_ byte: UInt8) -> Bool {
  isLower(byte) || isUpper(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
}

/// `dense_2` without its `_2`.
func withoutNumber(_ name: String) -> String {
  let digits = name.utf8.reversed().prefix(while: isDigit).count
  let rest = name.utf8.dropLast(digits)
  guard digits > 0, rest.last == UInt8(ascii: "_") else { return name }
  return String(decoding: rest.dropLast(), as: UTF8.self)
}
