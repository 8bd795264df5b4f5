import ForgeJSON

/// The tensors of a program by name, and which of them are parts of others.
///
/// A program may work in place: what changes a part changes the tensor that it is a part of, and all that share elements with it. A
/// change is carried up to the tensors that the part was taken from, and down to other parts of these. Where it is not known whether
/// elements are shared, they are refused from then on.
struct ProgramValues {
  private struct Cell {
    var tensor: Traced
    /// The cell that this one is a part of.
    var view: (base: Int, part: TensorPart)?
    /// The cells that are parts of this one.
    var views: [Int] = []
    var isOutdated = false
    /// How many tensors lie between this one and one that is no part.
    var depth = 0
  }

  private var cells: [Cell] = []
  private var places: [ExactText: Int] = [:]

  /// How many parts were taken again after a change.
  private var renewals = 0

  /// More than programs have.
  private static let mostDepth = 64
  private static let mostRenewals = 10_000

  func ifThere(_ name: String) -> Traced? { places[ExactText(name)].map { cells[$0].tensor } }

  func tensor(_ name: String) throws(ImportFault) -> Traced {
    guard let place = places[ExactText(name)] else {
      throw ImportFault("'\(name)' is computed by no node above it, or is a result that is not supported")
    }
    guard !cells[place].isOutdated else {
      throw ImportFault(
        "'\(name)' shares its elements with a tensor that was changed in place since",
        hint: "export the program without changes in place: torch.export.export(…).run_decompositions({})"
      )
    }
    return cells[place].tensor
  }

  mutating func set(_ name: String, _ tensor: Traced) {
    places[ExactText(name)] = cells.count
    cells.append(Cell(tensor: tensor))
  }

  /// Lets others see `tensor` under a name that is there, for as long as a rule is at work.
  mutating func lend(_ name: String, _ tensor: Traced) {
    if let place = places[ExactText(name)] { cells[place].tensor = tensor }
  }

  /// Makes `name` another name of the tensor `base`.
  mutating func alias(_ name: String, of base: String) {
    places[ExactText(name)] = places[ExactText(base)]
  }

  mutating func set(_ name: String, _ tensor: Traced, part: TensorPart, of base: String) throws(ImportFault) {
    guard let place = places[ExactText(base)] else { return set(name, tensor) }
    guard cells[place].depth < Self.mostDepth else {
      throw ImportFault("'\(name)' is a part of a part, and so on, more than \(Self.mostDepth) deep")
    }
    set(name, tensor)
    cells[place].views.append(cells.count - 1)
    cells[cells.count - 1].view = (place, part)
    cells[cells.count - 1].depth = cells[place].depth + 1
  }

  /// Whether the elements of a tensor lie one after the other, as far as is known.
  func isWhole(_ name: String) -> Bool {
    var next = places[ExactText(name)]
    while let place = next, let view = cells[place].view {
      guard case .reshaped = view.part else { return false }
      next = view.base
    }
    return true
  }

  /// Gives the tensor `name` other elements, and all that it is a part of.
  mutating func change(_ name: String, to tensor: Traced, _ tracer: inout Tracer) throws(ImportFault) {
    guard var place = places[ExactText(name)] else { return set(name, tensor) }
    cells[place].tensor = tensor
    try renewParts(of: place, but: nil, &tracer)
    while let (base, part) = cells[place].view {
      guard let whole = try part.written(cells[place].tensor, into: cells[base].tensor, &tracer) else {
        cells[base].views.removeAll { $0 == place }
        outdateAll(from: base)
        return
      }
      cells[base].tensor = whole
      try renewParts(of: base, but: place, &tracer)
      place = base
    }
  }

  /// Takes the parts of a changed tensor from it again.
  private mutating func renewParts(of place: Int, but kept: Int?, _ tracer: inout Tracer) throws(ImportFault) {
    var open = cells[place].views.filter { $0 != kept }.map { (place: $0, base: place) }
    while let (next, base) = open.popLast() {
      renewals += 1
      guard renewals <= Self.mostRenewals else { throw ImportFault("too many parts of tensors are changed in place") }
      guard let part = cells[next].view?.part,
        let tensor = try part.read(from: cells[base].tensor, like: cells[next].tensor, &tracer)
      else {
        outdateParts(of: next, but: nil)
        cells[next].isOutdated = true
        cells[base].views.removeAll { $0 == next }
        continue
      }
      cells[next].tensor = tensor
      open.append(contentsOf: cells[next].views.map { ($0, next) })
    }
  }

  private mutating func outdateAll(from place: Int) {
    var next = Optional(place)
    while let place = next {
      outdateParts(of: place, but: nil)
      cells[place].isOutdated = true
      next = cells[place].view?.base
    }
  }

  private mutating func outdateParts(of place: Int, but kept: Int?) {
    var open = cells[place].views.filter { $0 != kept }
    cells[place].views = kept.map { [$0] } ?? []
    while let next = open.popLast() {
      cells[next].isOutdated = true
      open.append(contentsOf: cells[next].views)
      cells[next].views = []
    }
  }
}

/// How a tensor's elements are those of another.
enum TensorPart {
  /// All of them in their order.
  case reshaped
  /// All of them with the axes in another order.
  case transposed([Int])
  /// Those from `start` to before `end` along an axis; `isSingle` when the axis is gone.
  case slice(axis: Int, start: Int, end: Int, isSingle: Bool)
  /// It is not known whether it has elements of its own.
  case unsure

  /// The part of a tensor, in the shape of what it was before; nil when it is not known whether it shares elements.
  func read(from whole: Traced, like old: Traced, _ tracer: inout Tracer) throws(ImportFault) -> Traced? {
    switch self {
    case .reshaped: return try tracer.reshaped(whole, to: old.shape)
    case .transposed(let order): return try tracer.transposed(whole, order)
    case .slice(let axis, let start, let end, _):
      return try tracer.reshaped(tracer.slice(whole, axis: axis, start: start, end: end, step: 1), to: old.shape)
    case .unsure: return nil
    }
  }

  /// The whole tensor with other elements in this part; nil when it is not known whether it has them.
  func written(_ tensor: Traced, into whole: Traced, _ tracer: inout Tracer) throws(ImportFault) -> Traced? {
    switch self {
    case .reshaped: return try tracer.reshaped(tensor, to: whole.shape)
    case .transposed(let order):
      return try tracer.transposed(tensor, order.indices.map { order.firstIndex(of: $0) ?? $0 })
    case .slice(let axis, let start, let end, let isSingle):
      var shape = whole.shape
      shape[axis] = end - start
      var pieces = [isSingle ? try tracer.reshaped(tensor, to: shape) : tensor]
      if start > 0 { pieces.insert(try tracer.slice(whole, axis: axis, start: 0, end: start, step: 1), at: 0) }
      if end < whole.shape[axis] {
        pieces.append(try tracer.slice(whole, axis: axis, start: end, end: whole.shape[axis], step: 1))
      }
      return try tracer.joined(pieces, axis: axis)
    case .unsure: return nil
    }
  }
}
