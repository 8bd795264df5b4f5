import ForgeGraph
import ForgeTensors

/// A tensor of the prototype while it is imported: with the batch axis as the prototype has it, bound to 1.
struct Traced {
  /// The sizes of all axes.
  var shape: [Int]
  var element: GraphElement
  var content: Content

  enum Content {
    /// Known while importing: a weight, a constant, a size.
    case known(Known)
    /// A value of the draft. Its shape is the tensor's without the axis `without`, which has size 1: mostly the batch axis.
    case placed(Draft.Value, without: Int?)
  }

  var rank: Int { shape.count }
  var count: Int { shape.reduce(1, *) }

  var known: Known? {
    if case .known(let known) = content { known } else { nil }
  }

  init(shape: [Int], element: GraphElement, content: Content) {
    self.shape = shape
    self.element = element
    self.content = content
  }

  init(_ known: Known) {
    self.init(shape: known.shape, element: known.element, content: .known(known))
  }
}

/// A tensor whose elements are known while importing.
struct Known {
  let shape: [Int]
  let element: GraphElement
  /// What the prototype calls it, or a name made from the node that gave it.
  let name: String
  private let storage: Storage

  private enum Storage {
    case entry(TensorEntry)
    case numbers([Double])
  }

  /// A tensor of the file, read when its elements are asked for.
  init(_ entry: TensorEntry) {
    shape = entry.shape
    element = entry.elementType.isFloatingPoint ? .float32 : .int64
    name = entry.name
    storage = .entry(entry)
  }

  /// Elements that were computed; float32 ones are rounded to float32.
  init(name: String, shape: [Int], element: GraphElement, numbers: [Double]) {
    precondition(numbers.count == shape.reduce(1, *), "the elements fill the shape")
    self.shape = shape
    self.element = element
    self.name = name
    storage = .numbers(element == .float32 ? numbers.map { Double(Float($0)) } : numbers)
  }

  static func integers(_ values: [Int], name: String) -> Known {
    Known(name: name, shape: [values.count], element: .int64, numbers: values.map(Double.init))
  }

  var count: Int { shape.reduce(1, *) }

  var numbers: [Double] {
    switch storage {
    case .entry(let entry): entry.doubles()
    case .numbers(let numbers): numbers
    }
  }

  /// The only element of a tensor that has one; nil for others.
  var scalar: Double? { count == 1 ? numbers[0] : nil }

  /// The elements as whole numbers; those that pass `Int` are the largest or smallest. Nil when one is no whole number.
  var integers: [Int]? {
    if case .entry(let entry) = storage, let values = entry.integers() { return values.map { Int($0) } }
    var result: [Int] = []
    for number in numbers {
      guard number == number.rounded() else { return nil }
      result.append(number >= 0x1p63 ? .max : number < -0x1p63 ? .min : Int(number))
    }
    return result
  }

  var reference: ReferenceTensor { ReferenceTensor(shape: shape, elements: numbers) }

  func named(_ name: String) -> Known { Known(name: name, shape: shape, element: element, storage: storage) }

  /// The same elements under another shape.
  func reshaped(_ shape: [Int]) -> Known {
    precondition(shape.reduce(1, *) == count, "the elements fill the shape")
    return Known(name: name, shape: shape, element: element, storage: storage)
  }

  private init(name: String, shape: [Int], element: GraphElement, storage: Storage) {
    self.name = name
    self.shape = shape
    self.element = element
    self.storage = storage
  }

  /// The tensor for the weights file, under a shape with the same elements.
  func entry(_ shape: [Int]) throws(ImportFault) -> TensorEntry {
    if case .entry(let entry) = storage, entry.shape == shape, entry.name == name { return entry }
    do {
      if case .entry(let entry) = storage { return try entry.renamed(name, shape: shape) }
      return try TensorEntry(name: name, shape: shape, floats: numbers.map { Float($0) })
    } catch {
      throw ImportFault("tensor '\(name)': \(error.message)")
    }
  }
}
