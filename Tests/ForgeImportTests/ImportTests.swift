import ForgeDiagnostics
import ForgeGraph
import ForgeImport
import ForgeModel
import ForgeSpec
import ForgeTensors
import Foundation
import Testing

/// Prototypes that their framework has run (`Fixtures/*.py`) become specs that compute the same.
@Suite struct ImportTests {
  @Test(arguments: [
    "cnn", "cnn_external", "shapes", "attention", "old", "words", "image", "logic", "volume", "edges", "functions", "batch",
    "normal", "masks", "written_out", "attentions", "recurrences", "einsum", "volume_back", "unpool", "spectra",
    "columns", "tensorflow", "tensorflow_images", "loops", "mirrored", "choices",
  ])
  func computesWhatONNXRuntimeDoes(_ name: String) throws {
    try compare(importFixture("\(name).onnx"), "\(name).golden.safetensors")
  }

  @Test(arguments: [
    "network", "named", "encoder", "sequence", "elementwise", "arithmetic", "reductions", "places", "images", "transformer",
    "heads",
    "recurrent", "unread", "in_place", "batched", "resized", "places_of_words", "parts", "einsums", "windows", "distances",
    "orders", "transposed_volumes", "pool_places", "cells", "projected", "lookups", "complex", "spectrum",
  ])
  func computesWhatPyTorchDoes(_ name: String) throws {
    try compare(importFixture("\(name).pt2"), "\(name).golden.safetensors")
  }

  @Test(arguments: [
    "arithmetic", "reductions", "places", "images", "transformer", "heads", "in_place", "batched", "transposed_volumes",
    "spectrum",
  ])
  func computesWhatPyTorchDoesDecomposed(_ name: String) throws {
    try compare(importFixture("\(name)_core.pt2"), "\(name).golden.safetensors")
  }

  @Test(arguments: [
    ("autocast", "a part of the program computes in 16 bits (autocast), only float32 is supported"),
    ("bits", "it works on the bits of whole numbers that are computed"),
    ("uneven_bags", "its bags hold different numbers of ids, only as many in each are supported"),
    ("given_projection", "it is given a state before the first step, which is not supported with projections (proj_size)"),
    ("complex_sine", "the operator aten.sin.default over complex numbers is not supported"),
    ("complex_output", "an output holds complex numbers"),
    ("real_again", "it converts complex numbers to other numbers, or the other way"),
    ("aligned_parts", "its parts are as long as its window (align_to_window), which is not supported"),
    ("half_biased", "it has one bias, none or two are supported"), ("in_training", "it is in training"),
    ("one_image", "it pools [3, 4, 4], only a batch of images is supported"),
  ])
  func saysWhatCannotBeExpressed(_ name: String, _ message: String) throws {
    let fault = try #require(throws: ImportFault.self) { try importFixture("\(name).pt2") }
    #expect(fault.message == message)
  }

  /// Models that contradict themselves, or hold numbers that no model has.
  @Test(arguments: [
    (
      "stride",
      "a window [2, 2] with strides [4611686018427387904, 1], dilations [1, 1] and padding [0, 0, 0, 0] is none"
    ),
    (
      "dilation",
      "a window [3, 3] with strides [1, 1], dilations [4611686018427387904, 1] and padding [0, 0, 0, 0] is none"
    ),
    ("auto_pad", "its auto_pad is 'BOTH'"),
    ("mean", "a tensor of shape [2, 1, 1048576, 1048576] has too many elements"),
    ("output_shape", "its output_padding and output_shape do not fit [1, 2, 4, 4]"),
    ("volume_bias", "its bias [3] does not fit 2 filters"), ("dft_length", "its dft_length is no whole number"),
    ("quantized", "the operator DynamicQuantizeLinear is not supported"),
    ("trees", "it is an ensemble of trees, which no layers are"),
    ("kernel", "it is a support vector machine, whose kernel and votes no layers are"),
    ("steps", "it has more than 64 steps, each of which is layers of its own"),
    (
      "condition",
      "whether it goes on is computed, only a number of steps that does not depend on the inputs is supported"
    ),
    // Paddle writes -1 for sizes that vary, of which that of the batch is one.
    ("size", "input 'x' does not tell its size along axis 1"),
    ("probit", "its post_transform is PROBIT, only NONE, LOGISTIC and SOFTMAX are supported"),
    ("labels", "it has 1 labels for 2 classes"),
    ("coefficients", "it has 2 coefficients, which do not fit [1, 3]"),
    ("columns", "its offset holds 2 numbers, which do not fit [1, 3]"),
    ("encoder", "it gives numbers or texts other names where no classifier made them, which is not supported"),
  ])
  func refusesModelsThatAreNone(_ name: String, _ message: String) throws {
    let fault = try #require(throws: ImportFault.self) { try importFixture("refused_\(name).onnx") }
    #expect(fault.message == message)
  }

  @Test func computesBothBranchesOfAComputedChoice() throws {
    let spec = try importFixture("choices.onnx").spec
    #expect(spec.matches(of: /- where: { name: likely/).count == 2, "\(spec)")
    #expect(spec.contains("- clip: { name: max_9, from: x, min: -0.25 }"), "\(spec)")
  }

  /// Each direction is read as it comes: the pair of them that ONNX gives is taken apart.
  @Test func readsDirectionsOnTheirOwn() throws {
    let spec = try importFixture("choices.onnx").spec
    #expect(!spec.contains("- slice:"), "\(spec)")
    #expect(spec.contains("- concat: { name: concat_18, from: [lstm_13.forward, lstm_13.backward], axis: 1 }\n"), "\(spec)")
  }

  @Test func mirrorsAlongAnyAxis() throws {
    let spec = try importFixture("mirrored.onnx").spec
    #expect(spec.contains("pad: { name: pad_0, padding: [0, 5], mode: reflect }\n  - conv1d:"), "\(spec)")
    #expect(!spec.contains("- gather:"), "\(spec)")
  }

  @Test func holdsInputsAtAValue() throws {
    let ofONNX = ImportChoices(held: [
      "rate": .texts(["16000"]), "skips": .texts(["false"]), "factors": .texts(["0.5", "2", "-1", "0.1"]),
      "places": .texts(["3", "0", "2"]),
    ])
    let imported = try importFixture("constants.onnx", ofONNX)
    #expect(imported.features == ["x"])
    try compare(imported, "constants.golden.safetensors")
    let program = try importFixture(
      "held.pt2",
      ImportChoices(held: [
        "rate": .texts(["16000"]), "factors": .texts(["0.5", "2", "-1", "0.1"]),
        "flags": .texts(["true", "false", "true", "true"]),
      ])
    )
    #expect(program.features == ["x"])
    try compare(program, "held.golden.safetensors")
  }

  @Test func refusesMoreFiltersThanThereCanBe() {
    #expect(throws: ImportFault.self) { try importFixture("refused_group.onnx") }
  }

  @Test func saysWhatItTakesForTheBatch() throws {
    let notes = try importFixture("mixed_batch.pt2").spec.split(separator: "\n").prefix { $0.hasPrefix("#") }.dropFirst()
    #expect(
      Array(notes) == [
        "# Input 'x' is [1, 3, 4] in the prototype. Its first axis is taken for the batch: an example is [3, 4].",
        "# Input 'y' is [5, 1, 2] in the prototype. Its first axis has 5 elements: an example is all of it.",
        "# 'attention.scaled_dot_product_attention' weighs one element alone, which may be the batch's.",
        "# 'mean' works along the first axis, which is taken for the batch: it sees one example.",
      ]
    )
    #expect(!(try importFixture("batched.pt2").spec.contains("prototype. Its first axis")))
  }

  @Test func saysThatLoopsAreWrittenOut() throws {
    let spec = try importFixture("loops.onnx").spec
    #expect(spec.contains("# 'recurrence' is a loop, whose 5 steps are written out one after the other.\n"), "\(spec)")
    #expect(spec.matches(of: /- tanh:/).count == 8, "\(spec)")
  }

  /// What `forward` gives in dictionaries goes by its keys, what it gives in tuples by its place; None is nothing.
  @Test func callsResultsByTheirKeys() throws {
    #expect(try importFixture("named.pt2").outputs == ["scores", "x_2", "states_0", "states_2_norm", "output_4"])
    #expect(try importFixture("network.pt2").outputs == ["output"])
    #expect(try importFixture("classes.pt2").outputs == ["output"])
    #expect(try importFixture("mixed_batch.pt2").outputs == ["output_0", "output_1", "output_2"])
  }

  private func compare(_ imported: ImportedPrototype, _ golden: String) throws {
    let model = try model(of: imported)
    let golden = try tensors(golden)
    let evaluate = model.graph.evaluator()
    for (index, output) in imported.outputs.enumerated() {
      let want = try #require(golden[output])
      for row in 0..<want.shape[0] {
        let inputs = try imported.features.map { try example(row, of: #require(golden[$0])) }
        let got = evaluate(inputs)[index]
        let wanted = example(row, of: want)
        #expect(got.count == wanted.count)
        for (a, b) in zip(got.elements, wanted.elements) {
          let isClose = a == b || a.isNaN && b.isNaN || b.isFinite && abs(a - b) <= 1e-5 + 1e-4 * abs(b)
          #expect(isClose, "\(output), row \(row): \(a) instead of \(b) in\n\(imported.spec)")
        }
      }
    }
  }

}

/// One example of recorded ones.
func example(_ row: Int, of entry: TensorEntry) -> ReferenceTensor {
  let size = entry.elementCount / entry.shape[0]
  return ReferenceTensor(
    shape: Array(entry.shape.dropFirst()),
    elements: Array(entry.doubles()[row * size..<(row + 1) * size])
  )
}

func fixtureURL(_ name: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
}

func fixtureBytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: fixtureURL(name))) }

func mapped(_ name: String) throws -> MappedBytes { MappedBytes(try fixtureBytes(name)) }

func tensors(_ name: String) throws -> TensorFile {
  try TensorFile(reading: mapped(name), format: .safetensors, name: name)
}

func importFixture(_ name: String, _ choices: ImportChoices = ImportChoices()) throws -> ImportedPrototype {
  let names = ImportedPrototype.Names(module: "Model", origin: name, weightsFile: "model.safetensors", goldenFile: nil)
  if name.hasSuffix(".pt2") { return try ImportedPrototype(exportedProgram: mapped(name), names: names, choices: choices) }
  return try ImportedPrototype(onnx: mapped(name), names: names, choices: choices) { location, _ throws(TensorFileError) in
    do { return try mapped(location) } catch { throw TensorFileError("\(error)") }
  }
}

/// The model of an imported spec; fails with its diagnostics when it has any but those of some codes.
func model(of imported: ImportedPrototype, admitting codes: Set<DiagnosticCode> = []) throws -> Model {
  var sink = DiagnosticSink()
  let weights = try TensorFile(
    reading: MappedBytes(SafetensorsWriter.bytes(of: imported.tensors)),
    format: .safetensors,
    name: "model"
  )
  let spec = readModelSpec(Array(imported.spec.utf8), path: "model.yaml", into: &sink)
  let model = spec.flatMap { buildModel($0, weights: weights, into: &sink) }
  #expect(sink.diagnostics.allSatisfy { codes.contains($0.code) }, "\(sink.diagnostics.map(\.message)) in\n\(imported.spec)")
  return try #require(model)
}
