import ForgeJSON
import ForgeTensors

/// The value that an input of a prototype is held at.
package enum HeldValue: Sendable {
  case tensor(TensorEntry)
  /// As a person writes it: one text for all elements, or one for each in order.
  case texts([String])

  /// The value as a tensor of float32, int64 or bool, whichever is nearest to the input's type.
  ///
  /// - Parameters:
  ///   - type: what the input's elements are.
  ///   - sizes: what the prototype says of the input's axes, nil for a size that varies: the first of several is the batch and 1, and
  ///     one other is as long as the value makes it. Nil where it says nothing.
  /// - Throws: when a text is no such number, or there are not as many as the input has elements.
  func entry(_ input: String, _ type: ElementType, sizes: [Int?]?) throws(ImportFault) -> TensorEntry {
    switch self {
    case .tensor(let entry): return entry
    case .texts(let texts):
      do {
        return try WrittenValue(input: input, type: type, texts: texts).entry(sizes ?? (texts.count == 1 ? [] : [nil]))
      } catch let error as TensorFileError {
        throw ImportFault("input '\(input)': \(error.message)", hint: error.hint)
      } catch {
        throw error as? ImportFault ?? ImportFault("\(error)")
      }
    }
  }
}

/// A value that a person wrote for an input.
private struct WrittenValue {
  let input: String
  /// What the input's elements are.
  let type: ElementType
  let texts: [String]

  private static let mostElements = 1 << 24

  func entry(_ sizes: [Int?]) throws -> TensorEntry {
    let shape = try shape(sizes)
    let count = Self.count(shape)
    guard (1...Self.mostElements).contains(count) else {
      throw ImportFault("input '\(input)' is \(shape), which is no shape of a constant")
    }
    guard texts.count == 1 || texts.count == count else {
      throw ImportFault(
        "input '\(input)' is \(shape), but \(texts.count) numbers are given for it",
        hint: count == 1 ? "give one number" : "give \(count) numbers, or one for all elements"
      )
    }
    func filled<Element>(_ elements: [Element]) -> [Element] {
      elements.count == 1 ? Array(repeating: elements[0], count: count) : elements
    }
    if type == .bool { return try TensorEntry(name: input, shape: shape, truths: filled(texts.map(truth))) }
    if type.isInteger { return try TensorEntry(name: input, shape: shape, integers: filled(texts.map(integer))) }
    return try TensorEntry(name: input, shape: shape, floats: filled(texts.map(float)))
  }

  /// The shape of the input, so that it holds as many numbers as are given.
  private func shape(_ sizes: [Int?]) throws(ImportFault) -> [Int] {
    var sizes = sizes
    if sizes.count > 1, sizes[0] == nil { sizes[0] = 1 }
    if let axis = sizes.firstIndex(of: nil) {
      // One number may stand for any number of elements, unless it is a list of one.
      let known = Self.count(sizes.compactMap { $0 })
      let isTold = sizes.count == 1 || texts.count > 1 && known > 0 && texts.count.isMultiple(of: known)
      guard isTold, sizes.count(where: { $0 == nil }) == 1 else {
        throw ImportFault(
          "input '\(input)' has sizes that vary, which its value does not tell",
          hint: "say its sizes too, in an ONNX model: --shape \(input)=1,…"
        )
      }
      sizes[axis] = texts.count / known
    }
    return sizes.compactMap { $0 }
  }

  /// The number of elements, or one more than there may be.
  private static func count(_ shape: [Int]) -> Int {
    shape.reduce(1) { min($0 * min($1, mostElements + 1), mostElements + 1) }
  }

  // MARK: Elements

  private func truth(_ text: String) throws(ImportFault) -> Bool {
    guard text == "true" || text == "false" else { throw stranger(text, wanted: "true or false") }
    return text == "true"
  }

  private func integer(_ text: String) throws(ImportFault) -> Int64 {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      throw stranger(text, wanted: "whole numbers")
    }
    let range = type.range
    guard let value = Int64(text), range.contains(value) else {
      throw misfit(text, hint: "give numbers from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private func float(_ text: String) throws(ImportFault) -> Float {
    guard let value = Double(text), !value.isNaN else { throw stranger(text, wanted: "numbers, as 0.5 or -1e-3") }
    let largest = type == .float16 ? 65504 : Float.greatestFiniteMagnitude
    guard abs(value) <= Double(largest) else { throw misfit(text, hint: "give numbers of at most \(largest)") }
    return Float(value)
  }

  private func stranger(_ text: String, wanted: String) -> ImportFault {
    ImportFault("input '\(input)' is \(type.rawValue), but its value is \(text.quotedForMessage)", hint: "give \(wanted)")
  }

  private func misfit(_ text: String, hint: String) -> ImportFault {
    ImportFault("input '\(input)' is \(type.rawValue), which does not reach \(text.escapedForOneLine)", hint: hint)
  }
}

extension ElementType {
  /// The whole numbers that a type of whole numbers holds, as far as int64 has them.
  fileprivate var range: ClosedRange<Int64> {
    switch self {
    case .int8: -0x80...0x7F
    case .int16: -0x8000...0x7FFF
    case .int32: -0x8000_0000...0x7FFF_FFFF
    case .uint8: 0...0xFF
    case .uint16: 0...0xFFFF
    case .uint32: 0...0xFFFF_FFFF
    case .uint64: 0...Int64.max
    default: Int64.min...Int64.max
    }
  }
}
