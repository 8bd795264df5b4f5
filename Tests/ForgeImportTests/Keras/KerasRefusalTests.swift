import Foundation
import ForgeTensors
import Testing

@testable import ForgeImport

/// Models that cannot be expressed, and configurations that contradict themselves, are refused with the layer and the reason.
@Suite struct KerasRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let id: String
    let configuration: String
    let message: String
    var node: String? = nil
    var testDescription: String { id }
  }

  private static func layer(_ kind: String, _ name: String, _ options: String = "", from: String? = nil) -> String {
    let calls = from.map { "{ \"args\": [\($0)], \"kwargs\": {} }" } ?? ""
    return """
      { "module": "keras.layers", "class_name": "\(kind)", "registered_name": null, "name": "\(name)",
        "config": { "name": "\(name)"\(options.isEmpty ? "" : ", " + options) }, "inbound_nodes": [\(calls)] }
      """
  }

  private static func tensor(_ layer: String, node: Int = 0) -> String {
    "{ \"class_name\": \"__keras_tensor__\", \"config\": { \"keras_history\": [\"\(layer)\", \(node), 0] } }"
  }

  private static func input(_ name: String, _ shape: String, _ dtype: String = "float32") -> String {
    layer("InputLayer", name, "\"batch_shape\": \(shape), \"dtype\": \"\(dtype)\"")
  }

  private static func config(_ layers: String..., inputs: String = "x", outputs: String) -> String {
    """
    { "name": "m", "layers": [\(layers.joined(separator: ", "))],
      "input_layers": [["\(inputs)", 0, 0]], "output_layers": [["\(outputs)", 0, 0]] }
    """
  }

  private static func model(_ config: String) -> String {
    "{ \"module\": \"keras\", \"class_name\": \"Functional\", \"registered_name\": null, \"config\": \(config) }"
  }

  /// One layer `y` over an input of four numbers.
  private static func single(_ kind: String, _ options: String = "", shape: String = "[null, 4]") -> String {
    model(config(input("x", shape), layer(kind, "y", options, from: tensor("x")), outputs: "y"))
  }

  private static func steps(of inner: String) -> String { layer("TimeDistributed", "t", "\"layer\": \(inner)") }

  /// One function of `keras.ops` over an input `[4, 4]`.
  private static func operation(_ kind: String, _ options: String) -> String {
    single(kind, options, shape: "[null, 4, 4]").replacing(
      "\"keras.layers\", \"class_name\": \"\(kind)\"",
      with: "\"keras.src.ops.numpy\", \"class_name\": \"\(kind)\""
    )
  }

  /// A model in which every layer is the model of the level below, called twice.
  private static func doubling(_ depth: Int) -> String {
    var inner = config(input("x", "[null, 4]"), layer("Identity", "y", from: tensor("x")), outputs: "y")
    for level in 1...depth {
      let part = """
        { "module": "keras", "class_name": "Functional", "name": "m", "registered_name": null, "config": \(inner),
          "inbound_nodes": [{ "args": [\(tensor("x"))], "kwargs": {} }, { "args": [\(tensor("m"))], "kwargs": {} }] }
        """
      inner = config(
        input("x", "[null, 4]"),
        part,
        layer("ReLU", "r\(level)", from: tensor("m", node: 1)),
        outputs: "r\(level)"
      )
    }
    return model(inner)
  }

  static let cases: [Case] = [
    Case(id: "nothing", configuration: "{}", message: "a layer has no 'class_name' with a 'config'"),
    Case(
      id: "subclassed",
      configuration: #"{ "module": "mine", "class_name": "Net", "registered_name": "mine>Net", "config": { "name": "n" } }"#,
      message: "the model is of the class 'Net', which is Python code"
    ),
    Case(
      id: "deep",
      configuration: String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
      message: "its configuration cannot be read: "
    ),
    Case(
      id: "cycle",
      configuration: model(
        config(
          input("x", "[null, 4]"),
          layer("Add", "a", from: "[\(tensor("x")), \(tensor("b"))]"),
          layer("ReLU", "b", from: tensor("a")),
          outputs: "b"
        )
      ),
      message: "it reads its own result",
      node: "layer 'a' (Add)"
    ),
    Case(
      id: "reads itself",
      configuration: model(config(input("x", "[null, 4]"), layer("ReLU", "y", from: tensor("y")), outputs: "y")),
      message: "it reads its own result",
      node: "layer 'y' (ReLU)"
    ),
    Case(
      id: "reads nothing",
      configuration: model(config(input("x", "[null, 4]"), layer("ReLU", "y", from: tensor("z")), outputs: "y")),
      message: "result 0 of call 0 of 'z' is nowhere computed",
      node: "layer 'y' (ReLU)"
    ),
    Case(
      id: "no output",
      configuration: model(config(input("x", "[null, 4]"), layer("ReLU", "y", from: tensor("x")), outputs: "z")),
      message: "result 0 of call 0 of 'z' is nowhere computed"
    ),
    Case(
      id: "same names",
      configuration: model(config(input("x", "[null, 4]"), layer("ReLU", "x", from: tensor("x")), outputs: "x")),
      message: "two layers are called 'x'"
    ),
    Case(
      id: "doubling",
      configuration: doubling(20),
      message: "the model has more than 20000 layers",
      node: "layer 'm' (Functional)"
    ),
    Case(
      id: "unknown",
      configuration: single("ConvLSTM3D"),
      message: "the layer is not supported",
      node: "layer 'y' (ConvLSTM3D)"
    ),
    Case(id: "lambda", configuration: single("Lambda"), message: "the layer is not supported", node: "layer 'y' (Lambda)"),
    Case(
      id: "custom",
      configuration: single("Dense").replacing(
        "\"keras.layers\", \"class_name\": \"Dense\", \"registered_name\": null",
        with: "\"a\", \"class_name\": \"Dense\", \"registered_name\": \"a>Dense\""
      ),
      message: "the class is Python code, which the file does not hold",
      node: "layer 'y' (Dense)"
    ),
    Case(
      id: "no weights",
      configuration: single("Dense", "\"units\": 2"),
      message: "the file has no variable 'y/kernel'",
      node: "layer 'y' (Dense)"
    ),
    Case(
      id: "wrong shape",
      configuration: single("Dense", "\"units\": 3, \"use_bias\": false").replacing("\"y\"", with: "\"w\""),
      message: "layer 'dense': 'w/kernel' is [4, 2], but [4, 3] is needed",
      node: "layer 'w' (Dense)"
    ),
    Case(
      id: "wrong type",
      configuration: single("Dense", "\"units\": \"two\""),
      message: "its option 'units' is no whole number",
      node: "layer 'y' (Dense)"
    ),
    Case(
      id: "wrong list",
      configuration: single("MaxPooling2D", "\"pool_size\": [2, 2, 2]", shape: "[null, 4, 4, 1]"),
      message: "its option 'pool_size' is no list of 2 whole numbers",
      node: "layer 'y' (MaxPooling2D)"
    ),
    Case(
      id: "window too large",
      configuration: single("MaxPooling2D", "\"pool_size\": 9223372036854775807", shape: "[null, 4, 4, 1]"),
      message: "whole number",
      node: "layer 'y' (MaxPooling2D)"
    ),
    Case(
      id: "too many elements",
      configuration: single("ZeroPadding2D", "\"padding\": 1000000", shape: "[null, 4, 4, 100]"),
      message: "more elements than can be held",
      node: "layer 'y' (ZeroPadding2D)"
    ),
    Case(
      id: "repeats for ever",
      configuration: single("RepeatVector", "\"n\": 9223372036854775807"),
      message: "it repeats 1 elements 9223372036854775807 times, the limit is 4096 together",
      node: "layer 'y' (RepeatVector)"
    ),
    Case(
      id: "half precision",
      configuration: single(
        "ReLU",
        "\"dtype\": { \"class_name\": \"DTypePolicy\", \"config\": { \"name\": \"mixed_float16\" } }"
      ),
      message: "it computes in the type 'mixed_float16', only float32 is supported",
      node: "layer 'y' (ReLU)"
    ),
    Case(
      id: "batch joined",
      configuration: model(
        config(
          input("x", "[null, 4]"),
          layer("Concatenate", "y", "\"axis\": 0", from: "[\(tensor("x")), \(tensor("x"))]"),
          outputs: "y"
        )
      ),
      message: "its axis 0 is none of the 1 axes behind the batch",
      node: "layer 'y' (Concatenate)"
    ),
    Case(
      id: "training",
      configuration: single("ReLU").replacing("\"kwargs\": {}", with: "\"kwargs\": { \"training\": true }"),
      message: "it is called as in training: training=True",
      node: "layer 'y' (ReLU)"
    ),
    Case(
      id: "constant masks",
      configuration: single("GRU", "\"units\": 2", shape: "[null, 2, 4]")
        .replacing("\"kwargs\": {}", with: "\"kwargs\": { \"mask\": [[true, false]] }"),
      message: "its argument 'mask' is a constant, only tensors are supported",
      node: "layer 'y' (GRU)"
    ),
    Case(
      id: "arguments by place",
      configuration: model(
        config(
          input("x", "[null, 2, 4]"),
          layer("GRU", "y", "\"units\": 2", from: "\(tensor("x")), null, \(tensor("x"))"),
          outputs: "y"
        )
      ),
      message: "it is called with arguments without names",
      node: "layer 'y' (GRU)"
    ),
    Case(
      id: "causal by place",
      configuration: model(
        config(
          input("x", "[null, 2, 4]"),
          layer(
            "MultiHeadAttention",
            "y",
            from: "\(tensor("x")), \(tensor("x")), null, null, null, null, null, false, null, true"
          ),
          outputs: "y"
        )
      ),
      message: "it is called with arguments without names",
      node: "layer 'y' (MultiHeadAttention)"
    ),
    Case(
      id: "a mask of the values alone in attention to itself",
      configuration: model(
        config(
          input("x", "[null, 4, 4]"),
          layer("Attention", "y", from: "[\(tensor("x")), \(tensor("x"))]")
            .replacing("\"kwargs\": {}", with: "\"kwargs\": { \"mask\": [null, \(tensor("x"))] }"),
          outputs: "y"
        )
      ),
      message: "it reads one value with different masks, or with and without one",
      node: "layer 'y' (Attention)"
    ),
    Case(
      id: "masks by place",
      configuration: model(
        config(
          input("x", "[null, 4, 4]"),
          layer("Attention", "y", from: "[\(tensor("x")), \(tensor("x"))], [null, \(tensor("x"))]"),
          outputs: "y"
        )
      ),
      message: "it is called with arguments without names",
      node: "layer 'y' (Attention)"
    ),
    Case(
      id: "mel bands that do not rise",
      configuration: single(
        "MelSpectrogram",
        "\"fft_length\": 4, \"sequence_stride\": 2, \"min_freq\": 9000",
        shape: "[null, 9]"
      ),
      message: "its bands are between frequencies that are none, or do not rise",
      node: "layer 'y' (MelSpectrogram)"
    ),
    Case(
      id: "mel windows that are too long",
      configuration: single("MelSpectrogram", "\"fft_length\": 8192", shape: "[null, 9]"),
      message: "its windows have 8192 elements, 512 apart, from 2 to 4094 are supported",
      node: "layer 'y' (MelSpectrogram)"
    ),
    Case(
      id: "masks",
      configuration: model(
        config(
          input("x", "[null, 4, 2]"),
          layer("Masking", "m", from: tensor("x")),
          layer("Dropout", "d", "\"rate\": 0.5", from: tensor("m")),
          layer("Softmax", "y", from: tensor("d")),
          outputs: "y"
        )
      ),
      message: "it reads the mask that layer 'm' (Masking) makes, which is not supported",
      node: "layer 'y' (Softmax)"
    ),
    Case(
      id: "cell of another kind",
      configuration: single(
        "RNN",
        """
        "cell": { "class_name": "ConvLSTMCell", "config": { "name": "cell", "units": 2 } }
        """,
        shape: "[null, 3, 4]"
      ),
      message: "its cell is of the class 'ConvLSTMCell', which is not supported",
      node: "layer 'y' (RNN)"
    ),
    Case(
      id: "steps of a convolutional LSTM",
      configuration: single("ConvLSTM1D", "\"filters\": 2, \"kernel_size\": 2", shape: "[null, 65, 4, 1]"),
      message: "it reads [65, 4, 1], at most 64 steps of 2 axes are supported",
      node: "layer 'y' (ConvLSTM1D)"
    ),
    Case(
      id: "mel spectrogram of two channels",
      configuration: single("MelSpectrogram", "\"fft_length\": 8", shape: "[null, 2, 60]"),
      message: "it reads [2, 60], one channel was expected",
      node: "layer 'y' (MelSpectrogram)"
    ),
    Case(
      id: "another window",
      configuration: single("MelSpectrogram", "\"fft_length\": 8, \"window\": \"blackman\"", shape: "[null, 60]"),
      message: "its window 'blackman' is not supported",
      node: "layer 'y' (MelSpectrogram)"
    ),
    Case(
      id: "attention over elements",
      configuration: model(
        config(
          input("x", "[null, 3, 4]"),
          layer(
            "MultiHeadAttention",
            "y",
            "\"num_heads\": 1, \"key_dim\": 2, \"attention_axes\": [2]",
            from: "[\(tensor("x")), \(tensor("x"))]"
          ),
          outputs: "y"
        )
      ),
      message: "it attends over the axes [2] of 2",
      node: "layer 'y' (MultiHeadAttention)"
    ),
    Case(
      id: "score of another kind",
      configuration: model(
        config(
          input("x", "[null, 3, 4]"),
          layer("Attention", "y", "\"score_mode\": \"cosine\"", from: "[\(tensor("x")), \(tensor("x"))]"),
          outputs: "y"
        )
      ),
      message: "its score_mode 'cosine' is not supported",
      node: "layer 'y' (Attention)"
    ),
    Case(
      id: "batch moved back",
      configuration: single("Permute", "\"dims\": [2, 0]", shape: "[null, 3, 4]"),
      message: "its axis 0 is none of the 2 axes behind the batch",
      node: "layer 'y' (Permute)"
    ),
    Case(
      id: "gate of another function",
      configuration: single(
        "GRU",
        "\"units\": 2, \"activation\": \"tanh\", \"recurrent_activation\": \"elu\"",
        shape: "[null, 3, 4]"
      ),
      message: "its recurrent_activation 'elu' is not supported",
      node: "layer 'y' (GRU)"
    ),
    Case(
      id: "training of noise",
      configuration: single("Dropout", "\"rate\": 0.5").replacing("\"kwargs\": {}", with: "\"kwargs\": { \"training\": true }"),
      message: "it is called as in training: training=True",
      node: "layer 'y' (Dropout)"
    ),
    Case(
      id: "a list with a constant",
      configuration: model(
        config(input("x", "[null, 4]"), layer("Add", "y", from: "[\(tensor("x")), [[1.0, 2.0, 3.0, 4.0]]]"), outputs: "y")
      ),
      message: "one of the tensors that it reads is a constant",
      node: "layer 'y' (Add)"
    ),
    Case(
      id: "bicubic",
      configuration: single(
        "Resizing",
        "\"height\": 2, \"width\": 2, \"interpolation\": \"bicubic\"",
        shape: "[null, 4, 4, 1]"
      ),
      message: "its interpolation 'bicubic' depends on the backend",
      node: "layer 'y' (Resizing)"
    ),
    Case(
      id: "lanczos",
      configuration: single("UpSampling2D", "\"size\": 2, \"interpolation\": \"lanczos3\"", shape: "[null, 4, 4, 1]"),
      message: "its interpolation 'lanczos3' is not supported",
      node: "layer 'y' (UpSampling2D)"
    ),
    Case(
      id: "too many windows",
      configuration: single("AdaptiveMaxPooling1D", "\"output_size\": 65", shape: "[null, 66, 2]"),
      message: "it pools to 65, more windows than are supported",
      node: "layer 'y' (AdaptiveMaxPooling1D)"
    ),
    Case(
      id: "a kernel for each place",
      configuration: single("EinsumDense", "\"equation\": \"abc,bcd->abd\"", shape: "[null, 4, 2]"),
      message: "its equation 'abc,bcd->abd' has a kernel for each place of an axis",
      node: "layer 'y' (EinsumDense)"
    ),
    Case(
      id: "diagonal of a dense layer",
      configuration: single("EinsumDense", "\"equation\": \"abb,bc->ac\"", shape: "[null, 4, 4]"),
      message: "its equation 'abb,bc->ac' takes diagonals, which is no dense layer",
      node: "layer 'y' (EinsumDense)"
    ),
    Case(
      id: "dashes for an equation",
      configuration: single("EinsumDense", "\"equation\": \"-\"", shape: "[null, 4, 2]"),
      message: "'-' over tensors of [3, 0] axes is no equation",
      node: "layer 'y' (EinsumDense)"
    ),
    Case(
      id: "no equation",
      configuration: single("EinsumDense", "\"equation\": \"abc\"", shape: "[null, 4, 2]"),
      message: "'abc' over tensors of [3, 3] axes is no equation",
      node: "layer 'y' (EinsumDense)"
    ),
    Case(
      id: "sparsemax",
      configuration: single("Activation", "\"activation\": \"sparsemax\""),
      message: "its activation 'sparsemax' is not supported: Keras sums more than sparsemax does",
      node: "layer 'y' (Activation)"
    ),
    Case(
      id: "too many steps",
      configuration: single(
        "TimeDistributed",
        "\"layer\": \(layer("Flatten", "f"))",
        shape: "[null, 65, 4, 4]"
      ),
      message: "at most 64 steps are supported",
      node: "layer 'y' (TimeDistributed)"
    ),
    Case(
      id: "axes added twice",
      configuration: operation("ExpandDims", "\"axis\": [4, 4]"),
      message: "it adds the axes [3, 3], some of them twice",
      node: "layer 'y' (ops.ExpandDims)"
    ),
    Case(
      id: "an image beyond measure",
      configuration: single("CenterCrop", "\"height\": 9223372036854775807, \"width\": 1", shape: "[null, 4, 4, 1]"),
      message: "its size is 9223372036854775807 by 1",
      node: "layer 'y' (CenterCrop)"
    ),
    Case(
      id: "steps of steps",
      configuration: single(
        "TimeDistributed",
        "\"layer\": \(steps(of: steps(of: steps(of: layer("Flatten", "f")))))",
        shape: "[null, 64, 64, 64, 2, 2]"
      ),
      message: "layers are called more than 20000 times",
      node: "layer 'y' (TimeDistributed)"
    ),
    Case(
      id: "batch moved",
      configuration: operation("Swapaxes", "\"axis1\": 0, \"axis2\": 1"),
      message: "its axis 0 is none of the 2 axes behind the batch",
      node: "layer 'y' (ops.Swapaxes)"
    ),
    Case(
      id: "batch padded",
      configuration: operation("Pad", "\"pad_width\": [[1, 0], [0, 0], [0, 0]], \"mode\": \"constant\""),
      message: "it pads the batch",
      node: "layer 'y' (ops.Pad)"
    ),
    Case(
      id: "symmetric padding",
      configuration: operation("Pad", "\"pad_width\": [[0, 0], [1, 0], [0, 0]], \"mode\": \"symmetric\""),
      message: "its mode 'symmetric' depends on the backend",
      node: "layer 'y' (ops.Pad)"
    ),
    Case(
      id: "the whole batch's largest",
      configuration: operation("Argmax", "\"axis\": null"),
      message: "it looks through the whole batch: it has no axis",
      node: "layer 'y' (ops.Argmax)"
    ),
    Case(
      id: "parts of different sizes",
      configuration: operation("Split", "\"indices_or_sections\": 3, \"axis\": 1"),
      message: "it splits 4 elements into 3 parts",
      node: "layer 'y' (ops.Split)"
    ),
    Case(
      id: "half precision cast",
      configuration: operation("Cast", "\"dtype\": \"float16\""),
      message: "it computes in the type 'float16', only float32 is supported",
      node: "layer 'y' (ops.Cast)"
    ),
    Case(
      id: "batch summed up",
      configuration: operation("Einsum", "\"subscripts\": \"bij->ij\""),
      message: "its equation 'bij->ij' sums up or moves the batch",
      node: "layer 'y' (ops.Einsum)"
    ),
    Case(
      id: "spectral norm",
      configuration: operation("Norm", "\"ord\": 2, \"axis\": [1, 2]"),
      message: "its norm of order '2' over 2 axes is not supported",
      node: "layer 'y' (ops.Norm)"
    ),
    Case(
      id: "size that varies",
      configuration: single("ReLU", shape: "[null, null, 4]"),
      message: "its size along axis 1 varies, only the batch's may",
      node: "layer 'x' (InputLayer)"
    ),
    Case(
      id: "text",
      configuration: model(config(input("x", "[null, 1]", "string"), layer("Identity", "y", from: tensor("x")), outputs: "y")),
      message: "it holds text that no StringLookup alone reads, which is not supported",
      node: "layer 'x' (InputLayer)"
    ),
    Case(
      id: "learned vocabulary",
      configuration: model(
        config(
          input("x", "[null, 1]", "string"),
          layer("StringLookup", "y", "\"vocabulary\": null", from: tensor("x")),
          outputs: "y"
        )
      ),
      message: "the file's configuration has no list as its vocabulary",
      node: "layer 'y' (StringLookup)"
    ),
    // CVE-2025-12058: a path in the place of the list was read when the model was loaded.
    Case(
      id: "vocabulary from a file",
      configuration: model(
        config(
          input("x", "[null, 1]", "string"),
          layer("StringLookup", "y", "\"vocabulary\": \"/etc/passwd\"", from: tensor("x")),
          outputs: "y"
        )
      ),
      message: "the file's configuration has no list as its vocabulary",
      node: "layer 'y' (StringLookup)"
    ),
  ]

  @Test(arguments: cases) func refuses(_ example: Case) throws {
    let kernel = try TensorEntry(name: "w/kernel", shape: [4, 2], floats: [Float](repeating: 1, count: 8))
    let fault = #expect(throws: ImportFault.self) { try Self.imports(example.configuration, [kernel]) }
    #expect(fault?.message.contains(example.message) == true, "\(fault?.message ?? "")")
    #expect(fault?.node == example.node)
  }

  private static func imports(_ configuration: String, _ tensors: [TensorEntry]) throws {
    var importer = try KerasImporter(configuration: configuration, tensors: tensors)
    let draft = try importer.makeDraft()
    _ = try ImportedPrototype(draft, module: "M", origin: "m", weightsFile: "w", goldenFile: nil)
  }

  /// The configurations of good files with some bytes changed: refused or imported, never a crash.
  @Test(arguments: [
    "perceptron", "convolutions", "sequences", "nested", "operations", "preprocessing", "lookups", "attention", "recurrent",
    "arrangements", "comparisons", "untouched", "products", "volumes", "images", "masked", "windows", "read_masks",
    "masked_attention", "signals",
  ])
  func survivesChangedConfigurations(_ name: String) throws {
    let archive = try KerasArchive(readingArchive: mapped("Keras/\(name).keras"))
    let text = Array(try #require(archive.configuration).utf8)
    var random: UInt64 = 0x5EED
    func next(below bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let pieces = [
      "null", "-1", "0", "9223372036854775807", "1e308", "[]", "{}", "\"same\"", "[1, 2]", "true", "\"Conv2D\"", "\"Reshape\"",
    ]
    let digits = text.indices.filter { (0x30...0x39).contains(text[$0]) }
    for _ in 0..<400 {
      var changed = text
      let place = next(below: 3) == 0 ? next(below: text.count) : digits[next(below: digits.count)]
      switch next(below: 3) {
      case 0: changed[place] = UInt8(0x20 + next(below: 0x5F))
      case 1: changed.replaceSubrange(place...place, with: Array(pieces[next(below: pieces.count)].utf8))
      default: changed.swapAt(place, next(below: text.count))
      }
      guard let configuration = String(validating: changed, as: UTF8.self) else { continue }
      try? Self.imports(configuration, archive.tensors)
    }
  }

  /// Whole files with changed bytes, each read in a process of its own.
  @Test func survivesChangedFiles() throws {
    let bytes = try fixtureBytes("Keras/nested.keras")
    var random: UInt64 = 7
    for _ in 0..<150 {
      var broken = bytes
      for _ in 0..<2 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        broken[Int(random >> 33) % broken.count] ^= UInt8(1 << (random >> 60 & 7))
      }
      let names = ImportedPrototype.Names(module: "M", origin: "m", weightsFile: "w", goldenFile: nil)
      _ = try? ImportedPrototype(keras: MappedBytes(broken), names: names)
    }
  }
}
