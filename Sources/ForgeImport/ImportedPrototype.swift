import ForgeGraph
import ForgeJSON
import ForgeOperators
import ForgeTensors

/// A prototype as the files that protoforge reads: a spec and its weights.
package struct ImportedPrototype: Sendable {
  package let spec: String
  /// The tensors of the weights file; empty when no layer has any.
  package let tensors: [TensorEntry]
  /// What features and outputs are called, for golden vectors.
  package let features: [String]
  package let outputs: [String]
  /// What the prototype gives for each output.
  package let outputTypes: [TensorType]
  package let layerCount: Int
  /// The inputs of the prototype that are held at one value, which are no features.
  package let held: [TensorEntry]
  /// The features and outputs that have other names than in the prototype.
  package let renamedPorts: [Draft.RenamedPort]

  /// - Parameters:
  ///   - module: the Swift module's name.
  ///   - origin: the prototype's file name.
  ///   - weightsFile: what the weights file is called beside the spec.
  ///   - goldenFile: what the golden file is called, when there is one.
  init(
    _ draft: Draft,
    module: String,
    origin: String,
    weightsFile: String,
    goldenFile: String?
  ) throws(ImportFault) {
    let draft = try draft.recognized()
    let names = draft.tensorNames()
    var tensors: [TensorEntry] = []
    for tensor in draft.tensors {
      let name = names[ExactText(tensor.name)] ?? tensor.name
      do {
        tensors.append(try tensor.renamed(name))
      } catch {
        throw ImportFault("tensor '\(tensor.name)': \(error.message)")
      }
    }
    self.tensors = tensors
    features = draft.features.map(\.name)
    outputs = draft.outputs.map(\.name)
    outputTypes = draft.outputs.map { draft.type(of: $0.value) }
    layerCount = draft.layers.count
    held = draft.held
    renamedPorts = draft.renamedPorts
    spec = SpecText.text(
      of: draft,
      tensorNames: names,
      module: module,
      origin: origin,
      weights: tensors.isEmpty ? nil : weightsFile,
      golden: goldenFile
    )
  }
}

extension ImportedPrototype {
  /// What the files beside a spec are called.
  package struct Names: Sendable {
    package let module: String
    package let origin: String
    package let weightsFile: String
    package let goldenFile: String?

    package init(module: String, origin: String, weightsFile: String, goldenFile: String?) {
      self.module = module
      self.origin = origin
      self.weightsFile = weightsFile
      self.goldenFile = goldenFile
    }
  }

  /// Reads an ONNX model.
  package init(
    onnx bytes: MappedBytes,
    names: Names,
    limits: TensorLimits = .standard,
    choices: ImportChoices = ImportChoices(),
    siblings: @escaping TensorFile.Siblings
  ) throws(ImportFault) {
    let model: ONNXModel
    do {
      model = try ONNXModel(reading: bytes, limits: limits)
    } catch {
      throw ImportFault(error.message, byteOffset: error.byteOffset, hint: error.hint)
    }
    var importer = try ONNXImporter(model, siblings: siblings, choices: choices)
    let draft = try importer.draft()
    let writer = model.producer.isEmpty ? "" : " (\(model.producer))"
    try self.init(
      draft,
      module: names.module,
      origin: names.origin + writer,
      weightsFile: names.weightsFile,
      goldenFile: names.goldenFile
    )
  }

  /// Reads a program of `torch.export`.
  package init(
    exportedProgram bytes: MappedBytes,
    names: Names,
    limits: TensorLimits = .standard,
    choices: ImportChoices = ImportChoices()
  ) throws(ImportFault) {
    let archive: PT2Archive
    do {
      archive = try PT2Archive(reading: bytes, limits: limits)
    } catch {
      throw ImportFault(error.message, byteOffset: error.byteOffset, hint: error.hint)
    }
    var importer = try ExportedProgramImporter(archive, choices: choices)
    try self.init(
      importer.draft(),
      module: names.module,
      origin: names.origin,
      weightsFile: names.weightsFile,
      goldenFile: names.goldenFile
    )
  }

  /// Reads a model of Keras: a `.keras` file, or with `isHDF5` the `.h5` of Keras 2.
  package init(
    keras bytes: MappedBytes,
    isHDF5: Bool = false,
    names: Names,
    limits: TensorLimits = .standard,
    choices: ImportChoices = ImportChoices()
  ) throws(ImportFault) {
    let archive: KerasArchive
    do {
      archive =
        isHDF5
        ? try KerasArchive(readingHDF5: bytes, limits: limits) : try KerasArchive(readingArchive: bytes, limits: limits)
    } catch {
      let message = (error.tensor.map { "tensor \($0.quotedForMessage): " } ?? "") + error.message
      throw ImportFault(message, byteOffset: error.byteOffset, hint: error.hint)
    }
    var importer = try KerasImporter(archive, choices: choices)
    try self.init(
      importer.makeDraft(),
      module: names.module,
      origin: names.origin + (archive.version.map { " (Keras \($0.escapedForOneLine))" } ?? ""),
      weightsFile: names.weightsFile,
      goldenFile: names.goldenFile
    )
  }
}
