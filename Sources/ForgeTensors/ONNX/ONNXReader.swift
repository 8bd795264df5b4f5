import ForgeJSON

/// Reads the initialisers of an ONNX model: its weights, by the names that its nodes use.
struct ONNXReader {
  let bytes: MappedBytes
  let limits: TensorLimits
  let siblings: TensorFile.Siblings

  func entries() throws(TensorFileError) -> [TensorEntry] {
    let graph = try ONNXModel(reading: bytes, limits: limits).graph
    if let offset = graph.sparseInitializerOffset {
      throw TensorFileError("the model has sparse initializers, which are not supported", byteOffset: offset)
    }
    guard graph.initializers.count <= limits.tensors else {
      throw TensorFileError("the file holds \(graph.initializers.count) tensors, the limit is \(limits.tensors)")
    }
    var seen: Set<ExactText> = []
    var entries: [TensorEntry] = []
    for tensor in graph.initializers {
      try TensorName.check(tensor.name, limits: limits)
      guard seen.insert(ExactText(tensor.name)).inserted else {
        throw TensorFileError("two initializers are called \(tensor.name.quotedForMessage)", byteOffset: tensor.offset)
      }
      entries.append(try tensor.entry(of: bytes, siblings: siblings))
    }
    return entries
  }
}
