import ForgeDiagnostics
import ForgeGraph
import ForgeJSON
import ForgeModel

/// The files of a package, sorted by path; nil after reporting what is wrong with a template.
package func generatePackage(_ request: PackageRequest, into sink: inout DiagnosticSink) -> [GeneratedFile]? {
  var generator = PackageGenerator(request)
  generator.addPackage(into: &sink)
  guard !generator.failed else { return nil }
  generator.addLock()
  return generator.files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
}

private struct PackageGenerator {
  let request: PackageRequest
  let plan: ForwardPlan
  var files: [GeneratedFile] = []
  var failed = false

  init(_ request: PackageRequest) {
    self.request = request
    plan = ForwardPlan(request.graph, outputNames: request.model.outputs.map(\.name))
  }

  private var module: String { request.module }

  mutating func addPackage(into sink: inout DiagnosticSink) {
    let blob = request.golden.map { GoldenBlob($0, features: request.model.features, outputs: request.model.outputs) }
    add("Package.swift", .package, request.packageContext(plan, hasGolden: blob != nil), into: &sink)
    add("README.md", .readme, request.readmeContext(hasGolden: blob != nil), into: &sink)
    add("Sources/\(module)/\(module).swift", .model, request.modelContext(), into: &sink)
    add("Sources/\(module)/\(module)+Session.swift", .session, request.sessionContext(plan), into: &sink)
    add("Sources/\(module)/\(module)+Predictions.swift", .predictions, request.predictionsContext(plan), into: &sink)
    add("Sources/\(module)/\(module)+Processor.swift", .processor, request.processorContext(plan), into: &sink)
    add("Sources/\(module)/\(module)+Input.swift", .input, request.inputContext(plan), into: &sink)
    add("Sources/\(module)/\(module)+Output.swift", .output, request.outputContext(plan), into: &sink)
    addCompute(into: &sink)
    addWeights(into: &sink)
    addTests(blob, into: &sink)
  }

  /// The compute target and, through links, its other compilations.
  private mutating func addCompute(into sink: inout DiagnosticSink) {
    add("Sources/\(module)Compute/\(module)Compute.swift", .compute, request.computeContext(plan), into: &sink)
    files.append(request.kernelsFile(plan))
    guard request.choosesProcessor else { return }
    for variant in ComputeVariant.allCases {
      files.append(GeneratedFile("Sources/\(module)Compute\(variant.suffix)", .link(to: "\(module)Compute")))
    }
  }

  private mutating func add(
    _ path: String,
    _ name: TemplateSet.Name,
    _ context: TemplateContext,
    into sink: inout DiagnosticSink
  ) {
    if let text = request.templates.render(name, context, into: &sink) {
      files.append(GeneratedFile(path, text: text))
    } else {
      failed = true
    }
  }

  private mutating func addWeights(into sink: inout DiagnosticSink) {
    let blob = WeightsBlob(plan)
    let path = "Sources/\(module)/\(module)+Weights.swift"
    var target = CTarget(name: "C\(module)", folder: "Sources/C\(module)")
    if request.hasFileWeights {
      let identity = "PFW1" + blob.hash().prefix(60)
      add(path, .weights, request.weightsContext(identity: identity, floatCount: plan.weightCount), into: &sink)
      files.append(
        GeneratedFile(
          "Weights/\(module).weights",
          .bytes(count: 64 + blob.byteCount) { write in
            try write(Array(identity.utf8))
            try blob.forEachPiece(write)
          }
        )
      )
    } else {
      add(path, .weights, request.weightsContext(identity: nil, floatCount: plan.weightCount), into: &sink)
      target.addBlob(
        "weights.bin",
        function: "\(request.cPrefix)_weights",
        type: "float",
        documentation: "The parameters of \(module) in the layout that its forward pass reads, aligned to 64 bytes."
      )
      let bytes = GeneratedFile.Content.bytes(count: blob.byteCount) { write in try blob.forEachPiece(write) }
      files.append(GeneratedFile("\(target.folder)/weights.bin", bytes))
    }
    if request.choosesProcessor {
      target.add(request.processorDeclaration, source: .init(fileName: "processor.c", code: request.processorSource))
    }
    if request.kernelsNeedC(plan) { target.addInline(request.prefetchDeclaration) }
    if request.hasCTarget(plan) { add(target, into: &sink) }
  }

  private mutating func addTests(_ blob: GoldenBlob?, into sink: inout DiagnosticSink) {
    add("Tests/\(module)Tests/\(module)Tests.swift", .tests, request.testsContext(blob, plan), into: &sink)
    guard let blob, let golden = request.golden else { return }
    add(
      "Tests/\(module)Tests/Golden.swift",
      .golden,
      request.goldenContext(blob, rowCount: golden.rows.count),
      into: &sink
    )
    var target = CTarget(name: "C\(module)Golden", folder: "Tests/C\(module)Golden")
    target.addBlob(
      "golden.bin",
      function: "\(request.cPrefix)_golden",
      type: "void",
      documentation: "The golden vectors of \(module), as its tests read them."
    )
    add(target, into: &sink)
    files.append(
      GeneratedFile("\(target.folder)/golden.bin", .bytes(count: blob.bytes.count) { write in try write(blob.bytes) })
    )
  }

  private mutating func add(_ target: CTarget, into sink: inout DiagnosticSink) {
    let templates = request.templates
    if let made = target.files(request.sharedContext, { templates.render($0, $1, into: &sink) }) {
      files += made
    } else {
      failed = true
    }
  }

  /// What went in and what came out, for `check` and for the next build.
  mutating func addLock() {
    func entry(_ source: PackageRequest.Source) -> JSONValue {
      ["path": .string(source.path), "sha256": .string(source.sha256)]
    }
    var inputs: [JSONMember] = [JSONMember(key: "spec", value: entry(request.spec))]
    if let weights = request.weights { inputs.append(JSONMember(key: "weights", value: entry(weights))) }
    if let golden = request.goldenSource { inputs.append(JSONMember(key: "golden", value: entry(golden))) }
    let templates = request.templates.replaced.map { file -> JSONValue in
      ["file": .string(file.fileName), "sha256": .string(SHA256.hex(Array(file.text.utf8)))]
    }
    if !templates.isEmpty { inputs.append(JSONMember(key: "templates", value: .array(templates))) }
    let paths = (files.map(\.path) + [PackageLock.fileName]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let lock: JSONValue = [
      "schema": 1, "protoforge": .string(request.toolVersion), "inputs": .object(inputs),
      "files": .array(paths.map { .string($0) }),
    ]
    files.append(GeneratedFile(PackageLock.fileName, text: lock.text(indent: 2) + "\n"))
  }
}

/// The lock file of a package: what it was made from and which files are its own.
package struct PackageLock: Sendable {
  package static let fileName = "protoforge.lock"

  /// The files that the last build wrote.
  package let files: [String]

  /// Reads a lock file; nil when it is none.
  package init?(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes), case .integer(1) = value["schema"],
      case .array(let entries) = value["files"]
    else { return nil }
    let paths = entries.compactMap { if case .string(let path) = $0 { path } else { nil } }
    guard paths.count == entries.count else { return nil }
    files = paths
  }
}
