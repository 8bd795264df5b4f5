import ForgeDiagnostics
import ForgeImport
import ForgeInterface
import ForgeModel
import ForgeSpec
import ForgeTensors

extension Import {
  /// Looks whether golden vectors are there that can be read, and whether they are of this prototype.
  ///
  /// What does not fit is a warning: the spec may still be edited until it does. `build` refuses it. Inputs that are held at a value
  /// must have it: they are left out of the copy, and no edit of the spec brings them back.
  ///
  /// - Returns: what is copied, nil after reporting why the file cannot be read.
  func goldenCopy(of path: String, _ imported: ImportedPrototype, into sink: inout DiagnosticSink) -> GoldenCopy? {
    do {
      var copy = GoldenCopy(origin: path, content: try goldenContent(path))
      try copy.fit(imported)
      try compare(copy, imported, into: &sink)
      return copy
    } catch {
      sink.report(error)
      return nil
    }
  }

  /// Warns of what in golden vectors does not fit the spec.
  ///
  /// - Throws: why they cannot be read.
  private func compare(
    _ golden: GoldenCopy,
    _ imported: ImportedPrototype,
    into sink: inout DiagnosticSink
  ) throws(Diagnostic) {
    var specSink = DiagnosticSink()
    guard let spec = readModelSpec(Array(imported.spec.utf8), path: "", into: &specSink) else { return }
    let features = spec.features.compactMap { Feature($0, into: &specSink) }
    let outputs = spec.outputs.compactMap { Output($0, into: &specSink) }
    guard specSink.diagnostics.isEmpty else { return }
    let (path, types, place) = (golden.origin, imported.outputTypes, Place.file(path: golden.origin))
    var findings = DiagnosticSink()
    switch golden.content {
    case .table(let bytes):
      _ = readGoldenCSV(bytes, path: path, features: features, outputs: outputs, outputTypes: types, at: place, into: &findings)
    case .tensors(let file):
      _ = readGoldenTensors(
        file,
        path: path,
        features: features,
        outputs: outputs,
        outputTypes: types,
        at: place,
        into: &findings
      )
    }
    if let fault = findings.diagnostics.first(where: { $0.code == .unreadableGolden }) { throw fault }
    for finding in findings.diagnostics {
      var warning = finding
      warning.severity = .warning
      sink.report(warning)
    }
  }

  private func goldenContent(_ path: String) throws(Diagnostic) -> GoldenCopy.Content {
    let bytes: MappedBytes
    do {
      bytes = try InputFile.map(path)
    } catch {
      throw Diagnostic(.error, error.isNotThere ? .fileNotFound : .unreadableFile, error.message, at: .nowhere)
    }
    if fileExtension(of: path) == "csv" { return .table(bytes.withUnsafeBytes { Array($0) }) }
    return .tensors(try goldenTensors(bytes, path))
  }

  private func goldenTensors(_ bytes: MappedBytes, _ path: String) throws(Diagnostic) -> TensorFile {
    let ending = fileExtension(of: path)
    guard let format = TensorFileFormat(fileExtension: ending), TensorUse.golden.formats.contains(format) else {
      throw Diagnostic(
        .error,
        .unreadableGolden,
        TensorUse.golden.unknownEnding(path),
        at: .nowhere,
        help: TensorUse.golden.conversionHelp(ending)
      )
    }
    var limits = TensorLimits.standard
    limits.totalBytes = maxWeightsGiB << 30
    do {
      return try TensorFile(reading: bytes, format: format, name: fileName(of: path), limits: limits)
    } catch {
      let tensor = error.tensor.map { "tensor '\($0)': " } ?? ""
      let place = error.byteOffset.map { Place.byte(path: path, offset: $0) } ?? .file(path: path)
      throw Diagnostic(.error, .unreadableGolden, tensor + error.message, at: place, help: error.hint)
    }
  }
}
