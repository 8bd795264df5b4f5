import ForgeDiagnostics
import ForgeImport
import ForgeInterface
import ForgeModel
import ForgeSpec
import ForgeTensors

extension Import {
  /// Looks whether golden vectors are there that can be read, and whether they are of this prototype.
  ///
  /// What does not fit is a warning: the spec may still be edited until it does. `build` refuses it.
  ///
  /// - Returns: false after reporting why the file cannot be read.
  func checkGolden(_ path: String, _ imported: ImportedPrototype, into sink: inout DiagnosticSink) -> Bool {
    var specSink = DiagnosticSink()
    guard let spec = readModelSpec(Array(imported.spec.utf8), path: "", into: &specSink) else { return true }
    let features = spec.features.compactMap { Feature($0, into: &specSink) }
    let outputs = spec.outputs.compactMap { Output($0, into: &specSink) }
    guard specSink.diagnostics.isEmpty else { return true }
    var golden = DiagnosticSink()
    do {
      _ = try readGolden(path, features, outputs, imported, into: &golden)
    } catch {
      sink.report(error)
      return false
    }
    if let fault = golden.diagnostics.first(where: { $0.code == .unreadableGolden }) {
      sink.report(fault)
      return false
    }
    for finding in golden.diagnostics {
      var warning = finding
      warning.severity = .warning
      sink.report(warning)
    }
    return true
  }

  private func readGolden(
    _ path: String,
    _ features: [Feature],
    _ outputs: [Output],
    _ imported: ImportedPrototype,
    into sink: inout DiagnosticSink
  ) throws(Diagnostic) -> GoldenVectors? {
    let bytes: MappedBytes
    do {
      bytes = try InputFile.map(path)
    } catch {
      throw Diagnostic(.error, error.isNotThere ? .fileNotFound : .unreadableFile, error.message, at: .nowhere)
    }
    let place = Place.file(path: path)
    if fileExtension(of: path) == "csv" {
      return readGoldenCSV(
        bytes.withUnsafeBytes { Array($0) },
        path: path,
        features: features,
        outputs: outputs,
        outputTypes: imported.outputTypes,
        at: place,
        into: &sink
      )
    }
    return readGoldenTensors(
      try goldenTensors(bytes, path),
      path: path,
      features: features,
      outputs: outputs,
      outputTypes: imported.outputTypes,
      at: place,
      into: &sink
    )
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
