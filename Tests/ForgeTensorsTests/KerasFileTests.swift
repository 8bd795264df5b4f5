import Testing

@testable import ForgeTensors

/// Files that Keras 3.15 wrote, beside what Keras held (`Fixtures/Keras/make_keras_fixtures.py`).
@Suite struct KerasFileTests {
  @Test(arguments: [
    // A compiled model: the optimizer's variables are in the file, too.
    ("sequential.keras", "sequential"), ("sequential.h5", "sequential"),
    // Names as Keras 2 gives them, in texts of fixed length.
    ("sequential_colons.h5", "sequential"),
    // Models in a model, layers of one class under other names and in another order, a shared layer, operations.
    ("functional.keras", "functional"), ("functional.h5", "functional"), ("weights_alone.h5", "weights_alone"),
    // Lists of names in several attributes.
    ("functional_split.h5", "functional"),
    // Without the attributes that name layers, as Keras 3 wrote at first.
    ("functional_without_names.keras", "functional"), ("every_layer_without_names.keras", "every_layer"),
    // Chunked, deflated and shuffled, big-endian and compact datasets.
    ("functional_compressed.keras", "functional"),
    ("every_layer.keras", "every_layer"), ("every_layer.h5", "every_layer_legacy"),
    ("float16.keras", "float16"), ("float64.keras", "float64"),
  ])
  func readsWhatKerasHeld(_ name: String, _ expected: String) throws {
    try expectSame(try readKeras(name), try kerasHeld(expected))
  }

  @Test func readsBfloat16() throws {
    let file = try readKeras("bfloat16.keras")
    let held = try kerasHeld("bfloat16")
    #expect(file.entries.map(\.name) == ["fc/bias", "fc/kernel"])
    for entry in file.entries {
      #expect(entry.elementType == .bfloat16)
      #expect(entry.floats() == held[entry.name]?.floats())
    }
  }

  /// Weights alone do not tell the arguments of layers, nor the classes of those that are not in a list of layers.
  @Test func namesByNumberWhatWeightsAloneDoNotTell() throws {
    let numbered = [
      "entry/kernel": "entry/vars/0", "entry/bias": "entry/vars/1",
      "layer_no_center/gamma": "layer_no_center/vars/0", "layer_no_scale/beta": "layer_no_scale/vars/0",
      "no_center/gamma": "no_center/vars/0", "no_center/moving_mean": "no_center/vars/1",
      "no_center/moving_variance": "no_center/vars/2", "no_scale/beta": "no_scale/vars/0",
      "no_scale/moving_mean": "no_scale/vars/1", "no_scale/moving_variance": "no_scale/vars/2",
      "spectral/inner_conv/kernel": "spectral/inner_conv/vars/0", "spectral/inner_conv/bias": "spectral/inner_conv/vars/1",
      "steps/each/kernel": "steps/each/vars/0", "steps/each/bias": "steps/each/vars/1",
      // A user's layer in the class `Dense` cannot be told from Keras' own.
      "mine/vars/0": "mine/kernel", "mine/vars/1": "mine/bias",
    ]
    for name in ["every_layer", "subclassed"] {
      let held = try kerasHeld(name).entries.map { entry in
        try TensorEntry(name: numbered[entry.name] ?? entry.name, shape: entry.shape, floats: entry.floats())
      }
      try expectSame(try readKeras("\(name).weights.h5"), try tensorFile(held))
    }
  }

  @Test func leavesStoredElementsWhereTheyAre() throws {
    let bytes = MappedBytes(try fixture("Keras/sequential.keras"))
    let file = try TensorFile(reading: bytes, format: .keras, name: "")
    #expect(file.entries.allSatisfy { $0.owner === bytes })
    let compressed = try readKeras("functional_compressed.keras")
    #expect(Set(compressed.entries.map { ObjectIdentifier($0.owner) }).count > 10)
  }

  @Test func handsOutTheDescription() throws {
    let archive = try KerasArchive(readingArchive: MappedBytes(try fixture("Keras/functional.keras")))
    #expect(archive.configuration?.hasPrefix(#"{"module": "keras.src.models.functional", "class_name": "Functional""#) == true)
    #expect(archive.version == "3.15.1")
    #expect(archive.tensors.count == 16)
    let legacy = try KerasArchive(readingHDF5: MappedBytes(try fixture("Keras/functional.h5")))
    #expect(legacy.configuration?.hasPrefix(#"{"class_name": "Functional", "config": {"name": "twins""#) == true)
    #expect(legacy.version == "3.15.1")
    let weights = try KerasArchive(readingHDF5: MappedBytes(try fixture("Keras/subclassed.weights.h5")))
    #expect(weights.configuration == nil)
    #expect(weights.version == nil)
  }

  private func expectSame(_ file: TensorFile, _ held: TensorFile) throws {
    #expect(file.entries.map(\.name) == held.entries.map(\.name))
    for entry in file.entries {
      let wanted = try #require(held[entry.name])
      #expect(entry.shape == wanted.shape && entry.elementType == wanted.elementType, "\(entry.name)")
      #expect(entry.doubles() == wanted.doubles(), "\(entry.name)")
    }
  }

  private func tensorFile(_ entries: [TensorEntry]) throws -> TensorFile {
    try read(try SafetensorsWriter.bytes(of: entries), .safetensors)
  }
}

/// A file that Keras wrote.
func readKeras(_ name: String) throws -> TensorFile {
  try read(try fixture("Keras/\(name)"), name.hasSuffix(".keras") ? .keras : .h5)
}

/// The variables that Keras held when it wrote a file.
func kerasHeld(_ name: String) throws -> TensorFile {
  try read(try fixture("Keras/\(name).npz"), .npz)
}
