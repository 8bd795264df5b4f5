import ForgeEmission
import ForgeGraph
import ForgeInterface
import ForgeModel
import ForgeOperators
import Foundation

/// Many models as one Swift package, which one compilation serves: forward passes in few modules, numbers in one file, and a test
/// that compares the compiled code with what the frameworks gave.
package struct CasesPackage {
  let folder: URL

  /// - Parameter folder: where the package is written; files that are the same already stay untouched.
  package init(folder: URL) { self.folder = folder }

  package func write(_ cases: [CompiledCase]) throws {
    var numbers = NumbersFile()
    let groups = stride(from: 0, to: cases.count, by: Self.groupSize)
      .map { Array(cases.indices[$0..<min($0 + Self.groupSize, cases.count)]) }
    let modules = groups.indices.map { "Cases\($0)" }
    for (module, group) in zip(modules, groups) { try write(group.map { ($0, cases[$0]) }, as: module, &numbers) }
    try removeStale(below: "Sources", keeping: Set(modules + ["CaseSuite", "CForgeKernels"]))
    try write("Sources/CForgeKernels/include/CForgeKernels.h", ComputeBundle.kernelHeader)
    try write("Sources/CForgeKernels/kernels.c", "#include \"CForgeKernels.h\"\n")
    try write("Package.swift", manifest(modules))
    try write("Sources/CaseSuite/Suite.swift", suite)
    try write("Tests/CasesTests/CasesTests.swift", tests(modules))
    try numbers.data.write(to: folder.appending(path: "numbers.bin"))
  }

  /// How many cases a module has, with kernels of its own: optimising a module of all of them takes twice as long, on one core.
  private static let groupSize = 84

  private func write(_ cases: [(Int, CompiledCase)], as module: String, _ numbers: inout NumbersFile) throws {
    var kernels: Set<String> = []
    var entries: [String] = []
    for (index, compiledCase) in cases {
      let name = "Case\(index)"
      let bundle = try bundle(compiledCase, module: name)
      kernels.formUnion(bundle.kernelNames)
      try write("Sources/\(module)/Forward/\(name).swift", bundle.source)
      entries.append(entry(compiledCase, module: name, bundle, &numbers))
    }
    try removeStale(below: "Sources/\(module)/Kernels", keeping: Set(kernels.map { "\($0).swift" }))
    try removeStale(below: "Sources/\(module)/Forward", keeping: Set(cases.map { "Case\($0.0).swift" }))
    for kernel in kernels { try write("Sources/\(module)/Kernels/\(kernel).swift", ComputeBundle.kernelText(kernel)) }
    try write("Sources/\(module)/\(module).swift", table(entries, in: module))
  }

  private func bundle(_ compiledCase: CompiledCase, module: String) throws -> ComputeBundle {
    var model = compiledCase.model
    model = Model(
      spec: model.spec,
      name: ModuleName(trusted: module),
      layout: model.layout,
      features: model.features,
      outputs: model.outputs,
      graph: model.graph,
      layers: model.layers
    )
    let source = PackageRequest.Source(path: compiledCase.name, sha256: "")
    return try ComputeBundle(
      PackageRequest(
        model: model,
        graph: model.graph.running(standardPasses),
        golden: nil,
        spec: source,
        weights: nil,
        goldenSource: nil,
        templates: .standard,
        toolVersion: "cases"
      )
    )
  }

  /// A case in the table of the suite: where its numbers lie and how to run it.
  private func entry(
    _ compiledCase: CompiledCase,
    module: String,
    _ bundle: ComputeBundle,
    _ numbers: inout NumbersFile
  ) -> String {
    let plan = bundle.plan
    let weights = numbers.append(plan.weights, count: plan.weightCount)
    let bindings = compiledCase.bindings
    func value(_ dimension: ForgeGraph.Dimension) -> Int { dimension.value(with: bindings) ?? 0 }
    let sizes = plan.symbols.map { ", \($0): \(bindings[$0] ?? 0)" }.joined()
    let inputs = zip(compiledCase.inputs, plan.inputs).map { input, port -> String in
      let isID = port.type.element == .int64
      let offset = isID ? numbers.append(ids: input.doubles()) : numbers.append(input.floats())
      let count = compiledCase.rowCount == 0 ? 0 : input.elementCount / compiledCase.rowCount
      return "(\(offset), \(count), \(value(port.offset)), \(isID))"
    }
    let outputs = zip(compiledCase.outputs, plan.outputs).map { output, port -> String in
      let count = compiledCase.rowCount == 0 ? 0 : output.elementCount / compiledCase.rowCount
      return "(\(numbers.append(output.floats())), \(count), \(value(port.offset)))"
    }
    return """
        Suite.Case(name: "\(compiledCase.name)") { numbers in
          Suite.run(
            numbers, weights: \(weights), floatCount: \(value(plan.memory.floatCount)), idCount: \(value(plan.memory.idCount)), inputs: [\(inputs.joined(separator: ", "))],
            outputs: [\(outputs.joined(separator: ", "))], rows: \(compiledCase.rowCount), tolerance: (\(compiledCase.tolerance.absolute), \(compiledCase.tolerance.relative)),
            batch: \(batch(plan, module: module))
          ) { \(module)Forward.compute(weights: $0, floats: $1, ids: $2\(sizes)) }
        },
      """
  }

  /// How the suite runs all rows at once, for a forward pass that computes batches.
  private func batch(_ plan: ForwardPlan, module: String) -> String {
    guard let batch = plan.batch else { return "nil" }
    let inputs = batch.inputs.map { "(\($0.start), \($0.stride))" }.joined(separator: ", ")
    let outputs = batch.outputs.map { "(\($0.start), \($0.stride))" }.joined(separator: ", ")
    return """
      Suite.Batch(examples: \(batch.examples), floatCount: \(batch.floatCount), idCount: \(batch.idCount), inputs: [\(inputs)], outputs: [\(outputs)]) {
                \(module)Forward.computeBatch(weights: $0, floats: $1, ids: $2, examples: $3)
              }
      """
  }

  /// Removes what an earlier run wrote and this one does not.
  private func removeStale(below path: String, keeping names: Set<String>) throws {
    let url = folder.appending(path: path)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] where !names.contains(name) {
      try FileManager.default.removeItem(at: url.appending(path: name))
    }
  }

  private func write(_ path: String, _ text: String) throws {
    let url = folder.appending(path: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    if let old = try? String(contentsOf: url, encoding: .utf8), old == text { return }
    try Data(text.utf8).write(to: url)
  }
}

/// All numbers of the package, little-endian, every block aligned to 64 bytes.
struct NumbersFile {
  private(set) var data = Data()

  mutating func append(_ weights: [ForwardPlan.PlacedWeights], count: Int) -> Int {
    var values = [Float](repeating: 0, count: count)
    for placed in weights {
      values.replaceSubrange(placed.offset..<(placed.offset + placed.block.count), with: placed.block.values())
    }
    return append(values)
  }

  mutating func append(_ values: [Float]) -> Int {
    append(bits: values.map(\.bitPattern))
  }

  mutating func append(ids: [Double]) -> Int {
    append(bits: ids.map { UInt32(bitPattern: Int32($0)) })
  }

  private mutating func append(bits: [UInt32]) -> Int {
    data.append(Data(count: (64 - data.count % 64) % 64))
    let offset = data.count
    for value in bits { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
    return offset
  }
}

private func manifest(_ modules: [String]) -> String {
  let targets = modules.map {
    "    .target(name: \"\($0)\", dependencies: [\"CaseSuite\", \"CForgeKernels\"], swiftSettings: settings),\n"
  }
  let names = modules.map { "\"\($0)\"" }.joined(separator: ", ")
  return """
    // swift-tools-version: 6.2
    import PackageDescription

    // FORGE_CPU (v3, v4) compiles the forward passes as the variants of generated packages are.
    let level = Context.environment["FORGE_CPU"]
    let settings: [SwiftSetting] = level.map { level in
      [.define("X86_64_\\(level.uppercased())"), .unsafeFlags(["-Xcc", "-march=x86-64-\\(level)"])]
    } ?? []

    let package = Package(
      name: "Cases",
      targets: [
        .target(name: "CForgeKernels"),
        .target(name: "CaseSuite"),
    \(targets.joined())    .testTarget(name: "CasesTests", dependencies: ["CaseSuite", \(names)]),
      ],
      swiftLanguageModes: [.v6]
    )

    """
}

/// The cases of a module, in functions of few, which the type checker is quick with.
private func table(_ entries: [String], in module: String) -> String {
  let chunks = stride(from: 0, to: entries.count, by: 40).map { Array(entries[$0..<min($0 + 40, entries.count)]) }
  let functions = chunks.enumerated().map { index, chunk in
    "\n  private static func cases\(index)() -> [Suite.Case] {\n    [\n" + chunk.joined(separator: "\n") + "\n    ]\n  }\n"
  }
  let names = chunks.indices.map { "cases\($0)()" }.joined(separator: " + ")
  return """
    import CaseSuite

    /// Some of the cases.
    package enum \(module) {
      package static func all() -> [Suite.Case] { \(names) }
    \(functions.joined())}

    """
}

private let suite = """
  /// What runs a case.
  package enum Suite {
    package struct Case: Sendable {
      package let name: String
      /// The failures over all rows.
      package let run: @Sendable (UnsafeRawPointer) -> [String]

      package init(name: String, run: @escaping @Sendable (UnsafeRawPointer) -> [String]) {
        self.name = name
        self.run = run
      }
    }

    /// A forward pass of many examples, and where they lie.
    package struct Batch {
      package typealias Forward = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Int32>, Int) -> Void
      let examples: Int
      let floatCount: Int
      let idCount: Int
      let inputs: [(start: Int, stride: Int)]
      let outputs: [(start: Int, stride: Int)]
      let forward: Forward

      package init(
        examples: Int, floatCount: Int, idCount: Int, inputs: [(start: Int, stride: Int)], outputs: [(start: Int, stride: Int)],
        forward: @escaping Forward
      ) {
        self.examples = examples
        self.floatCount = floatCount
        self.idCount = idCount
        self.inputs = inputs
        self.outputs = outputs
        self.forward = forward
      }
    }

    /// Memory of a forward pass: NaN, so that a kernel is found which lets into a result what nobody has written, and a number
    /// behind it that must stay.
    private final class Memory {
      private static let guardCount = 64
      private static let guardValue: Float = 12345
      private let floatCount: Int
      let floats: UnsafeMutablePointer<Float>
      let ids: UnsafeMutablePointer<Int32>

      init(floatCount: Int, idCount: Int) {
        self.floatCount = floatCount
        let count = floatCount + Self.guardCount
        floats = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64).bindMemory(to: Float.self, capacity: count)
        ids = UnsafeMutableRawPointer.allocate(byteCount: 4 * (idCount + 16), alignment: 64)
          .bindMemory(to: Int32.self, capacity: idCount + 16)
        ids.initialize(repeating: 0, count: idCount + 16)
        floats.initialize(repeating: .nan, count: floatCount)
        (floats + floatCount).initialize(repeating: Self.guardValue, count: Self.guardCount)
      }

      deinit {
        floats.deallocate()
        ids.deallocate()
      }

      /// Copies an input's row to its place.
      func read(_ numbers: UnsafeRawPointer, _ input: (Int, Int, Int, Bool), row: Int, at place: Int) {
        for i in 0..<input.1 {
          let address = numbers + input.0 + 4 * (row * input.1 + i)
          if input.3 { ids[place + i] = address.load(as: Int32.self) } else { floats[place + i] = address.load(as: Float.self) }
        }
      }

      /// How many floats behind the memory were written over.
      var overrun: Int { (0..<Self.guardCount).count { floats[floatCount + $0] != Self.guardValue } }
    }

    package static func run(
      _ numbers: UnsafeRawPointer, weights: Int, floatCount: Int, idCount: Int, inputs: [(Int, Int, Int, Bool)],
      outputs: [(Int, Int, Int)], rows: Int, tolerance: (Double, Double), batch: Batch?,
      forward: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Int32>) -> Void
    ) -> [String] {
      let weights = (numbers + weights).assumingMemoryBound(to: Float.self)
      var failures: [String] = []
      var results: [[Float]] = []
      for row in 0..<rows {
        let memory = Memory(floatCount: floatCount, idCount: idCount)
        for input in inputs { memory.read(numbers, input, row: row, at: input.2) }
        forward(weights, memory.floats, memory.ids)
        results.append([])
        for (index, (offset, count, place)) in outputs.enumerated() {
          for i in 0..<count {
            let want = Double((numbers + offset + 4 * (row * count + i)).load(as: Float.self))
            let got = Double(memory.floats[place + i])
            results[row].append(memory.floats[place + i])
            let isClose = got == want || got.isNaN && want.isNaN
              || got.isFinite && want.isFinite && abs(got - want) <= tolerance.0 + tolerance.1 * abs(want)
            if !isClose { failures.append("output \\(index), row \\(row), element \\(i): \\(got) instead of \\(want)") }
          }
        }
        if memory.overrun > 0 { failures.append("row \\(row): wrote \\(memory.overrun) floats behind the memory") }
      }
      guard let batch else { return failures }
      // Rows over again: a full batch, and some that are not.
      for count in [batch.examples, 5, 1] {
        let memory = Memory(floatCount: batch.floatCount, idCount: batch.idCount)
        for example in 0..<count {
          for (input, place) in zip(inputs, batch.inputs) {
            memory.read(numbers, input, row: example % rows, at: place.start + example * place.stride)
          }
        }
        batch.forward(weights, memory.floats, memory.ids, count)
        for example in 0..<count {
          var got: [Float] = []
          for (place, output) in zip(batch.outputs, outputs) {
            got += (0..<output.1).map { memory.floats[place.start + example * place.stride + $0] }
          }
          let isSame = zip(got, results[example % rows]).allSatisfy { $0.bitPattern == $1.bitPattern }
          if !isSame { failures.append("example \\(example) of \\(count) differs from the single one") }
        }
        if memory.overrun > 0 { failures.append("\\(count) examples: wrote \\(memory.overrun) floats behind the memory") }
      }
      return failures
    }
  }

  """

private func tests(_ modules: [String]) -> String {
  """
  import CaseSuite
  \(modules.map { "import \($0)" }.joined(separator: "\n"))
  import Foundation
  import Testing

  /// The compiled forward pass of every case against what the framework gave.
  @Suite struct CasesTests {
    @Test func compiledCodeMatchesTheFrameworks() throws {
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../numbers.bin")
      let data = try Data(contentsOf: file)
      let numbers = UnsafeMutableRawPointer.allocate(byteCount: data.count, alignment: 64)
      defer { numbers.deallocate() }
      data.copyBytes(to: UnsafeMutableRawBufferPointer(start: numbers, count: data.count))
      for cases in [\(modules.map { "\($0).all()" }.joined(separator: ", "))] {
        for compiledCase in cases {
          let failures = compiledCase.run(numbers)
          #expect(failures.isEmpty, "\\(compiledCase.name): \\(failures.count) failures, such as \\(failures.prefix(3))")
        }
      }
    }
  }

  """
}
