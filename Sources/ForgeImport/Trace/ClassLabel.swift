import ForgeGraph
import ForgeTensors

/// The label of a classifier: of the class that has the largest score.
struct ClassLabel {
  /// A score for each class.
  let scores: Draft.Value
  /// What the classes are called.
  let names: Names

  enum Names {
    case texts([String])
    case numbers([Int])

    /// How many there are.
    var count: Int {
      switch self {
      case .texts(let texts): texts.count
      case .numbers(let numbers): numbers.count
      }
    }
  }

  /// The labels as a spec's `values` have them.
  var values: [Setting] {
    switch names {
    case .texts(let texts): texts.map(Setting.text)
    case .numbers(let numbers): numbers.map(Setting.integer)
    }
  }

  var element: ImportedElement {
    if case .texts = names { .text } else { .int64 }
  }

  /// The same class under other names, as many.
  func renamed(_ names: Names) -> ClassLabel { ClassLabel(scores: scores, names: names) }
}

extension Traced {
  /// A label for each example.
  init(_ label: ClassLabel) {
    self.init(shape: [1], element: label.element, content: .label(label))
  }

  /// Texts of the prototype; nil for a tensor of numbers.
  init?(texts tensor: ONNXTensor) throws(ImportFault) {
    guard let bytes = tensor.texts else { return nil }
    guard let count = try? tensor.shape.boundedCount(), count == bytes.count else {
      throw ImportFault("tensor '\(tensor.name)' has \(bytes.count) texts, which do not fill \(tensor.shape)")
    }
    let texts = bytes.map { String(decoding: $0, as: UTF8.self) }
    self.init(shape: tensor.shape, element: .text, content: .texts(texts))
  }
}

extension Tracer {
  /// The class with the largest score by the number that is its name.
  mutating func number(of label: ClassLabel, _ shape: [Int]) throws(ImportFault) -> Traced {
    guard case .numbers(let numbers) = label.names else {
      throw ImportFault("it computes with labels that are texts, which only an output can be")
    }
    let place = try draft.addLayer("argmax", name: "\(wanted)_class", [label.scores], [("axis", .integer(0))])
    let placed = traced(place, without: 0, .int64)
    if numbers == Array(numbers.indices) { return try reshaped(placed, to: shape) }
    let names = Traced(Known.integers(numbers, name: "\(wanted)_labels"))
    return try reshaped(rows(of: names, axis: 0, places: placed), to: shape)
  }

  /// A label as elements of another type: whole numbers may become texts, or numbers to compute with. Nil for what is no label.
  mutating func castLabel(_ tensor: Traced, to element: ImportedElement) throws(ImportFault) -> Traced? {
    switch (tensor.content, element) {
    case (.label, tensor.element): return tensor
    case (.label(let label), .text):
      guard case .numbers(let numbers) = label.names else { return tensor }
      let texts = label.renamed(.texts(numbers.map { "\($0)" }))
      return Traced(shape: tensor.shape, element: .text, content: .label(texts))
    case (.label(let label), _): return try cast(number(of: label, tensor.shape), to: element)
    case (.texts, .text): return tensor
    case (.placed, .text): throw ImportFault("it makes texts of numbers that are computed")
    default: return nil
    }
  }

  /// The scores whose largest one a tensor tells the place of; nil where it holds something else.
  func scores(under places: Traced) -> Draft.Value? {
    guard places.count == 1, case .placed(var value, _) = places.content else { return nil }
    while let layer = draft.layer(of: value), layer.kind == "reshape" || layer.kind == "sum", let input = layer.inputs.first,
      draft.type(of: input).shape.fixedCount == 1
    {
      value = input
    }
    guard let layer = draft.layer(of: value), layer.kind == "argmax", let scores = layer.inputs.first,
      draft.type(of: scores).shape.rank == 1, !layer.settings.contains(where: { $0.key == "select_last" })
    else { return nil }
    return scores
  }
}
