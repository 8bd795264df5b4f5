import ForgeDiagnostics
import ForgeEmission
import ForgeGraph
import ForgeModel
import ForgeOperators
import ForgeSpec
import ForgeTensors

/// What the flags of a command say about reading.
struct ReadingOptions: Sendable {
  /// The folder that a spec's paths may not leave; nil for the spec's own.
  var root: String?
  var yamlLimits = YAMLLimits.standard
  var tensorLimits = TensorLimits.standard
}

/// A spec with everything that it names, read and put together.
struct Project {
  let specPath: String
  let model: Model
  /// The graph after the passes.
  let graph: Graph
  let golden: GoldenVectors?
  let spec: PackageRequest.Source
  let weights: PackageRequest.Source?
  let goldenSource: PackageRequest.Source?

  /// The folder of the package: `-o`, `generate.output`, or a folder named like the module beside the spec.
  func outputFolder(_ given: String?) -> String {
    if let given { return withoutTrailingSlashes(given) }
    let specFolder = folder(of: specPath)
    if let output = model.spec.generate.output?.value { return withoutTrailingSlashes(joined(specFolder, output)) }
    return joined(specFolder, model.name.text)
  }

  private func withoutTrailingSlashes(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }

  func request(_ templates: TemplateSet) -> PackageRequest {
    PackageRequest(
      model: model,
      graph: graph,
      golden: golden,
      spec: spec,
      weights: weights,
      goldenSource: goldenSource,
      templates: templates,
      toolVersion: toolVersion
    )
  }
}

/// Reads projects, keeping what it finds wrong.
struct ProjectReader {
  let options: ReadingOptions
  var reporter: Reporter

  init(options: ReadingOptions, reporter: Reporter) {
    self.options = options
    self.reporter = reporter
  }

  /// Reads a spec, its weights and golden vectors; nil when an error was found anywhere.
  mutating func read(_ path: String) -> Project? {
    var sink = DiagnosticSink()
    let project = read(path, into: &sink)
    reporter.take(sink)
    return sink.hasErrors ? nil : project
  }

  private mutating func read(_ path: String, into sink: inout DiagnosticSink) -> Project? {
    guard let bytes = text(path, limit: options.yamlLimits.bytes, into: &sink) else { return nil }
    guard let spec = readModelSpec(bytes, path: path, limits: options.yamlLimits, into: &sink) else { return nil }
    guard let root = root(of: path, into: &sink) else { return nil }
    let files = SpecFiles(root: root, rootText: options.root, specFolder: folder(of: path))
    let weights = spec.weights.flatMap { readTensors($0.file, files, as: .weights, into: &sink) }
    guard let model = buildModel(spec, weights: weights?.tensors, into: &sink) else { return nil }
    checkReferenceSizes(model, into: &sink)
    let golden = spec.golden.flatMap { readGolden($0, model, files, into: &sink) }
    return Project(
      specPath: path,
      model: model,
      graph: model.graph.running(standardPasses),
      golden: golden?.vectors,
      spec: .init(path: files.shownPath(path), sha256: SHA256.hex(bytes)),
      weights: weights?.source,
      goldenSource: golden?.source
    )
  }

  private mutating func text(_ path: String, limit: Int, into sink: inout DiagnosticSink) -> [UInt8]? {
    do {
      let bytes = try InputFile.bytes(path, limit: limit)
      reporter.sources.add(bytes, path: path, rule: .yaml)
      return bytes
    } catch {
      sink.error(error.isNotThere ? .fileNotFound : .unreadableFile, error.message, at: .nowhere)
      return nil
    }
  }

  private func root(of spec: String, into sink: inout DiagnosticSink) -> Root? {
    let path = options.root ?? folder(of: spec)
    do {
      return try Root(path)
    } catch {
      sink.error(error.isNotThere ? .fileNotFound : .unreadableFile, error.message, at: .nowhere)
      return nil
    }
  }

  private func readTensors(
    _ file: Located<String>,
    _ files: SpecFiles,
    as use: TensorUse,
    into sink: inout DiagnosticSink
  ) -> (tensors: TensorFile, source: PackageRequest.Source)? {
    let ending = fileExtension(of: file.value)
    guard let format = TensorFileFormat(fileExtension: ending), use.formats.contains(format) else {
      sink.error(
        use.unreadable,
        use.unknownEnding(file.value),
        at: file.span,
        help: use.conversionHelp(ending)
      )
      return nil
    }
    guard let (bytes, path) = files.open(file, into: &sink) else { return nil }
    do {
      let stem = fileName(of: path).dropLast(ending.count + 1)
      let siblings = SiblingFiles(beside: path, limit: options.tensorLimits.totalBytes)
      let tensors = try TensorFile(
        reading: bytes,
        format: format,
        name: String(stem),
        limits: options.tensorLimits,
        siblings: siblings.open
      )
      return (tensors, files.source(path, bytes))
    } catch {
      let place = error.byteOffset.map { Place.byte(path: path, offset: $0) } ?? .file(path: path)
      let tensor = error.tensor.map { "tensor '\($0)': " } ?? ""
      sink.error(
        use.unreadable,
        tensor + error.message,
        at: place,
        notes: [.init("named here", at: .text(file.span))],
        help: error.hint
      )
      return nil
    }
  }

  private mutating func readGolden(
    _ section: GoldenSection,
    _ model: Model,
    _ files: SpecFiles,
    into sink: inout DiagnosticSink
  ) -> (vectors: GoldenVectors, source: PackageRequest.Source)? {
    guard fileExtension(of: section.file.value) == "csv" else {
      guard
        let (tensors, source) = readTensors(section.file, files, as: .golden, into: &sink),
        let vectors = readGoldenTensors(
          tensors,
          path: joined(files.specFolder, section.file.value),
          features: model.features,
          outputs: model.outputs,
          outputTypes: model.outputTypes,
          at: .text(section.file.span),
          into: &sink
        )
      else { return nil }
      return (vectors, source)
    }
    guard let (mapped, path) = files.open(section.file, into: &sink) else { return nil }
    let bytes = mapped.withUnsafeBytes { Array($0) }
    reporter.sources.add(bytes, path: path)
    return readGoldenCSV(
      bytes,
      path: path,
      features: model.features,
      outputs: model.outputs,
      outputTypes: model.outputTypes,
      at: .text(section.file.span),
      into: &sink
    ).map { ($0, files.source(path, mapped)) }
  }
}

/// What a file of tensors is for.
enum TensorUse {
  case weights, golden

  var noun: String { self == .weights ? "weights file" : "golden file" }
  var unreadable: DiagnosticCode { self == .weights ? .unreadableWeights : .unreadableGolden }
  /// Inputs and outputs are told by the names of their arrays, and an `.npy` file has none.
  var formats: [TensorFileFormat] { self == .weights ? TensorFileFormat.allCases : [.safetensors, .npz] }
  var endings: String {
    self == .weights ? ".safetensors, .npz, .npy, .onnx, .pt, .pth, .pt2, .keras or .h5" : ".csv, .safetensors or .npz"
  }

  func unknownEnding(_ file: String) -> String { "'\(file)' is no \(noun) that can be read: its name must end in \(endings)" }

  /// How a file of another kind becomes one that is read.
  func conversionHelp(_ ending: String) -> String? {
    guard self == .weights else {
      return switch ending {
      case "npy": "an array without a name is no input or output: numpy.savez(path, x=…, y=…) names them"
      case "pt", "pth", "pt2":
        "in Python: from safetensors.torch import save_file; save_file({'x': x, 'y': y}, 'golden.safetensors')"
      default: nil
      }
    }
    return switch ending {
    case "bin":
      "in Python: from safetensors.torch import save_file; save_file(model.state_dict(), 'weights.safetensors')"
    default: nil
    }
  }
}

/// The files that a spec names: below the root, relative to the spec's folder.
struct SpecFiles {
  let root: Root
  /// The root as the command line gives it; nil for the spec's own folder.
  let rootText: String?
  let specFolder: String

  /// Opens a file that the spec names, refusing paths that lead out of the root.
  func open(_ file: Located<String>, into sink: inout DiagnosticSink) -> (bytes: MappedBytes, path: String)? {
    if let refusal = refusal(file.value) {
      sink.error(.pathEscapes, "'\(file.value)' \(refusal)", at: file.span)
      return nil
    }
    let path = joined(specFolder, file.value)
    var real = path
    do {
      real = try InputFile.realPath(path)
      guard root.contains(real) else {
        reportEscape(file, into: &sink)
        return nil
      }
      return (try InputFile.map(real), path)
    } catch  where error.isNotThere && leadsOut(file.value) {
      reportEscape(file, into: &sink)
      return nil
    } catch {
      // The message names the file as the spec does, not by where it lies on this machine.
      let message = error.message.replacing("'\(real)'", with: "'\(path)'")
      sink.error(error.isNotThere ? .fileNotFound : .unreadableFile, message, at: file.span)
      return nil
    }
  }

  private func reportEscape(_ file: Located<String>, into sink: inout DiagnosticSink) {
    let link = leadsOut(file.value) ? "" : " through a symbolic link"
    sink.error(
      .pathEscapes,
      "'\(file.value)' leads out of \(rootText.map { "'\($0)'" } ?? "the spec's folder")\(link)",
      at: file.span,
      help: "move the file below the spec's folder, or name a larger folder with --root"
    )
  }

  /// Whether a path leads out of the root by its `..` alone: a file out there is refused whether it is there or not.
  private func leadsOut(_ path: String) -> Bool {
    guard let base = try? InputFile.realPath(specFolder) else { return false }
    var parts = base.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return !root.contains("/" + parts.joined(separator: "/"))
  }

  private func refusal(_ path: String) -> String? {
    if path.isEmpty { return "is no path" }
    if path.contains("://") { return "is an address, but nothing is fetched: name a file below the spec's folder" }
    if path.hasPrefix("~") { return "begins with '~', which is not expanded: name a file below the spec's folder" }
    if path.hasPrefix("/") { return "is absolute, but a spec's paths are relative to its folder" }
    if path.utf8.contains(0) { return "holds a NUL character" }
    return nil
  }

  /// A path relative to the root, so that it is the same on every machine.
  ///
  /// A file behind a link is shown by the link's name: build systems hand sources over as links into places of their own.
  func shownPath(_ path: String) -> String {
    guard let folder = try? InputFile.realPath(folder(of: path)) else { return fileName(of: path).escapedForOneLine }
    let place = joined(folder, fileName(of: path))
    return root.contains(place) ? root.relative(place) : fileName(of: path).escapedForOneLine
  }

  func source(_ path: String, _ bytes: MappedBytes) -> PackageRequest.Source {
    PackageRequest.Source(path: shownPath(path), sha256: bytes.withUnsafeBytes { SHA256.hex($0) })
  }
}
