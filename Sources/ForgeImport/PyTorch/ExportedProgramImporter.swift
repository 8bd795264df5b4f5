import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeTensors

/// Writes a program of `torch.export` down as a draft, node by node.
struct ExportedProgramImporter {
  let program: ExportedProgram
  let choices: ImportChoices
  var tracer = Tracer(layout: .pytorch)
  private var values = ProgramValues()

  init(_ archive: PT2Archive, choices: ImportChoices = ImportChoices()) throws(ImportFault) {
    self.choices = choices
    program = try ExportedProgram(archive.model)
    let stored = Dictionary(uniqueKeysWithValues: archive.tensors.map { (ExactText($0.entry.name), $0.entry) })
    for (graphName, name) in program.tensors {
      guard let entry = stored[ExactText(name)] else { throw ImportFault("the archive holds no tensor '\(name)'") }
      values.set(graphName, Traced(Known(entry)))
    }
  }

  mutating func draft() throws(ImportFault) -> Draft {
    try choices.check(inputs: program.inputs.map(\.name))
    for input in program.inputs { try add(input) }
    for node in program.neededNodes() { try add(node) }
    for (name, wanted) in zip(program.outputs, program.outputNames) {
      let tensor = try values.tensor(name)
      tracer.wanted = "\(name)_value"
      let value = try tracer.output(tensor)
      tracer.draft.addOutput(wanted, value)
    }
    return tracer.draft
  }

  /// An input with the batch bound to 1; other sizes must be known.
  private mutating func add(_ input: ExportedProgram.Input) throws(ImportFault) {
    let place = "input '\(input.name)'"
    if let value = choices.held[input.name] {
      guard let type = ElementType(exportCode: input.scalarType) else {
        throw ImportFault("\(place) holds no numbers or truth values, as a constant must")
      }
      let entry = try value.entry(input.name, type, sizes: input.sizes)
      tracer.draft.hold(entry)
      return values.set(input.name, Traced(Known(entry)))
    }
    var shape: [Int] = []
    for (axis, size) in input.sizes.enumerated() {
      guard let size = size ?? (axis == 0 ? 1 : nil), size > 0 else {
        throw ImportFault(
          "\(place) has a size that varies along axis \(axis), only the batch may",
          hint: "export the model with a fixed size for it"
        )
      }
      shape.append(size)
    }
    let element: ImportedElement
    switch input.scalarType {
    case 7: element = .float32
    case 4, 5: element = .int64
    case 12: element = .bool
    default: throw ImportFault("\(place) is no float32, int64 or bool (scalar type \(input.scalarType))")
    }
    values.set(
      input.name,
      try tracer.input(input.name, shape: shape, element: element, isFixed: input.sizes.first != .some(nil))
    )
  }

  private mutating func add(_ node: ExportedProgram.Node) throws(ImportFault) {
    if ATenRule.checks.contains(node.operatorName) { return }
    do {
      var work = lend(to: node)
      guard let rule = work.readsComplex ? ATenRule.ofComplex[node.ruleName] : ATenRule.all[node.ruleName] else {
        let what = work.readsComplex ? " over complex numbers" : ""
        throw ImportFault("the operator \(node.target)\(what) is not supported")
      }
      work.tracer.wanted = work.layerName
      try work.keep(rule.apply(&work))
      (values, tracer) = (work.values, work.tracer)
    } catch {
      var fault = error as? ImportFault ?? ImportFault("\(error)")
      fault.node = fault.node ?? "node '\(node.name)' (\(node.target))"
      throw fault
    }
  }

  /// A node at work with all that was written so far. That has one owner at a time: with two, every change would copy it.
  private mutating func lend(to node: ExportedProgram.Node) -> ATenWork {
    let work = ATenWork(node: node, values: values, program: program, tracer: tracer)
    (values, tracer) = (ProgramValues(), Tracer(layout: .pytorch))
    return work
  }
}

extension ExportedProgram {
  /// The nodes that the outputs come from, and those that change a tensor in place: what nothing reads may be anything.
  fileprivate func neededNodes() -> [Node] {
    var wanted = Set(outputs.map(ExactText.init))
    var needed: [Node] = []
    for node in nodes.reversed() where node.isInPlace || node.outputs.contains(where: { wanted.contains(ExactText($0)) }) {
      needed.append(node)
      wanted.formUnion(node.arguments.flatMap(\.value.names).map(ExactText.init))
    }
    return needed.reversed()
  }
}

extension ATenWork {
  /// Keeps the results under their names; what a node changes in place is changed.
  fileprivate mutating func keep(_ outputs: [Traced]) throws(ImportFault) {
    // Results that are left out, such as the places of the largest elements, are refused where they are read.
    let named = zip(node.outputs, outputs).filter { !$0.0.isEmpty }
    guard let source = node.changedOrViewed else {
      for (name, output) in named { values.set(name, output) }
      return
    }
    if node.isInPlace {
      guard let result = outputs.first, result.shape == (try values.tensor(source)).shape else {
        throw ImportFault("it changes the shape of a tensor in place")
      }
      try values.change(source, to: result, &tracer)
      for (name, _) in named { values.alias(name, of: source) }
      return
    }
    for (index, (name, output)) in named.enumerated() {
      switch try view(output, index, of: source) {
      case .own: values.set(name, output)
      case .same: values.alias(name, of: source)
      case .part(let part): try values.set(name, output, part: part, of: source)
      }
    }
  }
}

extension ExportedProgram.Node {
  /// The name of the tensor that the node changes or takes a part of, where it is one.
  fileprivate var changedOrViewed: String? {
    guard case .tensor(let name)? = arguments.first?.value else { return nil }
    return isInPlace || ATenWork.viewOperators.contains(operatorName) ? name : nil
  }
}

extension ATenWork {
  /// How a result lies in the tensor that it was taken from.
  enum View {
    /// It has elements of its own.
    case own
    case same
    case part(TensorPart)
  }

  /// Operators whose results share elements with their first argument, always or at times.
  static let viewOperators: Set<String> = [
    "alias", "detach", "dropout", "feature_dropout", "alpha_dropout", "to", "type_as", "contiguous", "view", "reshape",
    "flatten", "view_as", "reshape_as", "unflatten", "unsqueeze", "squeeze", "permute", "transpose", "t", "numpy_T", "mT", "mH",
    "adjoint",
    "movedim",
    "moveaxis", "swapaxes", "swapdims", "select", "slice", "narrow", "chunk", "split", "split_with_sizes", "tensor_split",
    "unbind", "expand", "expand_as", "broadcast_to", "unfold", "diagonal", "real", "imag", "view_as_real", "view_as_complex",
    "_neg_view",
  ]

  fileprivate func view(_ output: Traced, _ index: Int, of source: String) throws(ImportFault) -> View {
    let whole = try values.tensor(source)
    if whole.element == .complex64 || output.element == .complex64 { return .part(.unsure) }
    switch node.operatorName {
    case "alias", "detach", "dropout", "feature_dropout", "alpha_dropout": return .same
    case "to", "type_as": return output.element == whole.element ? .same : .own
    case "contiguous": return values.isWhole(source) ? .same : .part(.unsure)
    case "view", "view_as", "unflatten", "unsqueeze", "squeeze": return .part(.reshaped)
    case "reshape", "flatten", "reshape_as": return .part(values.isWhole(source) ? .reshaped : .unsure)
    case "transpose", "swapaxes", "swapdims", "t", "mT", "mH", "adjoint", "permute":
      return .part(.transposed(try order(of: whole)))
    case "select":
      let axis = try axis("dim", of: whole)
      let place = try place("index", along: axis, of: whole)
      return .part(.slice(axis: axis, start: place, end: place + 1, isSingle: true))
    case "unbind":
      let axis = try axis("dim", of: whole)
      return .part(.slice(axis: axis, start: index, end: index + 1, isSingle: true))
    case "slice", "narrow":
      let (axis, start, end, step) = try sliceBounds(of: whole)
      return .part(step == 1 ? .slice(axis: axis, start: start, end: end, isSingle: false) : .unsure)
    case "chunk", "split", "split_with_sizes":
      let axis = try axis("dim", of: whole)
      let sizes = try partSizes(along: axis, of: whole)
      let start = sizes.prefix(index).reduce(0, +)
      return .part(.slice(axis: axis, start: start, end: start + sizes[index], isSingle: false))
    default: return .part(.unsure)
    }
  }
}
