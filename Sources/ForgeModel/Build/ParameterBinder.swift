import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeSpec
import ForgeTensors

/// Finds the tensors that layers ask for in the weights file, and tells at the end which of them nobody asked for.
struct ParameterBinder {
  private let file: TensorFile?
  /// The weights file as the spec names it, for messages; nil when the spec names none.
  private let path: String?
  private var used: Set<ExactText> = []
  private var checked: Set<ExactText> = []
  private var hasToldOfNoFile = false
  private var budget = HelpBudget()

  /// A `path` without a `file` is a weights file that could not be read: parameters are then passed over in silence, because
  /// that has been reported.
  init(file: TensorFile?, path: String?) {
    self.file = file
    self.path = path
  }

  /// Whether the spec names a weights file that could not be read: layers then have no parameters.
  var lacksFile: Bool { path != nil && file == nil }

  /// What a layer needs of a parameter's shape.
  private struct Wanted {
    let text: String
    let admits: ([Int]) -> Bool

    init(_ demand: ParameterDemand) {
      text = demand.forms.map { "\($0.shape)" }.joined(separator: " or ")
      admits = { shape in demand.forms.contains { $0.shape == shape } }
    }

    /// A table with a row for each of so many ids, as wide as it may be.
    init(rows: Int) {
      text = "[\(rows), n]"
      admits = { $0.count == 2 && $0[0] == rows && $0[1] > 0 }
    }
  }

  /// How wide the rows of a table are, for features that take their size from it; nil after reporting that it is no table.
  mutating func tableWidth(
    _ name: String,
    rows: Int,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> Int? {
    let wanted = Wanted(rows: rows)
    guard let entry = entry(name, wanted, owner: owner, at: span, into: &sink) else { return nil }
    guard wanted.admits(entry.shape) else {
      reportShape(of: entry, wanted, owner: owner, at: span, help: nil, into: &sink)
      return nil
    }
    return entry.shape[1]
  }

  /// The tensor of this name in one of the wanted forms; nil after reporting what is wrong with it.
  mutating func parameter(
    _ name: String,
    for demand: ParameterDemand,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> Parameter? {
    let wanted = Wanted(demand)
    guard let entry = entry(name, wanted, owner: owner, at: span, into: &sink) else { return nil }
    guard let form = demand.forms.first(where: { $0.shape == entry.shape }) else {
      let help = shapeHelp(entry.shape, demand, wanted)
      reportShape(of: entry, wanted, owner: owner, at: span, help: help, into: &sink)
      return nil
    }
    guard isSound(entry, for: demand, owner: owner, at: span, into: &sink) else { return nil }
    return Parameter(name: name, shape: form.orderedShape) { range in
      if form.isInOrder { return entry.floats(range) }
      return entry.floats(at: transposedOffsets(range, shape: form.view, order: form.order))
    }
  }

  /// The tensor of this name; nil after reporting that it is not there, or in silence when the file could not be read.
  private mutating func entry(
    _ name: String,
    _ wanted: Wanted,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> TensorEntry? {
    used.insert(ExactText(name))
    guard let path else {
      reportNoFile(name, owner: owner, at: span, into: &sink)
      return nil
    }
    guard let file else { return nil }
    if let entry = file[name] { return entry }
    sink.error(
      .missingParameter,
      "\(owner) needs the parameter '\(name)' \(wanted.text), but \(path) has none of that name",
      at: span,
      help: missingHelp(name, wanted, in: file)
    )
    return nil
  }

  /// Tells once that there is no file, however many parameters there are.
  private mutating func reportNoFile(_ name: String, owner: String, at span: SourceSpan, into sink: inout DiagnosticSink) {
    guard !hasToldOfNoFile else { return }
    hasToldOfNoFile = true
    sink.error(
      .missingParameter,
      "\(owner) needs the parameter '\(name)', but the spec names no weights file",
      at: span,
      help: "add 'weights: { file: …, layout: … }'"
    )
  }

  private func reportShape(
    of entry: TensorEntry,
    _ wanted: Wanted,
    owner: String,
    at span: SourceSpan,
    help: String?,
    into sink: inout DiagnosticSink
  ) {
    sink.error(
      .misshapenParameter,
      "\(owner): '\(entry.name)' is \(entry.shape), but \(wanted.text) is needed",
      at: span,
      notes: path.map { [.init("'\(entry.name)' is in \($0)")] } ?? [],
      help: help
    )
  }

  /// Reports every tensor of the file that no layer has asked for.
  func reportUnused(at span: SourceSpan, into sink: inout DiagnosticSink) {
    for entry in file?.entries ?? [] where !used.contains(ExactText(entry.name)) && !isExpected(unused: entry) {
      sink.error(
        .unusedParameter,
        "no layer uses the parameter '\(entry.name)' \(entry.shape) of \(path ?? "the weights file")",
        at: span,
        help: "remove it from the file, or name the layer that it belongs to"
      )
    }
  }

  private func isExpected(unused entry: TensorEntry) -> Bool {
    isTrainingCounter(entry) || isPreprocessingStatistic(entry)
  }

  /// Whether the tensor is one of the three that a `Normalization` layer keeps in Keras' own files, from where nobody can remove
  /// it. A spec states such constants itself, as `standardize`, and parity tells whether they are right.
  private func isPreprocessingStatistic(_ entry: TensorEntry) -> Bool {
    guard let file, file.format == .keras || file.format == .h5 else { return false }
    let roles = ["mean", "variance", "count"]
    guard let layer = roles.lazy.compactMap({ entry.name.suffixRemoved("/\($0)") }).first else { return false }
    return roles.allSatisfy { file["\(layer)/\($0)"] != nil }
  }

  /// Whether the tensor is PyTorch's count of training batches beside statistics that a layer uses: `state_dict()` always holds
  /// it, and inference never reads it.
  private func isTrainingCounter(_ entry: TensorEntry) -> Bool {
    let suffix = ".num_batches_tracked"
    guard entry.name.hasSuffix(suffix), entry.elementCount == 1 else { return false }
    return used.contains(ExactText(entry.name.dropLast(suffix.count) + ".running_mean"))
  }

  private mutating func missingHelp(_ name: String, _ wanted: Wanted, in file: TensorFile) -> String? {
    guard !file.entries.isEmpty else { return "the file holds no tensors" }
    guard budget.affords(2 * file.entries.count) else { return nil }
    // All of the layer's parameters but the bias are there.
    if let layer = name.suffixRemoved("bias"), file.entries.contains(where: { $0.name.utf8.starts(with: layer.utf8) }) {
      return "if the prototype's layer has no bias, write 'bias: false'"
    }
    let names = file.entries.map(\.name)
    let sameShape = file.entries.filter { wanted.admits($0.shape) && !used.contains(ExactText($0.name)) }.map(\.name)
    let shapeHelp = sameShape.isEmpty ? nil : "tensors of that shape that nobody uses yet: " + quoted(sameShape)
    return didYouMean(name, among: names) ?? shapeHelp ?? "the file holds " + quoted(names)
  }

  private func quoted(_ names: [String]) -> String {
    names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }

  private mutating func shapeHelp(_ shape: [Int], _ demand: ParameterDemand, _ wanted: Wanted) -> String? {
    if shape.count > 1, demand.forms.contains(where: { $0.shape.sorted() == shape.sorted() }) {
      return "the axes stand in another order: does the file follow the other layout (pytorch, keras)?"
    }
    guard let entries = file?.entries, budget.affords(entries.count) else { return nil }
    let fitting = entries.filter { wanted.admits($0.shape) }.map(\.name)
    return fitting.isEmpty ? nil : "of that shape: " + quoted(fitting)
  }

  /// Whether all elements are numbers that the parameter may have. A tensor that is only read where infinities are
  /// not allowed is looked at once.
  private mutating func isSound(
    _ entry: TensorEntry,
    for demand: ParameterDemand,
    owner: String,
    at span: SourceSpan,
    into sink: inout DiagnosticSink
  ) -> Bool {
    let bad: (index: Int, value: Double)?
    if demand.takesInfinities {
      bad = entry.firstUnsoundFloat()
    } else {
      guard checked.insert(ExactText(entry.name)).inserted else { return true }
      bad = entry.firstNonFiniteFloat()
    }
    guard let bad else { return true }
    let index = indexText(bad.index, shape: entry.shape)
    let value = bad.value.isNaN ? "nan" : "\(bad.value)"
    sink.error(
      .nonFiniteParameter,
      "\(owner): '\(entry.name)' holds \(value) at \(index)\(bad.value.isFinite ? ", beyond the range of float32" : "")",
      at: span,
      help: bad.value.isFinite
        ? "generated code computes in float32: was the training diverging?"
        : "a model with such a weight gives no numbers: was the training diverging?"
    )
    return false
  }

  private func indexText(_ position: Int, shape: [Int]) -> String {
    var rest = position
    return "\(rowMajorStrides(shape).map { stride in defer { rest %= stride }; return rest / stride })"
  }
}

extension String {
  /// The text without an ending; nil when it ends otherwise.
  fileprivate func suffixRemoved(_ suffix: String) -> String? {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
  }
}
