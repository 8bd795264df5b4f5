import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON
import ForgeSpec
import ForgeTensors

/// Reads golden vectors from named tensors: inputs by feature, outputs by output, rows on the first axis. `outputTypes`
/// are what the graph gives for the outputs, nil to leave their shapes unchecked.
package func readGoldenTensors(
  _ file: TensorFile,
  path: String,
  features: [Feature],
  outputs: [Output],
  outputTypes: [TensorType]? = nil,
  at place: Place,
  into sink: inout DiagnosticSink
) -> GoldenVectors? {
  GoldenTensors(file: file, path: path, place: place).read(features, outputs, outputTypes, into: &sink)
}

private struct GoldenTensors {
  let file: TensorFile
  let path: String
  /// Where the file is named.
  let place: Place

  func read(
    _ features: [Feature],
    _ outputs: [Output],
    _ outputTypes: [TensorType]?,
    into sink: inout DiagnosticSink
  ) -> GoldenVectors? {
    let errorsBefore = sink.diagnostics.count
    let inputs = features.map { file[$0.name] }
    let wanted = outputs.map { file[$0.name] }
    checkNames(features, outputs, outputTypes, into: &sink)
    guard sink.diagnostics.count == errorsBefore else { return nil }
    guard let count = rowCount((inputs + wanted).compactMap { $0 }, into: &sink) else { return nil }
    let inputColumns = zip(features, inputs).map { feature, entry in
      entry.flatMap { values(of: feature, $0, rows: count, into: &sink) }
    }
    let outputColumns = zip(outputs.indices, wanted).map { index, entry in
      entry.flatMap { expectations(of: outputs[index], outputTypes?[index], $0, rows: count, into: &sink) }
    }
    guard sink.diagnostics.count == errorsBefore else { return nil }
    return GoldenVectors(
      rows: (0..<count).map { row in
        GoldenVectors.Row(
          inputs: inputColumns.map { $0?[row] ?? .missing },
          expected: outputColumns.map { $0?[row] ?? .init() }
        )
      }
    )
  }

  private func checkNames(
    _ features: [Feature],
    _ outputs: [Output],
    _ outputTypes: [TensorType]?,
    into sink: inout DiagnosticSink
  ) {
    let known = features.map(\.name) + outputs.map(\.name)
    let knownNames = Set(known.map(ExactText.init))
    let names = GoldenNames(
      noun: "tensor",
      missing: features.filter { file[$0.name] == nil }.map(GoldenNames.Missing.init)
        + outputs.indices.filter { file[outputs[$0].name] == nil }.map { .init(outputs[$0], outputTypes?[$0]) },
      strangers: file.entries.filter { !knownNames.contains(ExactText($0.name)) }
        .map { .init(name: $0.name, rowShape: Array($0.shape.dropFirst())) }
    )
    if names.isOneFinding { return sink.report(names.finding(path, at: place)) }
    for missing in names.missing {
      sink.error(
        .missingGoldenColumn,
        "\(path) has no tensor for \(missing.noun) '\(missing.name)'",
        at: place,
        help: didYouMean(missing.name, among: file.entries.map(\.name))
      )
    }
    for stranger in names.strangers {
      sink.error(
        .unknownGoldenColumn,
        "the tensor '\(stranger.name)' of \(path) is no feature or output",
        at: place,
        help: didYouMean(stranger.name, among: known) ?? "remove it from the golden file"
      )
    }
  }

  private func rowCount(_ entries: [TensorEntry], into sink: inout DiagnosticSink) -> Int? {
    guard let first = entries.first else { return nil }
    for entry in entries {
      guard let rows = entry.shape.first else {
        refuse("'\(entry.name)' is a single number, but rows lie on the first axis", into: &sink)
        return nil
      }
      guard rows == 0 || entry.elementCount > 0 else {
        refuse("'\(entry.name)' is \(entry.shape): its rows hold no elements", into: &sink)
        return nil
      }
      guard rows == first.shape.first else {
        refuse(
          "'\(entry.name)' has \(rows) row\(rows == 1 ? "" : "s"), but '\(first.name)' has \(first.shape[0])",
          help: "the first axis of each tensor counts the examples, even where there is one",
          into: &sink
        )
        return nil
      }
    }
    guard let rows = first.shape.first, rows > 0 else {
      refuse("the golden file has no rows", into: &sink)
      return nil
    }
    return rows
  }

  // MARK: Inputs

  private func values(
    of feature: Feature,
    _ entry: TensorEntry,
    rows: Int,
    into sink: inout DiagnosticSink
  ) -> [FeatureValue]? {
    let rowShape = Array(entry.shape.dropFirst())
    if case .tensor(let type) = feature.kind {
      guard type.element == .float32 || entry.elementType.isInteger else {
        refuse("'\(entry.name)' holds \(entry.elementType.rawValue) elements, but the feature takes ids (int64)", into: &sink)
        return nil
      }
      guard fits(entry, type, noun: "feature", into: &sink) else { return nil }
      let size = rowShape.reduce(1, *)
      let elements = entry.doubles()
      guard type.element == .float32 || areIDs(elements, entry, size: size, into: &sink) else { return nil }
      return (0..<rows).map { row in
        .tensor(ReferenceTensor(shape: rowShape, elements: Array(elements[row * size..<(row + 1) * size])))
      }
    }
    guard rowShape.allSatisfy({ $0 == 1 }) else {
      refuse("'\(entry.name)' is \(entry.shape), but a \(feature.kind.word) feature has one value a row", into: &sink)
      return nil
    }
    switch feature.kind {
    case .category(let vocabulary, _), .ordinal(let vocabulary):
      guard let indices = entry.integers() else {
        refuse(
          "'\(entry.name)' holds \(entry.elementType.rawValue) elements, but a category is given as the integer place of its value",
          into: &sink
        )
        return nil
      }
      return places(indices, vocabulary, entry, into: &sink)
    case .boolean: return flags(entry, into: &sink)
    case .integer: return wholeNumbers(entry, into: &sink)
    case .number, .tensor: return entry.doubles().map { .number($0) }
    }
  }

  private func places(
    _ indices: [Int64],
    _ vocabulary: Vocabulary,
    _ entry: TensorEntry,
    into sink: inout DiagnosticSink
  ) -> [FeatureValue]? {
    if let bad = indices.firstIndex(where: { $0 < -1 || $0 >= vocabulary.labels.count }) {
      refuse(
        "'\(entry.name)' holds \(indices[bad]) in row \(bad + 1), but its values have the places 0 to "
          + "\(vocabulary.labels.count - 1), and -1 is a missing one",
        into: &sink
      )
      return nil
    }
    return indices.map { .index(Int($0)) }
  }

  private func wholeNumbers(_ entry: TensorEntry, into sink: inout DiagnosticSink) -> [FeatureValue]? {
    let numbers = entry.doubles()
    if let bad = numbers.firstIndex(where: { !$0.isNaN && Int(exactly: $0) == nil }) {
      refuse(
        "'\(entry.name)' is an integer feature, but row \(bad + 1) holds \(shortText(numbers[bad]))",
        into: &sink
      )
      return nil
    }
    return numbers.map { .number($0) }
  }

  private func flags(_ entry: TensorEntry, into sink: inout DiagnosticSink) -> [FeatureValue]? {
    let numbers = entry.doubles()
    if let bad = numbers.firstIndex(where: { !$0.isNaN && $0 != 0 && $0 != 1 }) {
      refuse("'\(entry.name)' is a boolean feature, but row \(bad + 1) holds \(shortText(numbers[bad]))", into: &sink)
      return nil
    }
    return numbers.map { $0.isNaN ? .missing : .boolean($0 == 1) }
  }

  /// Whether the elements are whole numbers of 32 bits, as generated code holds ids.
  private func areIDs(_ elements: [Double], _ entry: TensorEntry, size: Int, into sink: inout DiagnosticSink) -> Bool {
    guard let bad = elements.firstIndex(where: { Int32(exactly: $0) == nil }) else { return true }
    refuse("'\(entry.name)' holds the id \(shortText(elements[bad])) in row \(bad / size + 1), beyond 32 bits", into: &sink)
    return false
  }

  /// Whether the rows of a tensor have the shape that the spec says, where it does not vary.
  private func fits(_ entry: TensorEntry, _ type: TensorType, noun: String, into sink: inout DiagnosticSink) -> Bool {
    let rowShape = Array(entry.shape.dropFirst())
    let isSame = type.shape.admits(rowShape)
    if !isSame {
      refuse("'\(entry.name)' has rows of shape \(TensorShape(rowShape)), but the \(noun) is \(type.shape)", into: &sink)
    }
    return isSame
  }

  // MARK: Outputs

  private func expectations(
    of output: Output,
    _ type: TensorType?,
    _ entry: TensorEntry,
    rows: Int,
    into sink: inout DiagnosticSink
  ) -> [GoldenVectors.Expected]? {
    let size = entry.shape.dropFirst().reduce(1, *)
    switch output.kind {
    case .category(let labels):
      if let indices = entry.integers(), size == 1 { return labelExpectations(indices, labels, entry, into: &sink) }
      guard size == labels.count else {
        refuse("'\(entry.name)' is \(entry.shape), but the output has \(labels.count) values", into: &sink)
        return nil
      }
    case .boolean:
      guard size == 1 else {
        refuse("'\(entry.name)' is \(entry.shape), but a boolean output has one value a row", into: &sink)
        return nil
      }
      if entry.elementType.isInteger || entry.elementType == .bool {
        guard let flags = flags(entry, into: &sink) else { return nil }
        return flags.map { GoldenVectors.Expected(label: $0 == .boolean(true) ? 1 : 0) }
      }
    case .number:
      guard size == 1 else {
        refuse("'\(entry.name)' is \(entry.shape), but a number output has one value a row", into: &sink)
        return nil
      }
    case .tensor:
      if let type, !fits(entry, type, noun: "output", into: &sink) { return nil }
    }
    let elements = entry.doubles()
    return (0..<rows).map { GoldenVectors.Expected(values: elements[$0 * size..<($0 + 1) * size].map { Optional($0) }) }
  }

  private func labelExpectations(
    _ indices: [Int64],
    _ labels: [Label],
    _ entry: TensorEntry,
    into sink: inout DiagnosticSink
  ) -> [GoldenVectors.Expected]? {
    // Labels that are whole numbers are what the numbers mean, as classifiers give -1 and 1; else they are places.
    let numbers = labels.compactMap { Int64($0.text) }
    if numbers.count == labels.count {
      let places = indices.map { numbers.firstIndex(of: $0) }
      if let bad = places.firstIndex(of: nil) {
        refuse("'\(entry.name)' holds the label \(indices[bad]) in row \(bad + 1), which is none of the values", into: &sink)
        return nil
      }
      return places.compactMap { $0 }.map { GoldenVectors.Expected(label: $0) }
    }
    if let bad = indices.firstIndex(where: { $0 < 0 || $0 >= labels.count }) {
      refuse(
        "'\(entry.name)' holds the label number \(indices[bad]) in row \(bad + 1), but the labels are 0 to \(labels.count - 1)",
        into: &sink
      )
      return nil
    }
    return indices.map { GoldenVectors.Expected(label: Int($0)) }
  }

  private func refuse(_ message: String, help: String? = nil, into sink: inout DiagnosticSink) {
    sink.error(.badGoldenValue, message, at: .file(path: path), help: help)
  }
}
