import ForgeGraph

extension ATenRule {
  /// Some elements of a tensor, several tensors together, elements in other places.
  static let parts: [ATenRule] = [
    one("cat", "concat", "concatenate") { work in
      let tensors = try work.tensors("tensors").filter { $0.shape != [0] }
      guard let first = tensors.first else { throw ImportFault("it joins nothing") }
      return try work.tracer.joined(work.alike(tensors), axis: work.axis("dim", of: first))
    },
    one("stack") { work in
      let tensors = try work.tensors("tensors")
      guard let first = tensors.first else { throw ImportFault("it joins nothing") }
      let axis = try work.axis(work.integer("dim", default: 0), of: first.rank + 1)
      var parts: [Traced] = []
      for tensor in try work.alike(tensors) {
        guard tensor.shape == first.shape else { throw ImportFault("it stacks \(first.shape) and \(tensor.shape)") }
        var shape = tensor.shape
        shape.insert(1, at: axis)
        parts.append(try work.tracer.reshaped(tensor, to: shape))
      }
      return try work.tracer.joined(parts, axis: axis)
    },
    ATenRule("chunk", "split", "split_with_sizes", "unsafe_chunk", "unsafe_split", "unsafe_split_with_sizes", "tensor_split") {
      work in try work.split()
    },
    ATenRule("unbind") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", of: tensor)
      guard tensor.shape[axis] <= 1 << 12 else { throw ImportFault("it has \(tensor.shape[axis]) results, too many") }
      return try work.tracer.numbered(tensor.shape[axis]) { tracer, index throws(ImportFault) in
        let slice = try tracer.slice(tensor, axis: axis, start: index, end: index + 1, step: 1)
        return try tracer.reshaped(slice, to: tensor.shape.removing(axis))
      }
    },
    one("select") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", of: tensor)
      let place = try work.place("index", along: axis, of: tensor)
      let slice = try work.tracer.slice(tensor, axis: axis, start: place, end: place + 1, step: 1)
      return try work.tracer.reshaped(slice, to: tensor.shape.removing(axis))
    },
    one("slice", "narrow") { work in
      let tensor = try work.tensor("self")
      let (axis, start, end, step) = try work.sliceBounds(of: tensor)
      return try work.tracer.slice(tensor, axis: axis, start: start, end: end, step: step)
    },
    one("slice_scatter") { work in
      let tensor = try work.tensor("self")
      let (axis, start, end, step) = try work.sliceBounds(of: tensor)
      guard step == 1 else { throw ImportFault("it writes every \(step)th element") }
      let part = TensorPart.slice(axis: axis, start: start, end: end, isSingle: false)
      return try part.written(work.tensor("src"), into: tensor, &work.tracer) ?? tensor
    },
    one("select_scatter") { work in
      let tensor = try work.tensor("self")
      let axis = try work.axis("dim", of: tensor)
      let place = try work.place("index", along: axis, of: tensor)
      let part = TensorPart.slice(axis: axis, start: place, end: place + 1, isSingle: true)
      return try part.written(work.tensor("src"), into: tensor, &work.tracer) ?? tensor
    },
    one("flip") { work in
      var tensor = try work.tensor("self")
      for axis in try work.axes("dims", of: tensor.rank) ?? [] { tensor = try work.tracer.flipped(tensor, axis: axis) }
      return tensor
    },
    one("roll") { work in try work.rolled() },
    one("fft_fftshift") { work in try work.centred { $0 / 2 } },
    one("fft_ifftshift") { work in try work.centred { -($0 / 2) } },
  ]
}

extension ATenWork {
  /// Tensors of which some are known whole numbers as numbers, where others are.
  fileprivate func alike(_ tensors: [Traced]) throws(ImportFault) -> [Traced] {
    Set(tensors.map(\.element)).count == 1 ? tensors : tensors.map(\.withNumbers)
  }

  /// A place along an axis, counted from the front.
  func place(_ name: String, along axis: Int, of tensor: Traced) throws(ImportFault) -> Int {
    let number = try integer(name, default: 0)
    let place = number < 0 ? number + tensor.shape[axis] : number
    guard (0..<tensor.shape[axis]).contains(place) else {
      throw ImportFault("place \(number) is not within the \(tensor.shape[axis]) along axis \(axis)")
    }
    return place
  }

  /// What a slice takes, with places counted from the front and held within the axis.
  func sliceBounds(of tensor: Traced) throws(ImportFault) -> (axis: Int, start: Int, end: Int, step: Int) {
    let axis = try axis("dim", of: tensor)
    let size = tensor.shape[axis]
    func held(_ place: Int) -> Int { max(0, min(size, place < 0 ? place + size : place)) }
    let start = held(try integer("start", default: 0))
    let end = try has("length") ? held(start + integer("length", default: 0)) : held(integer("end", default: size))
    let step = try integer("step", default: 1)
    guard step > 0 else { throw ImportFault("its step is \(step)") }
    return (axis, start, max(start, end), step)
  }

  /// The sizes of the parts along an axis.
  func partSizes(along axis: Int, of tensor: Traced) throws(ImportFault) -> [Int] {
    let size = tensor.shape[axis]
    if node.operatorName == "tensor_split" { return try tensorSplitSizes(size) }
    let listed = isList("split_size") ? "split_size" : "split_sizes"
    if let sizes = try integers(listed) {
      let total = sizes.reduce(0) { $0 >= 0 && $0 <= size && (0...size).contains($1) ? $0 + $1 : -1 }
      guard total == size, sizes.count <= 1 << 12 else {
        throw ImportFault("parts of \(sizes) do not make up the \(size) along axis \(axis)")
      }
      return sizes
    }
    let chunks = try max(1, integer("chunks", default: 1))
    let part = try integer("split_size", default: size / chunks + (size % chunks == 0 ? 0 : 1))
    guard part > 0, size / part <= 1 << 12 else { throw ImportFault("parts of \(part) of \(size) are too small") }
    return stride(from: 0, to: size, by: part).map { min(part, size - $0) }
  }

  private func isList(_ name: String) -> Bool {
    if case .list? = node.arguments.first(where: { $0.name == name })?.value { true } else { false }
  }

  private func tensorSplitSizes(_ size: Int) throws(ImportFault) -> [Int] {
    if let ends = try integers("indices") {
      let limits = [0] + ends.map { max(0, min(size, $0 < 0 ? $0 + size : $0)) } + [size]
      return zip(limits, limits.dropFirst()).map { max(0, $1 - $0) }
    }
    let sections = try integer("sections", default: 1)
    guard (1...(1 << 12)).contains(sections) else { throw ImportFault("it splits into \(sections)") }
    return (0..<sections).map { size / sections + ($0 < size % sections ? 1 : 0) }
  }

  fileprivate mutating func split() throws(ImportFault) -> [Traced] {
    let tensor = try tensor("self")
    let axis = try axis("dim", of: tensor)
    let sizes = try partSizes(along: axis, of: tensor)
    return try tracer.numbered(sizes.count) { tracer, index throws(ImportFault) in
      let start = sizes[..<index].reduce(0, +)
      return try tracer.slice(tensor, axis: axis, start: start, end: start + sizes[index], step: 1)
    }
  }

  /// Elements moved along axes, those that fall off the end coming in at the front.
  fileprivate mutating func rolled() throws(ImportFault) -> Traced {
    let whole = try tensor("self")
    let shifts = try integers("shifts") ?? []
    let axes = try axes("dims", of: whole.rank) ?? []
    guard !axes.isEmpty || shifts.count == 1 else { throw ImportFault("its shifts \(shifts) have no axes") }
    guard !axes.isEmpty else {
      let flat = try tracer.reshaped(whole, to: [whole.count])
      return try tracer.reshaped(rolled(flat, axis: 0, by: shifts[0]), to: whole.shape)
    }
    guard axes.count == shifts.count else { throw ImportFault("its shifts \(shifts) do not fit its axes \(axes)") }
    var tensor = whole
    for (axis, shift) in zip(axes, shifts) { tensor = try rolled(tensor, axis: axis, by: shift) }
    return tensor
  }

  /// Elements moved along axes as far as their sizes say.
  fileprivate mutating func centred(_ shift: (Int) -> Int) throws(ImportFault) -> Traced {
    var tensor = try tensor("self")
    for axis in try axes("dim", of: tensor.rank) ?? Array(0..<tensor.rank) {
      tensor = try rolled(tensor, axis: axis, by: shift(tensor.shape[axis]))
    }
    return tensor
  }

  private mutating func rolled(_ tensor: Traced, axis: Int, by shift: Int) throws(ImportFault) -> Traced {
    let size = tensor.shape[axis]
    guard size > 0, shift % size != 0 else { return tensor }
    let start = size - (shift % size + size) % size
    let end = try part("end") { work throws(ImportFault) in
      try work.tracer.slice(tensor, axis: axis, start: start, end: size, step: 1)
    }
    let front = try part("front") { work throws(ImportFault) in
      try work.tracer.slice(tensor, axis: axis, start: 0, end: start, step: 1)
    }
    return try tracer.joined([end, front], axis: axis)
  }
}

extension Tracer {
  /// Tensors whose layers are called like the node and a number.
  fileprivate mutating func numbered(
    _ count: Int,
    _ make: (inout Tracer, Int) throws(ImportFault) -> Traced
  ) throws(ImportFault) -> [Traced] {
    let base = wanted
    var results: [Traced] = []
    for index in 0..<count {
      wanted = "\(base)_\(index)"
      results.append(try make(&self, index))
    }
    wanted = base
    return results
  }
}
