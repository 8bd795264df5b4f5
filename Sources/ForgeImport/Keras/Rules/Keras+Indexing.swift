import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// `x[:, 1:4, -1]` in a functional model.
  static let indexing: [KerasRule] = [
    KerasRule("ops.GetItem") { work in
      guard work.arguments.count == 2, case .value(let x) = work.arguments[0], case .constant(let indices) = work.arguments[1]
      else { throw ImportFault("its places are computed, only constants are supported") }
      // One index alone is the batch's.
      guard case .array(let items) = indices else { throw ImportFault("it takes examples out of the batch") }
      return try work.picked(x, KerasIndex.indices(items, rank: work.shape(of: x).count + 1))
    }
  ]
}

/// What stands for one axis between the brackets.
private enum KerasIndex {
  case slice(start: Int?, end: Int?, step: Int)
  case place(Int)
  case newAxis

  /// The indices with `...` written out, one for each axis, the batch's first.
  static func indices(_ items: [JSONValue], rank: Int) throws(ImportFault) -> [KerasIndex] {
    var indices: [KerasIndex] = []
    let given = items.count { if case .null = $0 { false } else { !isEllipsis($0) } }
    let open = max(0, rank - given)
    var isFilled = false
    for item in items {
      if isEllipsis(item) {
        guard !isFilled else { throw ImportFault("it has two ellipses") }
        isFilled = true
        indices += [KerasIndex](repeating: .slice(start: nil, end: nil, step: 1), count: open)
      } else {
        indices.append(try KerasIndex(item))
      }
    }
    guard given <= rank else { throw ImportFault("it has \(given) places for \(rank) axes") }
    if !isFilled { indices += [KerasIndex](repeating: .slice(start: nil, end: nil, step: 1), count: open) }
    return indices
  }

  private static func isEllipsis(_ item: JSONValue) -> Bool { item["class_name"]?.text == "__ellipsis__" }

  private init(_ item: JSONValue) throws(ImportFault) {
    if case .null = item {
      self = .newAxis
    } else if let place = item.whole {
      self = .place(place)
    } else if item["class_name"]?.text == "__slice__", let config = item["config"] {
      self = .slice(start: config["start"]?.whole, end: config["stop"]?.whole, step: config["step"]?.whole ?? 1)
    } else {
      throw ImportFault("one of its places is no number and no slice")
    }
  }
}

extension KerasWork {
  fileprivate mutating func picked(_ x: Draft.Value, _ indices: [KerasIndex]) throws(ImportFault) -> Draft.Value {
    guard case .slice(nil, nil, 1)? = indices.first else { throw ImportFault("it takes examples out of the batch") }
    let sizes = shape(of: x)
    var slices: [Settings] = []
    var axis = 0
    var shape: [Int] = []
    for index in indices.dropFirst() {
      if case .newAxis = index {
        shape.append(1)
        continue
      }
      let range = try Self.range(index, of: sizes[axis])
      if range.count != sizes[axis] {
        let bounds: Settings = [("axis", .integer(axis)), ("start", .integer(range.first)), ("end", .integer(range.end))]
        slices.append(range.step == 1 ? bounds : bounds + [("step", .integer(range.step))])
      }
      if case .slice = index { shape.append(range.count) }
      axis += 1
    }
    let isReshaped = shape.count != sizes.count || indices.dropFirst().contains { if case .slice = $0 { false } else { true } }
    var value = x
    for (number, settings) in slices.enumerated() {
      let isLast = number == slices.count - 1 && !isReshaped
      value = try add("slice", [value], settings, named: isLast ? "" : "/slice")
    }
    if isReshaped { value = try add("reshape", [value], [("shape", .integers(shape))]) }
    return value
  }

  /// The elements that an index takes of an axis, as Python counts them.
  private static func range(
    _ index: KerasIndex,
    of size: Int
  ) throws(ImportFault) -> (first: Int, end: Int, step: Int, count: Int) {
    /// A place from the front, within 0 and the size.
    func clamped(_ place: Int) -> Int {
      max(0, min(size, place < 0 ? place.addingReportingOverflow(size).partialValue : place))
    }
    switch index {
    case .newAxis: return (0, size, 1, size)
    case .place(let place):
      guard (-size..<size).contains(place) else { throw ImportFault("place \(place) is none of \(size)") }
      let first = place < 0 ? place + size : place
      return (first, first + 1, 1, 1)
    case .slice(let start, let end, let step):
      guard step > 0 else { throw ImportFault("its step is \(step), only steps forwards are supported") }
      let (first, last) = (clamped(start ?? 0), clamped(end ?? size))
      guard first < last else { throw ImportFault("nothing is left of \(size) from \(first) to \(last)") }
      return (first, last, step, (last - first - 1) / step + 1)
    }
  }
}
