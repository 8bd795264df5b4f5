import ForgeImport
import ForgeTensors

/// Prototypes: an ONNX model, whose initialisers are read as weights too, and a program of torch.export.
extension FuzzTarget {
  static let onnx = FuzzTarget(
    name: "onnx",
    dictionary: messageDictionary + .texts(operatorNames),
    exercise: { bytes in
      let refusal = exercise(bytes, .onnx)
      let imported = importing { () throws(ImportFault) in
        try ImportedPrototype(onnx: MappedBytes(bytes), names: names, siblings: TensorFile.noSiblings)
      }
      return refusal ?? imported
    }
  )

  static let program = FuzzTarget(
    name: "program",
    dictionary: argumentDictionary,
    repair: { repairZip(&$0) },
    change: { changeEntry(&$0, &$1, named: "model.json", pieces: argumentDictionary) },
    exercise: { bytes in
      importing { () throws(ImportFault) in try ImportedPrototype(exportedProgram: MappedBytes(bytes), names: names) }
    }
  )

  static let keras = FuzzTarget(
    name: "keras",
    dictionary: configurationDictionary,
    repair: { repairZip(&$0) },
    change: { changeEntry(&$0, &$1, named: "config.json", pieces: configurationDictionary) },
    exercise: { bytes in
      importing { () throws(ImportFault) in try ImportedPrototype(keras: MappedBytes(bytes), names: names) }
    }
  )

  private static let names = ImportedPrototype.Names(
    module: "Model",
    origin: "model",
    weightsFile: "model.safetensors",
    goldenFile: nil
  )

  private static func importing(_ read: () throws(ImportFault) -> ImportedPrototype) -> String? {
    do throws(ImportFault) {
      let imported = try read()
      precondition(imported.spec.hasPrefix("# Written by"), "a spec is written")
      precondition((try? SafetensorsWriter.bytes(of: imported.tensors)) != nil, "the weights can be written")
      return nil
    } catch {
      return error.message
    }
  }

  /// Tags of the messages' fields, and varints.
  private static let messageDictionary: [[UInt8]] = [
    [0x08, 1], [0x0A, 0], [0x0A, 1, 0x78], [0x10, 1], [0x12, 0], [0x1A, 0], [0x22, 0], [0x2A, 0], [0x3A, 0], [0x4A, 0],
    [0x4A, 4, 0, 0, 0x80, 0x3F],
    [0x5A, 0], [0x62, 0], [0x6A, 0], [0x70, 1], [0xA0, 1, 2], [0xA0, 1, 7], [0xA0, 1, 1], [0x0B], [0x0C],
    [0x0D, 0, 0, 0x80, 0x7F],
    [0x15, 0, 0, 0xC0, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0x80, 0x80, 0x80, 0x80, 0x10],
    [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x80, 0], [0x08, 0],
  ]

  private static let operatorNames = [
    "Conv", "ConvTranspose", "MaxPool", "Reshape", "Transpose", "Slice", "Gather", "Concat", "Expand", "Split", "Range",
    "ConstantOfShape", "Squeeze", "Unsqueeze", "Pad", "Resize", "MatMul", "Gemm", "Softmax", "ReduceMean", "axis", "axes",
    "perm",
    "pads", "strides", "group", "SAME_UPPER", "batch",
  ]

  private static let configurationDictionary: [[UInt8]] = .texts(
    "null",
    "-1",
    "0",
    "9223372036854775807",
    "[2, 3]",
    "[[1, 0], [0, 1]]",
    "true",
    "\"same\"",
    "\"channels_first\"",
    "\"class_name\": \"",
    "\"Functional\"",
    "\"Sequential\"",
    "\"Conv2D\"",
    "\"SeparableConv2D\"",
    "\"Reshape\"",
    "\"RepeatVector\"",
    "\"Cropping2D\"",
    "\"StringLookup\"",
    "\"TimeDistributed\"",
    "\"keras.src.ops.numpy\"",
    "\"keras_history\": [",
    "\"inbound_nodes\": [",
    "\"batch_shape\": [null, 4]",
    "\"axis\": "
  )

  private static let argumentDictionary: [[UInt8]] = .texts(
    "{\"as_int\": -1}",
    "{\"as_int\": 9223372036854775807}",
    "{\"as_ints\": [0, -1, 1]}",
    "{\"as_ints\": [4611686018427387904, 2]}",
    "{\"as_none\": true}",
    "{\"as_float\": \"Infinity\"}",
    "{\"as_tensor\": {\"name\": \"",
    "\"torch.ops.aten.view.default\"",
    "\"torch.ops.aten.expand.default\"",
    "\"torch.ops.aten.slice.Tensor\"",
    "\"torch.ops.aten.select.int\"",
    "\"torch.ops.aten.split.Tensor\"",
    "\"torch.ops.aten.permute.default\"",
    "\"torch.ops.aten.unflatten.int\"",
    "\"dim\"",
    "\"size\"",
    "\"self\"",
    "\"input\"",
    "\"sizes\": []",
    "null",
    "[]",
    "{}",
    "-1",
    "0"
  )
}
