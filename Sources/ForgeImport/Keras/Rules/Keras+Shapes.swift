import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// The same elements in another shape or order, some of them, or several times.
  static let shapes: [KerasRule] = [
    KerasRule("Flatten") { work in
      var x = try work.input()
      let rank = work.shape(of: x).count
      if try rank > 1 && work.isChannelsFirst() {
        x = try work.add("transpose", [x], [("axes", .integers(Array(1..<rank) + [0]))], named: "/transpose")
      }
      return try work.add("flatten", [x])
    },
    KerasRule("Reshape") { work in try work.reshaped(work.integers("target_shape")) },
    KerasRule("Permute") { work in
      try work.transposed(byAxesOfBatch: work.integers("dims"))
    },
    KerasRule("RepeatVector") { work in
      let x = try work.input()
      let count = try work.repetitions("n", of: 1)
      let row = try work.add("reshape", [x], [("shape", .integers([1] + work.shape(of: x)))], named: "/row")
      let places = [Int](repeating: 0, count: count)
      return try work.add("gather", [row], [("axis", .integer(0)), ("indices", .integers(places))])
    },
    KerasRule("UpSampling1D") { work in
      let x = try work.input()
      let shape = work.shape(of: x)
      guard shape.count == 2 else { throw ImportFault("it reads \(shape), a sequence was expected") }
      let size = try work.repetitions("size", of: shape[0])
      let places = (0..<shape[0]).flatMap { [Int](repeating: $0, count: size) }
      return try work.add("gather", [x], [("axis", .integer(0)), ("indices", .integers(places))])
    },
    KerasRule("UpSampling2D") { work in
      let mode = try work.word("interpolation", default: "nearest")
      guard ["nearest", "bilinear"].contains(mode) else {
        throw ImportFault(
          mode == "bicubic"
            ? "its interpolation 'bicubic' depends on the backend: PyTorch's curve is another one than that of JAX and TensorFlow"
            : "its interpolation \(mode.quotedForMessage) is not supported, only nearest and bilinear are"
        )
      }
      let settings: KerasWork.Settings = [("scale", .perAxis(try work.integers("size", count: 2))), ("mode", .word(mode))]
      return try work.add("upsample2d", [work.input()], settings + work.dataFormat())
    },
    KerasRule("ZeroPadding1D") { work in
      try work.add("pad", [work.input()], [("padding", .perAxis(work.sides(rank: 1, "padding")))] + work.dataFormat())
    },
    KerasRule("ZeroPadding2D") { work in
      try work.add("pad", [work.input()], [("padding", .perAxis(work.sides(rank: 2, "padding")))] + work.dataFormat())
    },
    KerasRule("Cropping1D") { work in try work.cropped(rank: 1) },
    KerasRule("Cropping2D") { work in try work.cropped(rank: 2) },
  ]
}

extension KerasWork {
  /// The same elements under a shape that does not count the batch; one size may be -1.
  mutating func reshaped(_ shape: [Int]) throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard !shape.isEmpty else { throw ImportFault("its shape has no axes") }
    return try add("reshape", [x], [("shape", .integers(shape))])
  }

  /// The axes behind the batch in another order; the numbers count the batch.
  mutating func transposed(byAxesOfBatch numbers: [Int]) throws(ImportFault) -> Draft.Value {
    let x = try input()
    var order: [Int] = []
    for number in numbers { order.append(try axis(number, of: shape(of: x).count)) }
    return try transposed(x, order)
  }

  /// How often something is repeated `count` times; the places are listed in the spec.
  fileprivate func repetitions(_ key: String, of count: Int) throws(ImportFault) -> Int {
    let number = try integer(key)
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: count)
    guard number > 0, !isTooLarge, product <= 4096 else {
      throw ImportFault("it repeats \(count) elements \(number) times, the limit is 4096 together")
    }
    return number
  }

  /// What is added or taken at each end of the spatial axes: a number, one for each axis, or a pair for each.
  func sides(rank: Int, _ key: String) throws(ImportFault) -> [Int] {
    guard let value = layer.options[key] else { throw ImportFault("it has no option '\(key)'") }
    let fault = ImportFault("its option '\(key)' is no number and no pairs of numbers")
    if let number = value.whole { return .init(repeating: number, count: 2 * rank) }
    if rank == 1 { return try integers(key, count: 2) }
    guard case .array(let items) = value, items.count == rank else { throw fault }
    var sides: [Int] = []
    for item in items {
      let pair = item.whole.map { [$0, $0] } ?? item.items.compactMap(\.whole)
      guard pair.count == 2 else { throw fault }
      sides += pair
    }
    return sides
  }

  mutating func cropped(rank: Int) throws(ImportFault) -> Draft.Value {
    var value = try input()
    let sides = try sides(rank: rank, "cropping")
    let shape = shape(of: value)
    guard shape.count == rank + 1 else { throw ImportFault("it reads \(shape), \(rank + 1) axes were expected") }
    let first = try isChannelsFirst() ? 1 : 0
    for axis in 0..<rank {
      let (start, end) = (sides[2 * axis], sides[2 * axis + 1])
      let size = shape[first + axis]
      guard (0..<size).contains(start), (0..<(size - start)).contains(end) else {
        throw ImportFault("it takes \(start) and \(end) of \(size) elements")
      }
      if start == 0, end == 0 { continue }
      var settings: Settings = [("axis", .integer(first + axis)), ("start", .integer(start))]
      if end != 0 { settings.append(("end", .integer(size - end))) }
      value = try add("slice", [value], settings, named: axis == rank - 1 ? "" : "/rows")
    }
    return value
  }
}
