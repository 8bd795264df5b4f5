import ArgumentParser
import ForgeDiagnostics
import ForgeImport
import ForgeInterface
import ForgeTensors

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `protoforge import`
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the spec and the weights of a prototype.",
    discussion: """
      Reads an ONNX model (.onnx), a program that torch.export saved (.pt2) or a model that Keras saved (.keras, .h5), and writes \
      DIR/<name>.yaml and DIR/<name>.safetensors, which 'protoforge build' takes as they are. What cannot be expressed is an error \
      that names the node and the operator; nothing is dropped.

      Golden vectors are copied beside them: a .safetensors, .npz or .csv file with an array for each input and output, by name, \
      examples on the first axis. Names or shapes that are not the prototype's are a warning that tells what it calls them: rename \
      them there or in the spec before 'build'. Arrays of inputs that --constant holds at a value must hold it, and are \
      left out; arrays under names of the prototype that no spec can have are renamed.
      """
  )

  private static let endings = ["onnx", "pt2", "keras", "h5"]

  @Argument(help: "The prototype.", completion: .file(extensions: Self.endings))
  var prototype: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder that the files go to; it is made when it is not there.", valueName: "dir"),
    completion: .directory
  )
  var output: String

  @Option(
    help: ArgumentHelp(
      "What the files and the model are called (default: as the prototype): street_signs gives street_signs.yaml and StreetSigns.",
      valueName: "name"
    )
  )
  var name: String?

  @Option(
    help: ArgumentHelp("Golden vectors that the prototype gave.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "csv"])
  )
  var golden: String?

  @Option(
    name: .customLong("shape"),
    help: ArgumentHelp(
      "The sizes of an input of an ONNX model whose axes vary, batch included: --shape tokens=1,128. Once for each such input.",
      valueName: "input=sizes"
    )
  )
  var shapes: [ChosenShape] = []

  @Option(
    name: .customLong("constant"),
    help: ArgumentHelp(
      """
      A value that an input always has, which makes it part of the spec: --constant rate=16000. A number (true or false for truth \
      values) fills the input; numbers separated by commas are its elements. Once for each such input.
      """,
      valueName: "input=value"
    )
  )
  var constants: [ChosenConstant] = []

  @Flag(help: "Replace files of these names that are there already.")
  var force = false

  @Option(
    name: .customLong("max-weights-gib"),
    help: ArgumentHelp("The largest prototype, files beside it included, in GiB.", valueName: "n")
  )
  var maxWeightsGiB: Int = 4

  @Option(help: "How diagnostics are shown: text, json, github or sarif.")
  var format: ReportFormat = .text

  func validate() throws {
    guard (1...1024).contains(maxWeightsGiB) else { throw ValidationError("--max-weights-gib must be from 1 to 1024") }
    for (option, names) in [("--shape", shapes.map(\.input)), ("--constant", constants.map(\.input))] {
      if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
        throw ValidationError("\(option) gives '\(twice)' twice")
      }
    }
    if !shapes.isEmpty, fileExtension(of: prototype) != "onnx" { throw ValidationError("--shape is for ONNX models alone") }
    if let name, name.isEmpty || name.contains("/") || name.hasPrefix(".") {
      throw ValidationError("--name is a file name without a folder, not '\(name)'")
    }
  }

  func run() throws {
    var reporter = Reporter(format: format)
    var sink = DiagnosticSink()
    if let text = importPrototype(into: &sink), reporter.showsText { writeOutput(text) }
    reporter.take(sink)
    try finish(reporter)
  }

  /// Imports the prototype and writes its files; gives what to say about it, nil after reporting what is wrong.
  private func importPrototype(into sink: inout DiagnosticSink) -> String? {
    guard Self.endings.contains(fileExtension(of: prototype)) else {
      let holdsWeights = TensorFileFormat(fileExtension: fileExtension(of: prototype)) != nil
      sink.error(
        .unreadablePrototype,
        "'\(fileName(of: prototype))' is no prototype that can be imported: its name must end in .onnx, .pt2, .keras or .h5",
        at: .nowhere,
        help: "in PyTorch: torch.export.save(torch.export.export(model.eval(), inputs), 'model.pt2')"
          + (holdsWeights ? "; a file of weights alone goes under 'weights' in a spec written by hand" : "")
      )
      return nil
    }
    let stem = name ?? String(fileName(of: prototype).dropLast(fileExtension(of: prototype).count + 1))
    guard let names = fileNames(stem, into: &sink), let imported = read(names, into: &sink) else { return nil }
    guard let golden else { return write(imported, names, stem, into: &sink) }
    guard let copy = goldenCopy(of: golden, imported, into: &sink) else { return nil }
    return write(imported, names, stem, copy, into: &sink)
  }

  private func fileNames(_ stem: String, into sink: inout DiagnosticSink) -> ImportedPrototype.Names? {
    guard let module = SwiftIdentifier(upperCamelCase: stem)?.name, module.utf8.allSatisfy({ $0 < 0x80 }) else {
      sink.error(.invalidName, "'\(stem)' gives no name for a Swift module", at: .nowhere, help: "say one with --name")
      return nil
    }
    return ImportedPrototype.Names(
      module: KeptTypeNames.all.contains(module) ? module + "Model" : module,
      origin: fileName(of: prototype),
      weightsFile: "\(stem).safetensors",
      goldenFile: golden.map { "\(stem).golden.\(GoldenCopy.ending(of: $0))" }
    )
  }

  private func read(_ names: ImportedPrototype.Names, into sink: inout DiagnosticSink) -> ImportedPrototype? {
    var limits = TensorLimits.standard
    limits.totalBytes = maxWeightsGiB << 30
    let siblings = SiblingFiles(beside: prototype, limit: limits.totalBytes)
    let choices = ImportChoices(
      shapes: Dictionary(shapes.map { ($0.input, $0.sizes) }) { first, _ in first },
      held: Dictionary(constants.map { ($0.input, .texts($0.texts)) }) { first, _ in first }
    )
    do {
      let bytes = try InputFile.map(prototype)
      return switch fileExtension(of: prototype) {
      case "pt2": try ImportedPrototype(exportedProgram: bytes, names: names, limits: limits, choices: choices)
      case "keras": try ImportedPrototype(keras: bytes, names: names, limits: limits, choices: choices)
      case "h5": try ImportedPrototype(keras: bytes, isHDF5: true, names: names, limits: limits, choices: choices)
      default: try ImportedPrototype(onnx: bytes, names: names, limits: limits, choices: choices, siblings: siblings.open)
      }
    } catch let fault as FileFault {
      sink.error(fault.isNotThere ? .fileNotFound : .unreadableFile, fault.message, at: .nowhere)
    } catch let fault as ImportFault {
      let place = fault.byteOffset.map { Place.byte(path: prototype, offset: $0) } ?? .file(path: prototype)
      let code = fault.node == nil ? DiagnosticCode.unreadablePrototype : .unsupportedPrototype
      sink.error(code, (fault.node.map { "\($0): " } ?? "") + fault.message, at: place, help: fault.hint)
    } catch {
      sink.error(.unreadablePrototype, "\(error)", at: .file(path: prototype))
    }
    return nil
  }

  private func write(
    _ imported: ImportedPrototype,
    _ names: ImportedPrototype.Names,
    _ stem: String,
    _ golden: GoldenCopy? = nil,
    into sink: inout DiagnosticSink
  ) -> String? {
    let spec = joined(output, "\(stem).yaml")
    do {
      var files: [(path: String, forEachPiece: (([UInt8]) -> Void) -> Void)] = []
      if !imported.tensors.isEmpty {
        files.append((joined(output, names.weightsFile), try SafetensorsWriter(imported.tensors).forEachPiece))
      }
      // Golden vectors may lie where they belong already.
      if let golden, let path = names.goldenFile.map({ joined(output, $0) }),
        golden.isNew || !InputFile.isSame(golden.origin, path)
      {
        files.append((path, try golden.pieces(limit: maxWeightsGiB << 30)))
      }
      files.append((spec, { $0(Array(imported.spec.utf8)) }))
      try FolderTree.make(output)
      if !force, let taken = files.first(where: { access($0.path, F_OK) == 0 }) {
        sink.error(
          .cannotWrite,
          "'\(taken.path)' is there already",
          at: .nowhere,
          help: "choose another folder or --name, or replace it with --force"
        )
        return nil
      }
      for file in files { try OutputFile.replace(file.path, pieces: file.forEachPiece) }
    } catch let fault as FileFault {
      sink.error(fault.isNotThere ? .fileNotFound : .cannotWrite, fault.message, at: .nowhere)
      return nil
    } catch {
      sink.error(.unreadablePrototype, "\(error)", at: .file(path: prototype))
      return nil
    }
    let elements = imported.tensors.reduce(0) { $0 + $1.elementCount }
    return """
      \(spec): \(counted(imported.layerCount, "layer")), \(counted(elements, "parameter"))
      next: protoforge build \(spec)

      """
  }
}

/// The sizes of an input, as an argument gives them: `tokens=1,128`.
struct ChosenShape: ExpressibleByArgument {
  let input: String
  let sizes: [Int]

  init?(argument: String) {
    // Names may hold an equals sign themselves.
    guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex else { return nil }
    let parts = argument[argument.index(after: sign)...].split(separator: ",", omittingEmptySubsequences: false)
    let sizes = parts.compactMap { Int($0) }
    guard sizes.count == parts.count, (1...8).contains(sizes.count), sizes.allSatisfy({ (1..<(1 << 31)).contains($0) }) else {
      return nil
    }
    input = String(argument[..<sign])
    self.sizes = sizes
  }
}

/// What an input is held at, as an argument gives it: `rate=16000`, `scales=0.5,2`.
struct ChosenConstant: ExpressibleByArgument {
  let input: String
  let texts: [String]

  init?(argument: String) {
    // Names may hold an equals sign themselves, numbers do not.
    guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex else { return nil }
    let parts = argument[argument.index(after: sign)...].split(separator: ",", omittingEmptySubsequences: false)
    let texts = parts.map(String.init)
    guard texts.allSatisfy({ $0 == "true" || $0 == "false" || Double($0) != nil }) else { return nil }
    input = String(argument[..<sign])
    self.texts = texts
  }
}
