import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeSpec
import ForgeTensors

/// Finds the tensors that layers ask for in the weights file, and tells at the end which of them nobody asked for.
struct ParameterBinder {
  private let file: TensorFile?
  private let path: String
  private var used: Set<ExactText> = []
  private var checked: Set<ExactText> = []

  /// `path` is the weights file as the spec names it, for messages.
  init(file: TensorFile?, path: String) {
    self.file = file
    self.path = path
  }

  /// The shape of a tensor that is there, for layers that take a size from it.
  mutating func shape(of name: String) -> [Int]? {
    file?[name]?.shape
  }

  /// The tensor of this name in one of the wanted forms; nil after reporting what is wrong with it.
  mutating func parameter(
    _ name: String,
    for demand: ParameterDemand,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> Parameter? {
    used.insert(ExactText(name))
    guard let file else {
      sink.error(
        .missingParameter,
        "\(owner) needs the parameter '\(name)', but the spec names no weights file",
        at: span,
        help: "add 'weights: { file: …, layout: … }'"
      )
      return nil
    }
    guard let entry = file[name] else {
      reportMissing(name, demand, owner: owner, at: span, in: file, into: &sink)
      return nil
    }
    guard let form = demand.forms.first(where: { $0.shape == entry.shape }) else {
      let wanted = demand.forms.map { "\($0.shape)" }.joined(separator: " or ")
      sink.error(
        .misshapenParameter,
        "\(owner): '\(name)' is \(entry.shape), but the layer needs \(wanted)",
        at: span,
        notes: [.init("'\(name)' is in \(path)")],
        help: shapeHelp(entry.shape, demand, name: name, in: file)
      )
      return nil
    }
    guard isFinite(entry, owner: owner, at: span, into: &sink) else { return nil }
    return Parameter(name: name, shape: form.orderedShape) {
      transposedValues(entry.floats(), shape: form.view, order: form.order)
    }
  }

  /// Reports every tensor of the file that no layer has asked for.
  func reportUnused(at span: SourceSpan, into sink: inout DiagnosticSink) {
    for entry in file?.entries ?? [] where !used.contains(ExactText(entry.name)) && !isTrainingCounter(entry) {
      sink.error(
        .unusedParameter,
        "no layer uses the parameter '\(entry.name)' \(entry.shape) of \(path)",
        at: span,
        help: didYouMean(entry.name, among: used.map(\.text).filter { file?[$0] == nil })
          ?? "remove it from the file, or name the layer that it belongs to"
      )
    }
  }

  /// Whether the tensor is PyTorch's count of training batches beside statistics that a layer uses: `state_dict()` always holds
  /// it, and inference never reads it.
  private func isTrainingCounter(_ entry: TensorEntry) -> Bool {
    let suffix = ".num_batches_tracked"
    guard entry.name.hasSuffix(suffix), entry.elementCount == 1 else { return false }
    return used.contains(ExactText(entry.name.dropLast(suffix.count) + ".running_mean"))
  }

  private func reportMissing(
    _ name: String,
    _ demand: ParameterDemand,
    owner: String,
    at span: SourceSpan,
    in file: TensorFile,
    into sink: inout DiagnosticSink
  ) {
    let sameShape = file.entries.filter { entry in demand.forms.contains { $0.shape == entry.shape } }
      .filter { !used.contains(ExactText($0.name)) }.map(\.name)
    let wanted = demand.forms.map { "\($0.shape)" }.joined(separator: " or ")
    let shapeHelp =
      sameShape.isEmpty ? nil : "tensors of that shape that nobody uses yet: " + quoted(sameShape)
    let others = file.entries.isEmpty ? "the file holds no tensors" : "the file holds " + quoted(file.entries.map(\.name))
    sink.error(
      .missingParameter,
      "\(owner) needs the parameter '\(name)' \(wanted), but \(path) has none of that name",
      at: span,
      help: didYouMean(name, among: file.entries.map(\.name)) ?? shapeHelp ?? others
    )
  }

  private func quoted(_ names: [String]) -> String {
    names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }

  private func shapeHelp(_ shape: [Int], _ demand: ParameterDemand, name: String, in file: TensorFile) -> String? {
    if shape.count > 1, demand.forms.contains(where: { $0.shape.sorted() == shape.sorted() }) {
      return "the axes stand in another order: does the file follow the other layout (pytorch, keras)?"
    }
    let fitting = file.entries.filter { entry in demand.forms.contains { $0.shape == entry.shape } }.map(\.name)
    return fitting.isEmpty ? nil : "of that shape: " + quoted(fitting)
  }

  private mutating func isFinite(
    _ entry: TensorEntry,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> Bool {
    guard checked.insert(ExactText(entry.name)).inserted else { return true }
    guard let bad = entry.firstNonFinite() else { return true }
    let index = indexText(bad.index, shape: entry.shape)
    sink.error(
      .nonFiniteParameter,
      "\(owner): '\(entry.name)' holds \(bad.value) at \(index)",
      at: span,
      help: "a model with such a weight gives no numbers: was the training diverging?"
    )
    return false
  }

  private func indexText(_ position: Int, shape: [Int]) -> String {
    var rest = position
    return "\(rowMajorStrides(shape).map { stride in defer { rest %= stride }; return rest / stride })"
  }
}
