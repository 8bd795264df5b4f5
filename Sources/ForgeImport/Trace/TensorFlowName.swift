/// Names that TensorFlow gives to nodes and tensors: `network/conv1/BiasAdd`, `network/conv1_bn/batchnorm/mul:0`.
enum TensorFlowName {
  /// The layer of a name: its last part that tells no operator; nil where there is none within a network's scope.
  static func layer(of name: String) -> String? {
    let parts = name.split(separator: "/").map { $0.split(separator: ":").first.map(String.init) ?? "" }
    guard let layer = parts.last(where: { !operators.contains($0) }), parts.count > 1, layer != parts.last else { return nil }
    return layer
  }

  /// What Keras' layers are made of, where one operator tells nothing that the layer's name does not.
  private static let operators: Set<String> = [
    "ReadVariableOp", "BiasAdd", "MatMul", "Cast", "Add", "Reshape", "Reshape_1", "mul", "batchnorm", "convolution",
    "depthwise",
    "conv_transpose", "MaxPool2d", "AvgPool2d", "Relu", "Relu6", "Softmax", "GatherV2", "Tensordot",
  ]
}
