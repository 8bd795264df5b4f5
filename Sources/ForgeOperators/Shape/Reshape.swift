import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeSpec

/// The same elements in row-major order under another shape; no code at all.
struct Reshape: ChannelsLastOperator {
  /// At most one size is open: `.rest` or `.named`.
  let shape: [ReshapeSize]

  let name = "reshape"
  var summary: String { "to \(text)" }
  var memory: ResultMemory { .sameAsFirstInput }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    guard inputs.count == 1 else { throw ShapeError("takes one input, not \(inputs.count)", kind: .inputCount) }
    let openSize = try openSize(for: inputs[0].shape)
    return TensorType(inputs[0].element, TensorShape(shape.map { $0.fixedValue.map { .fixed($0) } ?? openSize }))
  }

  /// Where the first axis stays one of its own: only the others take another shape.
  func channelsLast(_ inputs: [TensorType]) -> ChannelsLastForm? {
    guard let result = try? resultType(of: inputs).shape, result.rank > 0, inputs[0].shape.rank > 1,
      let first = result[0].fixedValue, inputs[0].shape[0] == .fixed(first)
    else { return nil }
    return ChannelsLastForm(Reshape(shape: shape.dropFirst() + [.fixed(first)]), movesResult: result.rank > 1)
  }

  /// What the fixed sizes leave of the input's elements, which must be what the open size may be.
  private func openSize(for input: TensorShape) throws(ShapeError) -> Dimension {
    let (count, varying) = factors(of: input.count)
    guard let divisor = fixedCount else { throw tooLarge }
    guard count % divisor == 0 else { throw mismatch(input, divisor) }
    let rest = varying.reduce(.fixed(1), *) * (count / divisor)
    switch shape.first(where: { $0.fixedValue == nil }) {
    case .rest: return rest
    case .named(let name):
      guard input.symbols.contains(name) else { throw unknown(name, in: input) }
      guard rest == .symbol(name) else { throw mismatch(input, divisor) }
      return rest
    default:
      guard rest == .fixed(1) else { throw mismatch(input, divisor) }
      return rest
    }
  }

  /// The product of the sizes that are given; nil when it passes `Int`.
  private var fixedCount: Int? { elementCount(of: shape.compactMap(\.fixedValue)) }

  private var tooLarge: ShapeError { ShapeError("reshape to \(text) takes more elements than any value has") }

  /// A number of elements as a number times sizes that vary.
  private func factors(of count: Dimension) -> (fixed: Int, varying: [Dimension]) {
    switch count {
    case .fixed(let value): return (value, [])
    case .product(let left, let right):
      let (leftFixed, leftVarying) = factors(of: left)
      let (rightFixed, rightVarying) = factors(of: right)
      let (product, overflow) = leftFixed.multipliedReportingOverflow(by: rightFixed)
      return (overflow ? Int.max : product, leftVarying + rightVarying)
    default: return (1, [count])
    }
  }

  private func mismatch(_ input: TensorShape, _ fixedCount: Int) -> ShapeError {
    guard let count = input.fixedCount else {
      let names = input.symbols.sorted().map { "'\($0)'" }.joined(separator: " and ")
      return ShapeError(
        "reshape to \(text) does not hold the elements of \(input) for every \(names)",
        help: "let -1 or the name stand for the size that varies, and check the product of the others"
      )
    }
    let wanted = shape.contains(.rest) ? "a multiple of \(fixedCount)" : "\(fixedCount)"
    return ShapeError("reshape to \(text) takes \(wanted) elements, but \(input) has \(count)")
  }

  private func unknown(_ name: String, in input: TensorShape) -> ShapeError {
    let names = input.symbols.sorted().map { "'\($0)'" }.joined(separator: " and ")
    return ShapeError(
      "reshape names the size '\(name)', but \(names.isEmpty ? "no size of \(input) varies" : "\(input) varies by \(names)")",
      help: names.isEmpty ? "write a number, or -1 for what the other sizes leave" : nil
    )
  }

  private var text: String { "[\(shape.map(\.description).joined(separator: ", "))]" }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let openSize = x.count / shape.compactMap(\.fixedValue).reduce(1, *)
    return x.reshaped(shape.map { $0.fixedValue ?? openSize })
  }

  func emit(_ site: inout CallSite) {}
}

/// A size of the new shape, as the spec gives it.
enum ReshapeSize: Sendable, Equatable, CustomStringConvertible {
  case fixed(Int)
  /// `-1`: what the other sizes leave.
  case rest
  /// A size that varies from call to call, by its name.
  case named(String)

  var fixedValue: Int? {
    if case .fixed(let value) = self { value } else { nil }
  }

  var description: String {
    switch self {
    case .fixed(let value): "\(value)"
    case .rest: "-1"
    case .named(let name): name
    }
  }
}

extension ValueType where Value == ReshapeSize {
  fileprivate static let reshapeSize: ValueType<ReshapeSize> = ValueType(
    "a size of at least 1, -1 for what the other sizes leave, or the name of a size that varies",
    schema: ["anyOf": [["type": "integer", "minimum": 1], ["const": -1], ["type": "string"]]]
  ) { node, name, sink in
    let type = ValueType<ReshapeSize>.reshapeSize
    guard case .scalar(let text, let isPlain) = node.content, let first = text.unicodeScalars.first else {
      type.mismatch(node, name, into: &sink)
      return nil
    }
    if text == "-1", isPlain { return .rest }
    if first.properties.isXIDStart || first == "_" { return .named(text) }
    guard let size = ValueType<Int>.integer().read(node, as: name, into: &sink) else { return nil }
    guard size >= 1 else {
      type.mismatch(node, name, code: .valueNotAllowed, into: &sink)
      return nil
    }
    return .fixed(size)
  }
}

extension LayerKind {
  static let reshape = LayerKind(
    "reshape",
    .shape,
    "The same elements in row-major order under another shape.",
    details: """
      `torch.reshape`, `keras.layers.Reshape`. One size may be -1: it is what the others leave. A size that varies from call \
      to call stays so under -1 or under its name.
      """,
    shorthand: "shape",
    keys: [AnyKey(Keys.shape)]
  ) { record, _, sink in
    let shape = record[Keys.shape]
    let open = shape.filter { $0.fixedValue == nil }
    guard open.count <= 1 else {
      let list = open.map(\.description).joined(separator: ", ")
      sink.error(
        .valueNotAllowed,
        "'shape' leaves \(open.count) sizes open (\(list)), but one at most can follow from the others",
        at: record.span(of: Keys.shape),
        help: "write the number that \(open[open.count - 1]) stands for"
      )
      return nil
    }
    guard shape.count <= mostAxes else {
      sink.error(
        .valueNotAllowed,
        "'shape' has \(shape.count) axes, but at most \(mostAxes) are possible",
        at: record.span(of: Keys.shape)
      )
      return nil
    }
    return Reshape(shape: shape)
  }

  /// As many axes as a feature or a stored tensor may have.
  static let mostAxes = 8

  private enum Keys {
    static let shape = Key(
      "shape",
      ValueType<[ReshapeSize]>.list(of: .reshapeSize, atLeast: 0),
      "The sizes of the new axes, for one example."
    )
  }
}
