import ForgeGraph
import ForgeTensors

/// What the elements of a prototype's tensor are.
///
/// A spec computes with float32 alone: whole numbers and truth values that are computed lie in it as such numbers (1 for true), which
/// is exact up to 2^24. Whole numbers that come from outside stay ids until something else than a table reads them.
enum ImportedElement: String {
  case float32, int64, bool
  /// Pairs of a real and an imaginary part, which are one more axis at the end: what reads them is written for it.
  case complex64
  /// Texts: the labels of classes, which nothing but an output reads.
  case text
}

/// A tensor of the prototype while it is imported: with the batch axis as the prototype has it, bound to 1.
struct Traced {
  /// The sizes of all axes.
  var shape: [Int]
  var element: ImportedElement
  var content: Content

  enum Content {
    /// Known while importing: a weight, a constant, a size.
    case known(Known)
    /// A value of the draft. Its shape is the tensor's without the axis `without`, which has size 1: mostly the batch axis.
    case placed(Draft.Value, without: Int?)
    /// Labels of classes that are texts.
    case texts([String])
    /// The label of the class with the largest score.
    case label(ClassLabel)
  }

  var rank: Int { shape.count }
  var count: Int { shape.product }

  var known: Known? {
    if case .known(let known) = content { known } else { nil }
  }

  init(shape: [Int], element: ImportedElement, content: Content) {
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
  let element: ImportedElement
  /// What the prototype calls it, or a name made from the node that gave it.
  let name: String
  private let storage: Storage

  private enum Storage {
    case entry(TensorEntry)
    /// A tensor of the file with its axes in another order, which is made when its elements are asked for: programs transpose a
    /// weight to and fro.
    case moved(TensorEntry, order: [Int])
    /// Elements of a weight in another order.
    case floats([Float])
    case numbers([Double])
  }

  /// A tensor of the file, read when its elements are asked for.
  init(_ entry: TensorEntry) {
    shape = entry.shape
    element = entry.elementType.isFloatingPoint ? .float32 : entry.elementType == .bool ? .bool : .int64
    name = entry.name
    storage = .entry(entry)
  }

  /// Elements that were computed; float32 ones are rounded to float32.
  init(name: String, shape: [Int], element: ImportedElement, numbers: [Double]) {
    precondition(numbers.count == shape.reduce(1, *), "the elements fill the shape")
    self.shape = shape
    self.element = element
    self.name = name
    storage = .numbers(element == .float32 ? numbers.map { Double(Float($0)) } : numbers)
  }

  static func integers(_ values: [Int], name: String) -> Known {
    Known(name: name, shape: [values.count], element: .int64, numbers: values.map(Double.init))
  }

  var count: Int { shape.product }

  var numbers: [Double] {
    switch storage {
    case .entry(let entry): entry.doubles()
    case .moved(let entry, let order): transposedValues(entry.floats(), shape: entry.shape, order: order).map(Double.init)
    case .floats(let floats): floats.map(Double.init)
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

  /// Whether two tensors of the same name and shape hold the same elements.
  func isSame(as other: Known) -> Bool {
    if case .entry(let own) = storage, case .entry(let entry) = other.storage, own.hasSameBytes(as: entry) { return true }
    return numbers.elementsEqual(other.numbers) { $0 == $1 || $0.isNaN && $1.isNaN }
  }

  var reference: ReferenceTensor { ReferenceTensor(shape: shape, elements: numbers) }

  func named(_ name: String) -> Known { Known(name: name, shape: shape, element: element, storage: storage) }

  /// The same elements under another shape.
  func reshaped(_ shape: [Int]) -> Known {
    precondition(shape.product == count, "the elements fill the shape")
    return Known(name: name, shape: shape, element: element, storage: storage)
  }

  /// The axes in another order: axis `i` of the result is axis `order[i]`.
  func transposed(_ order: [Int], name: String) -> Known {
    let moved = order.map { shape[$0] }
    switch storage {
    case .entry(let entry) where element == .float32 && entry.shape == shape:
      return Known(name: name, shape: moved, element: element, storage: .moved(entry, order: order))
    case .moved(let entry, let first) where first.map({ entry.shape[$0] }) == shape:
      let order = order.map { first[$0] }
      let storage = order == Array(order.indices) ? Storage.entry(entry) : .moved(entry, order: order)
      return Known(name: name, shape: moved, element: element, storage: storage)
    case .floats(let floats):
      let floats = transposedValues(floats, shape: shape, order: order)
      return Known(name: name, shape: moved, element: element, storage: .floats(floats))
    case .entry, .moved, .numbers:
      let numbers = transposedValues(numbers, shape: shape, order: order)
      return Known(name: name, shape: moved, element: element, storage: .numbers(numbers))
    }
  }

  /// The rows at some places along an axis.
  func rows(_ places: [Int], along axis: Int, name: String) -> Known {
    let isRun = places.indices.allSatisfy { places[$0] == places[0] + $0 }
    if axis == 0, isRun, let first = places.first, case .entry(let entry) = storage, entry.shape == shape {
      let rows = entry.rows(first..<first + places.count, name: name)
      return Known(name: name, shape: rows.shape, element: element, storage: .entry(rows))
    }
    var sizes = shape
    sizes[axis] = places.count
    if count == 0 || places.isEmpty { return Known(name: name, shape: sizes, element: element, storage: .numbers([])) }
    let inner = shape[(axis + 1)...].product
    let outer = shape[..<axis].product
    func picked<Element>(_ elements: [Element]) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(outer * places.count * inner)
      for block in 0..<outer {
        for place in places {
          let start = (block * shape[axis] + place) * inner
          result.append(contentsOf: elements[start..<start + inner])
        }
      }
      return result
    }
    if element == .float32, case .entry(let entry) = storage {
      return Known(name: name, shape: sizes, element: element, storage: .floats(picked(entry.floats())))
    }
    if case .floats(let floats) = storage {
      return Known(name: name, shape: sizes, element: element, storage: .floats(picked(floats)))
    }
    if case .moved(let entry, let order) = storage {
      let floats = transposedValues(entry.floats(), shape: entry.shape, order: order)
      return Known(name: name, shape: sizes, element: element, storage: .floats(picked(floats)))
    }
    return Known(name: name, shape: sizes, element: element, storage: .numbers(picked(numbers)))
  }

  private init(name: String, shape: [Int], element: ImportedElement, storage: Storage) {
    self.name = name
    self.shape = shape
    self.element = element
    self.storage = storage
  }

  /// The tensor for the weights file, under a shape with the same elements; whole numbers and truth values as float32.
  func entry(_ shape: [Int]) throws(ImportFault) -> TensorEntry {
    do {
      if case .entry(let entry) = storage, element == .float32 {
        return entry.shape == shape && entry.name == name ? entry : try entry.renamed(name, shape: shape)
      }
      if case .moved(let entry, let order) = storage {
        let floats = transposedValues(entry.floats(), shape: entry.shape, order: order)
        return try TensorEntry(name: name, shape: shape, floats: floats)
      }
      if case .floats(let floats) = storage { return try TensorEntry(name: name, shape: shape, floats: floats) }
      let numbers = numbers
      if element == .int64, let large = numbers.first(where: { abs($0) > 0x1p24 }) {
        throw ImportFault("'\(name)' holds \(large), but whole numbers beyond 2^24 cannot be computed with exactly")
      }
      return try TensorEntry(name: name, shape: shape, floats: numbers.map { Float($0) })
    } catch let fault as ImportFault {
      throw fault
    } catch {
      throw ImportFault("tensor '\(name)': \((error as? TensorFileError)?.message ?? "\(error)")")
    }
  }
}
