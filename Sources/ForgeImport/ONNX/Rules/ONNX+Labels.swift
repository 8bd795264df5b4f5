import ForgeGraph

extension ONNXRule {
  /// Classes by their names, and columns by their places.
  static let labels: [ONNXRule] = [
    ONNXRule("ArrayFeatureExtractor") { work in [try work.extractedColumns()] },
    ONNXRule("LabelEncoder") { work in [try work.renamedLabel()] },
    // A mapping from labels to scores, which has the scores in the order of the labels.
    ONNXRule("ZipMap") { work in [try work.input(0)] },
  ]

  /// What is no computation of layers, and why.
  static let inexpressible: [ONNXRule] = [
    refusal(
      "TreeEnsemble",
      "TreeEnsembleClassifier",
      "TreeEnsembleRegressor",
      "it is an ensemble of trees, which no layers are"
    ),
    refusal("SVMClassifier", "SVMRegressor", "it is a support vector machine, whose kernel and votes no layers are"),
    refusal("DictVectorizer", "CategoryMapper", "CastMap", "it reads texts or mappings, which layers cannot"),
  ]

  private static func refusal(_ operators: String...) -> ONNXRule {
    let reason = operators[operators.count - 1]
    return ONNXRule(operators.dropLast()) { _ in throw ImportFault(reason) }
  }
}

extension ONNXWork {
  /// The columns of rows at some places; of names at the place of the largest score, the label.
  fileprivate mutating func extractedColumns() throws(ImportFault) -> Traced {
    let (tensor, places) = (try input(0), try input(1))
    if let names = tensor.classNames, let scores = tracer.scores(under: places),
      tracer.draft.type(of: scores).shape.fixedCount == names.count
    {
      return Traced(shape: [1, 1], element: tensor.element, content: .label(ClassLabel(scores: scores, names: names)))
    }
    // The result has two axes at least.
    let rows = tensor.rank == 1 ? try tracer.reshaped(tensor, to: [1, tensor.count]) : tensor
    let axis = rows.rank - 1
    guard let known = places.known else {
      return try tracer.rows(of: rows, axis: axis, places: tracer.reshaped(places, to: [places.count]))
    }
    return try tracer.gathered(rows, axis: axis, places: known.reshaped([known.count]))
  }

  /// A label under other names.
  fileprivate func renamedLabel() throws(ImportFault) -> Traced {
    guard case .label(let label) = try input(0).content else {
      throw ImportFault("it gives numbers or texts other names where no classifier made them, which is not supported")
    }
    let renamed: ClassLabel.Names
    switch label.names {
    case .texts(let texts): renamed = try otherNames(of: texts, self.texts("keys_strings"))
    case .numbers(let numbers): renamed = try otherNames(of: numbers, integers("keys_int64s"))
    }
    let result = label.renamed(renamed)
    return Traced(shape: try input(0).shape, element: result.element, content: .label(result))
  }

  private func otherNames<Name: Hashable>(of names: [Name], _ keys: [Name]?) throws(ImportFault) -> ClassLabel.Names {
    guard let keys else { throw ImportFault("its keys are of another type than the labels") }
    func place(_ name: Name) -> Int? { keys.firstIndex(of: name) }
    if let values = try texts("values_strings"), values.count == keys.count {
      let other = try text("default_string") ?? "_Unused"
      return .texts(names.map { place($0).map { values[$0] } ?? other })
    }
    if let values = try integers("values_int64s"), values.count == keys.count {
      let other = try integer("default_int64", default: -1)
      return .numbers(names.map { place($0).map { values[$0] } ?? other })
    }
    throw ImportFault("its values are neither texts nor whole numbers, as many as its keys")
  }
}

extension Traced {
  /// The names of classes that a constant list holds, with how many there are; nil for anything else.
  fileprivate var classNames: ClassLabel.Names? {
    guard count > 1, shape.filter({ $0 != 1 }).count == 1 else { return nil }
    if case .texts(let texts) = content { return .texts(texts) }
    guard element == .int64, let numbers = known?.integers else { return nil }
    return .numbers(numbers)
  }
}
