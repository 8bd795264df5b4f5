import ForgeGraph

/// Where each value of a graph lies in the working memory of a prediction.
///
/// Values share memory when their lifetimes do not meet. Every buffer starts at a multiple of 16 elements and is filled up to
/// one, as kernels expect. Sizes that vary from call to call cannot be packed, so such graphs get a buffer a value.
package struct MemoryPlan: Sendable {
  /// The place of a value: an offset into the floats or, for ids, into the ids.
  package struct Place: Sendable, Equatable {
    package let offset: Dimension
    package let isID: Bool
    /// How far into its buffer the value starts.
    package let inner: Dimension
    /// The elements of the buffer, padding included: how far apart the examples of a batch lie.
    package let stride: Dimension
  }

  package let places: [Place]
  /// Floats of all values.
  package let valueCount: Dimension
  /// Floats of working memory in all, scratch included.
  package let floatCount: Dimension
  package let idCount: Dimension
  /// Where the operators' temporary memory starts, when one needs it.
  package let scratchOffset: Dimension?
  /// Values that need no statement: views, and joined inputs that are written in place.
  package let isFree: Set<ValueID>
}

extension MemoryPlan {
  /// Plans the memory of a graph whose nodes need these amounts of scratch.
  package init(_ graph: Graph, scratch: [Dimension]) {
    var buffers = BufferSet(graph)
    buffers.shareMemory()
    self = buffers.placed(scratch: scratch)
  }
}

/// The values of a graph gathered into buffers.
private struct BufferSet {
  struct Buffer {
    var count: Dimension
    var isID: Bool
    /// The steps from the first writing to the last reading; step 0 is the encoding of the inputs.
    var lifetime: ClosedRange<Int>
  }

  let graph: Graph
  var buffers: [Buffer] = []
  /// The buffer of each value, and how far into it the value starts.
  var home: [(buffer: Int, offset: Dimension)] = []
  var isFree: Set<ValueID> = []

  init(_ graph: Graph) { self.graph = graph }

  private var lastStep: Int { graph.nodes.count + 1 }

  /// The last step that reads each value.
  private func lastReads() -> [Int] {
    var last = [Int](repeating: 0, count: graph.inputs.count + graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs { last[input.index] = index + 1 }
    }
    for output in graph.outputs { last[output.index] = lastStep }
    return last
  }

  /// Gives every value a buffer: its own, its input's, or a part of a joined one.
  mutating func shareMemory() {
    let lastReads = lastReads()
    let readers = graph.readerCounts()
    for (index, input) in graph.inputs.enumerated() {
      add(input.type, written: 0, lastRead: lastReads[index])
    }
    for (index, node) in graph.nodes.enumerated() {
      let value = graph.value(ofNode: index)
      let step = index + 1
      switch node.op.memory {
      case .sameAsFirstInput:
        join(node.inputs[0], lastRead: lastReads[value.index])
        isFree.insert(value)
      case .mayOverwriteFirstInput where canOverwrite(by: node, at: step, lastReads):
        join(node.inputs[0], lastRead: lastReads[value.index])
      case .inputsInOrder where canWriteInPlace(node, readers):
        addJoined(node, lastRead: lastReads[value.index])
        isFree.insert(value)
      case .parameter:
        // Among the weights, which nothing may overwrite: a buffer without elements, in place of which none is.
        buffers.append(Buffer(count: .fixed(0), isID: false, lifetime: step...step))
        home.append((buffers.count - 1, .fixed(0)))
        isFree.insert(value)
      case .own, .mayOverwriteFirstInput, .inputsInOrder:
        add(node.type, written: step, lastRead: lastReads[value.index])
      }
    }
  }

  private mutating func add(_ type: TensorType, written: Int, lastRead: Int) {
    buffers.append(
      Buffer(count: type.shape.count, isID: type.element == .int64, lifetime: written...max(written, lastRead))
    )
    home.append((buffers.count - 1, .fixed(0)))
  }

  private mutating func join(_ value: ValueID, lastRead: Int) {
    let place = home[value.index]
    let lifetime = buffers[place.buffer].lifetime
    buffers[place.buffer].lifetime = lifetime.lowerBound...max(lifetime.upperBound, lastRead)
    home.append(place)
  }

  /// Whether the node may write over its first input: nothing reads that buffer after this step, the input fills it alone, the
  /// result has its shape (a broadcast operand has not), and it comes up only once or as both operands of the first reading.
  private func canOverwrite(by node: Node, at step: Int, _ lastReads: [Int]) -> Bool {
    let place = home[node.inputs[0].index]
    let shape = graph.type(of: node.inputs[0]).shape
    guard place.offset == .fixed(0), buffers[place.buffer].count == shape.count, shape == node.type.shape else { return false }
    // A third operand is read after the result of the first two is written, and one of another shape in another order.
    guard node.inputs.dropFirst().allSatisfy({ home[$0.index].buffer != place.buffer || graph.type(of: $0).shape == shape }),
      node.inputs.dropFirst(2).allSatisfy({ home[$0.index].buffer != place.buffer })
    else { return false }
    return home.indices.allSatisfy { home[$0].buffer != place.buffer || lastReads[$0] <= step }
  }

  /// Whether all inputs come from outside, are floats, and are read by this node alone.
  private func canWriteInPlace(_ node: Node, _ readers: [ValueID: Int]) -> Bool {
    Set(node.inputs).count == node.inputs.count
      && node.inputs.allSatisfy { input in
        graph.node(of: input) == nil && readers[input] == 1 && graph.type(of: input).element == .float32
      }
  }

  private mutating func addJoined(_ node: Node, lastRead: Int) {
    add(node.type, written: 0, lastRead: lastRead)
    var offset = Dimension.fixed(0)
    for input in node.inputs {
      buffers[home[input.index].buffer].count = .fixed(0)
      home[input.index] = (buffers.count - 1, offset)
      offset = offset + graph.type(of: input).shape.count
    }
  }

  // MARK: Placing

  func placed(scratch: [Dimension]) -> MemoryPlan {
    let offsets = buffers.allSatisfy { $0.count.fixedValue != nil } ? packedOffsets() : consecutiveOffsets()
    let places = home.map {
      MemoryPlan.Place(
        offset: offsets[$0.buffer] + $0.offset,
        isID: buffers[$0.buffer].isID,
        inner: $0.offset,
        stride: padded(buffers[$0.buffer].count)
      )
    }
    func end(ids: Bool) -> Dimension {
      let ends = buffers.indices.filter { buffers[$0].isID == ids }.map { offsets[$0] + padded(buffers[$0].count) }
      let fixed = ends.compactMap(\.fixedValue)
      return fixed.count == ends.count ? .fixed(fixed.max() ?? 0) : ends.last ?? .fixed(0)
    }
    let floats = end(ids: false)
    let wanted = scratch.filter { $0 != .fixed(0) }
    let fixedScratch = wanted.compactMap(\.fixedValue)
    let largest =
      fixedScratch.count == wanted.count
      ? Dimension.fixed(fixedScratch.max() ?? 0) : wanted.dropFirst().reduce(wanted.first ?? .fixed(0), +)
    return MemoryPlan(
      places: places,
      valueCount: floats,
      // Kernels may read 15 elements behind a value.
      floatCount: floats + padded(largest) + 16,
      idCount: end(ids: true),
      scratchOffset: wanted.isEmpty ? nil : floats,
      isFree: isFree
    )
  }

  private func padded(_ count: Dimension) -> Dimension { count.dividedRoundingUp(by: 16) * 16 }

  /// One buffer after the other, for sizes that vary.
  private func consecutiveOffsets() -> [Dimension] {
    var ends = [false: Dimension.fixed(0), true: Dimension.fixed(0)]
    return buffers.map { buffer in
      let offset = ends[buffer.isID] ?? .fixed(0)
      ends[buffer.isID] = offset + padded(buffer.count)
      return offset
    }
  }

  /// The largest buffer first, each at the lowest offset that is free for all its life: Pisarchyk and Lee (2020), “Efficient
  /// memory management for deep neural net inference”, greedy by size.
  private func packedOffsets() -> [Dimension] {
    func size(_ index: Int) -> Int { padded(buffers[index].count).fixedValue ?? 0 }
    let order = buffers.indices.sorted { (size($1), $0) < (size($0), $1) }
    var offsets = [Int](repeating: 0, count: buffers.count)
    var placed: [Int] = []
    for index in order {
      let rivals = placed.filter {
        buffers[$0].isID == buffers[index].isID && buffers[$0].lifetime.overlaps(buffers[index].lifetime)
      }.sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for rival in rivals {
        if offset + size(index) <= offsets[rival] { break }
        offset = max(offset, offsets[rival] + size(rival))
      }
      offsets[index] = offset
      placed.append(index)
    }
    return offsets.map(Dimension.fixed)
  }
}
