import ForgeGraph
import ForgeOperators
import ForgeTensors

extension ATenRule {
  /// Tensors that depend on no input, and changes of type.
  static let constants: [ATenRule] = [
    ATenRule("full", "new_full") { work in [try work.filled(work.integers("size") ?? [], work.number("fill_value", default: 0))]
    },
    ATenRule("zeros", "new_zeros", "empty", "new_empty", "empty_permuted") { work in
      [try work.filled(work.integers("size") ?? [], 0)]
    },
    ATenRule("ones", "new_ones") { work in [try work.filled(work.integers("size") ?? [], 1)] },
    ATenRule("zeros_like", "empty_like", "zero") { work in [try work.filled(work.tensor("self").shape, 0)] },
    ATenRule("ones_like") { work in [try work.filled(work.tensor("self").shape, 1)] },
    ATenRule("full_like") { work in [try work.filled(work.tensor("self").shape, work.number("fill_value", default: 0))] },
    ATenRule("fill") { work in
      let tensor = try work.tensor("self")
      guard let value = try work.number("value") ?? work.optionalKnown("value")?.scalar else {
        throw ImportFault("its value is computed, only a constant is supported")
      }
      return [try work.filled(tensor.shape, value)]
    },
    ATenRule("copy") { work in
      let (tensor, source) = (try work.tensor("self"), try work.tensor("src"))
      return [try work.tracer.expanded(work.tracer.cast(source, to: tensor.element), to: tensor.shape)]
    },
    ATenRule("scalar_tensor") { work in [try work.filled([], work.number("s", default: 0))] },
    ATenRule("arange") { work in
      let start = try work.number("start", default: 0)
      guard let end = try work.number("end") else { throw ImportFault("it has no end") }
      let step = try work.number("step", default: 1)
      let count = step == 0 ? .infinity : max(0, ((end - start) / step).rounded(.up))
      guard count <= 0x1p24 else { throw ImportFault("it gives \(count) numbers, too many") }
      return [try work.constant([Int(count)], (0..<Int(count)).map { start + Double($0) * step }, isWhole: work.isInteger)]
    },
    ATenRule("linspace") { work in
      let (start, end) = (try work.number("start", default: 0), try work.number("end", default: 0))
      let count = try work.integer("steps", default: 0)
      guard (0...(1 << 24)).contains(count) else { throw ImportFault("it gives \(count) numbers, too many") }
      let step = count > 1 ? (end - start) / Double(count - 1) : 0
      return [work.constant([count], (0..<count).map { start + Double($0) * step }, isWhole: false)]
    },
    ATenRule("hann_window") { work in [try work.cosineWindow(0.5)] },
    ATenRule("hamming_window") { work in [try work.cosineWindow(work.number("alpha", default: 0.54))] },
    ATenRule("eye") { work in
      let rows = try work.integer("n", default: 0)
      let columns = try work.integer("m", default: rows)
      let count = try [rows, columns].boundedCount()
      return [work.constant([rows, columns], (0..<count).map { $0 / columns == $0 % columns ? 1 : 0 }, isWhole: false)]
    },
    ATenRule(
      "clone",
      "lift_fresh_copy",
      "lift_fresh",
      "contiguous",
      "detach",
      "alias",
      "positive",
      "resolve_conj",
      "resolve_neg"
    ) {
      work in [try work.tensor("self")]
    },
    ATenRule("to", "_to_copy", "type_as") { work in [try work.converted()] },
  ]
}

extension ATenWork {
  /// Whether the node's type is one of whole numbers or truth values; nil where it names none.
  fileprivate var wholeType: Bool? {
    get throws(ImportFault) { try integer("dtype").map { $0 <= 5 || $0 == 12 } }
  }

  /// Whether a range is one of whole numbers: as its type says, else when its numbers are.
  fileprivate var isInteger: Bool {
    get throws(ImportFault) {
      if let wholeType = try wholeType { return wholeType }
      for name in ["start", "end", "step"] {
        if case .number? = node.arguments.first(where: { $0.name == name })?.value { return false }
      }
      return true
    }
  }

  func constant(_ shape: [Int], _ numbers: [Double], isWhole: Bool) -> Traced {
    Traced(Known(name: tracer.wanted, shape: shape, element: isWhole ? .int64 : .float32, numbers: numbers))
  }

  /// `alpha - (1 - alpha) · cos(2π · k / length)`, the length being one less where the window is not periodic.
  fileprivate func cosineWindow(_ alpha: Double) throws(ImportFault) -> Traced {
    let count = try integer("window_length", default: 0)
    guard (1...(1 << 16)).contains(count), abs(try number("beta", default: 1 - alpha) - (1 - alpha)) < 1e-9 else {
      throw ImportFault("its window has \(count) elements, or factors that are not supported")
    }
    let period = boolean("periodic", default: true) || count == 1 ? count : count - 1
    let numbers = (0..<count).map { alpha - (1 - alpha) * cosine(2 * Double.pi * Double($0) / Double(period)) }
    return constant([count], numbers, isWhole: false)
  }

  fileprivate func filled(_ shape: [Int], _ value: Double) throws(ImportFault) -> Traced {
    let count = try shape.boundedCount()
    guard !(9...11).contains(try integer("dtype", default: 7)) else {
      throw ImportFault("it makes a tensor of complex numbers")
    }
    let own = try optionalTensor("self")?.element
    let element = try integer("dtype").map { $0 == 12 ? .bool : $0 <= 5 ? .int64 : .float32 } ?? own ?? .float32
    let number = element == .bool && value != 0 ? 1 : value
    return Traced(Known(name: tracer.wanted, shape: shape, element: element, numbers: .init(repeating: number, count: count)))
  }

  /// A tensor as another type. Types of 16 bits round what they hold, so they are refused.
  fileprivate mutating func converted() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    if let other = try optionalTensor("other") { return try retyped(tensor, other.element) }
    guard let type = try integer("dtype") else { return tensor }
    return try converted(tensor, to: type)
  }

  /// The numbers that a sum or product reads: truth values as whole numbers, all as the type that it is told to reckon in.
  mutating func addends(of name: String) throws(ImportFault) -> Traced {
    let tensor = try tensor(name)
    guard let type = try integer("dtype") else { return tensor.counted }
    guard !(9...11).contains(type) else { throw ImportFault("it makes complex numbers of others") }
    return try part("converted") { work throws(ImportFault) in try work.converted(tensor, to: type) }
  }

  /// - Parameter type: PyTorch's number of the type.
  private mutating func converted(_ tensor: Traced, to type: Int) throws(ImportFault) -> Traced {
    switch type {
    case 1...5: return try retyped(tensor, .int64)
    case 7, 8: return try retyped(tensor, .float32)
    case 10: return try tracer.cast(tensor.withNumbers, to: .complex64)
    case 12: return try retyped(tensor, .bool)
    default: throw ImportFault("it converts to scalar type \(type), only float32, whole numbers and bool are supported")
    }
  }

  private mutating func retyped(_ tensor: Traced, _ element: ImportedElement) throws(ImportFault) -> Traced {
    tensor.element == element ? tensor : try tracer.cast(tensor, to: element)
  }
}
