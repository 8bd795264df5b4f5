import Testing

import ForgeTensors

/// Files that h5py wrote with one thing in them that must be refused (`Fixtures/Keras/make_hostile_fixtures.py`).
@Suite struct HDF5RefusalTests {
  private static let kernel = "layers/dense/vars/0"

  /// About the dataset `layers/dense/vars/0`.
  @Test(arguments: [
    ("external_storage", "its elements are in another file, which is not opened"),
    ("virtual", "it is a virtual dataset, made of others, which is not supported"),
    ("huge_contiguous", "it declares 4398046511104 bytes, but none were ever written"),
    ("huge_chunked", "it declares 4398046511104 bytes, but 282 are stored: that is more than the limits allow"),
    ("inflating", "it declares 33554432 bytes, but 32623 are stored: that is more than the limits allow"),
    ("large_chunk", "it declares 33554432 bytes, but 32630 are stored: that is more than the limits allow"),
    ("never_written", "it declares 16 bytes, but none were ever written"),
    ("countless", "its shape is larger than any file"),
    ("lzf", "it is compressed with filter 32000 ('lzf'), only deflate (1) and shuffle (2) are supported"),
    ("fletcher", "it is compressed with filter 3 ('fletcher32'), only deflate (1) and shuffle (2) are supported"),
    ("null_space", "it holds nothing: its data space is null"),
    ("nine_axes", "it has 9 axes, the limit is 8"),
    ("texts", "its elements of 2 bytes are texts, only plain numbers are read"),
    ("variable_texts", "its elements of 8 bytes are texts, only plain numbers are read"),
    ("lists", "its elements of 16 bytes are lists of variable length, only plain numbers are read"),
    ("references", "its elements of 8 bytes are references to objects, only plain numbers are read"),
    ("complex_numbers", "its elements of 8 bytes are compounds, only plain numbers are read"),
    ("raw_bytes", "its elements of 4 bytes are raw bytes, only plain numbers are read"),
    ("colours", "its elements of 1 bytes are an enumeration, only plain numbers are read"),
    ("odd_integers", "its elements of 4 bytes are integers of an unusual form, only plain numbers are read"),
    ("long_double", "its elements of 16 bytes are floating-point numbers of an unusual form, only plain numbers are read"),
  ])
  func refusesADataset(_ name: String, _ message: String) throws {
    let error = try #require(refusal(of: try hostile(name), .h5))
    #expect(error.message == message)
    #expect(error.tensor == Self.kernel)
  }

  @Test(arguments: [
    ("soft_link", "'layers/dense/vars/0': it is a soft link, which is not followed"),
    ("external_link", "'layers/dense/vars/0': it is a link to another file, which is not followed"),
    ("hard_link", "'layers/dense/vars/0': it has 2 names, only one is allowed"),
    ("cycle", "'layers': it has 2 names, only one is allowed"),
    ("cycle_to_root", "'layers/dense/again': it has 2 names, only one is allowed"),
    ("long_name", "'layers/dense/vars': it holds a name of more than 1024 bytes"),
    ("named_type", "'layers/dense/vars/0': it is neither a group nor a dataset"),
    ("name_is_a_number", "'layers/dense/vars': its attribute 'name' is no text"),
    ("name_is_not_utf8", "it holds a name or text that is not valid UTF-8"),
    ("name_has_a_control", #"the tensor name 'f\u{1B}[1mc/kernel' holds a control character"#),
    ("same_names", "two tensors are called 'fc/kernel'"),
    ("loose_dataset", "'layers/dense/0': it is a dataset outside of a group 'vars'"),
    ("group_among_variables", "'layers/dense/vars/0': it is a group among variables"),
    (
      "not_of_keras",
      "the HDF5 file has neither groups 'vars', as Keras 3 writes, nor a list 'layer_names', as Keras 2 does"
    ),
    ("legacy_layer_missing", "it names a layer 'gone', but has no group for it"),
    ("legacy_variable_missing", "layer 'fc' names a variable 'fc/bias:0' that is not there"),
    ("legacy_variable_unlisted", "'fc/fc/kernel:0': no layer lists it among its variables"),
    ("legacy_list_missing", "layer 'fc' has no list of its variables"),
    (
      "legacy_configuration_broken",
      "the attribute 'model_config' cannot be read: expected a value, found the end of the text, at byte 15"
    ),
  ])
  func refusesAFile(_ name: String, _ message: String) throws {
    let error = try #require(refusal(of: try hostile(name), .h5))
    #expect(error.message == message)
    #expect(error.tensor == nil)
  }

  /// Groups that contain each other, in a file whose counts of links deny it.
  @Test func endsCycles() throws {
    let error = try #require(refusal(of: try hostile("cycle_hidden"), .h5))
    #expect(error.message.hasPrefix("'layers/dense/again/dense/again/"))
    #expect(error.message.hasSuffix("': it is nested deeper than 64 groups"))
  }

  @Test func readsTheLatestFormat() throws {
    #expect(try read(try hostile("latest"), .h5)["fc/kernel"]?.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func refusesWhatPassesALimit() throws {
    let model = try fixture("Keras/functional.h5")
    let weights = try fixture("Keras/every_layer.weights.h5")
    func message(_ bytes: [UInt8]? = nil, _ change: (inout TensorLimits) -> Void) -> String? {
      var limits = TensorLimits.standard
      change(&limits)
      return refusal(of: bytes ?? model, .h5, limits: limits)?.message
    }
    #expect(message { $0.tensors = 15 } == "the file holds more than 15 groups and datasets")
    #expect(message { $0.groupDepth = 3 } == "'model_weights/encoder/encoder/dense': it is nested deeper than 3 groups")
    #expect(message { $0.nameBytes = 8 } == "it holds a name of more than 8 bytes")
    #expect(message { $0.rank = 1 } == "it has 2 axes, the limit is 1")
    #expect(message { $0.headerBytes = 1000 } == "its attribute 'model_config' has more than 1000 bytes or texts")
    #expect(message(weights) { $0.headerBytes = 1000 } == "its names and texts take more than 1000 bytes")
    let hasNoGrowth = message {
      $0.freelyInflatedBytes = 100
      $0.inflateRatio = 0
    }
    #expect(hasNoGrowth == "with it, all tensors take more than the limit of 100 bytes")
    #expect(message { $0.totalBytes = 1000 } == "the file is \(model.count) bytes long, the limit is 1000")
  }

  @Test func tellsTheTwoContainersApart() throws {
    #expect(
      refusal(of: try fixture("Keras/sequential.h5"), .keras)
        == TensorFileError("it is an HDF5 file, not a zip archive", byteOffset: 0, hint: "call it '.h5'")
    )
    #expect(
      refusal(of: try fixture("Keras/sequential.keras"), .h5)
        == TensorFileError("it is a zip archive, not an HDF5 file", byteOffset: 0, hint: "call it '.keras'")
    )
    #expect(refusal(of: [], .h5)?.message == "it does not begin with the signature of HDF5")
  }

  @Test func refusesArchivesWithoutTheirParts() {
    let metadata = ZipSketch.Part(name: "metadata.json", data: Array("{}".utf8))
    let configuration = ZipSketch.Part(name: "config.json", data: Array(#"{"class_name": "Model", "config": {}}"#.utf8))
    let message = { (parts: [ZipSketch.Part]) in refusal(of: ZipSketch(parts).bytes, .keras)?.message }
    let other = { (name: String) in ZipSketch.Part(name: name, data: Array("x".utf8)) }
    #expect(message([metadata]) == "the zip archive has no 'config.json'")
    #expect(message([configuration]) == "the zip archive has no 'model.weights.h5'")
    #expect(message([configuration, other("model.weights.npz")]) == "its weights are pickled in 'model.weights.npz'")
    #expect(message([configuration, other("model.weights.json")]) == "its weights are in several files")
    #expect(
      message([configuration, other("model.weights.h5")])
        == "'model.weights.h5': it does not begin with the signature of HDF5"
    )
    #expect(
      message([other("config.json")]) == "'config.json' cannot be read: expected a value, found 'x', at byte 0"
    )
    let notText = ZipSketch.Part(name: "config.json", data: [0xFF])
    #expect(message([notText]) == "'config.json' is not valid UTF-8")
  }

  private func hostile(_ name: String) throws -> [UInt8] { try fixture("Keras/Hostile/\(name).h5") }
}
