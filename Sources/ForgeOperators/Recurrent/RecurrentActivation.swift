import ForgeSpec

/// A function within the steps of a recurrent layer.
enum RecurrentActivation: String, Sendable, CaseIterable {
  case tanh
  case sigmoid
  case relu
  /// `min(max(x / 6 + ½, 0), 1)`, as Keras 3 has it.
  case hardSigmoid = "hard_sigmoid"
  case linear

  /// What kernels call it.
  var kernelName: String {
    switch self {
    case .tanh: "Kernel.byTanh"
    case .sigmoid: "Kernel.bySigmoid"
    case .relu: "Kernel.byRelu"
    case .hardSigmoid: "Kernel.byHardSigmoid"
    case .linear: "Kernel.asItIs"
    }
  }

  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .tanh: hyperbolicTangent(x)
    case .sigmoid: 1 / (1 + exponential(-x))
    case .relu: x.isNaN ? x : max(x, 0)
    case .hardSigmoid: x.isNaN ? x : min(max(x / 6 + 0.5, 0), 1)
    case .linear: x
    }
  }
}
