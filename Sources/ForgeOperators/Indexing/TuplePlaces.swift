import ForgeGraph

/// Places that are tuples: the last axis of `places` holds numbers for as many axes of a value, those behind `batchAxes` that
/// both have in common.
struct TuplePlaces {
  let values: TensorShape
  let places: TensorShape
  let batchAxes: Int
  /// How many axes a tuple names.
  let depth: Int

  init(values: TensorShape, places: TensorShape, batchAxes: Int, of layer: String) throws(ShapeError) {
    guard batchAxes < places.rank, let depth = places.dimensions.last?.fixedValue else {
      throw ShapeError("\(layer) takes places whose last axis names axes of the value, not \(places)")
    }
    guard depth >= 1, batchAxes + depth <= values.rank else {
      throw ShapeError(
        "\(layer) takes places \(places) for \(depth) axes behind the first \(batchAxes), but \(values) has \(values.rank) axes"
      )
    }
    guard values.dimensions.prefix(batchAxes) == places.dimensions.prefix(batchAxes) else {
      throw ShapeError("\(layer): \(values) and places \(places) differ in their first \(batchAxes) axes")
    }
    self.values = values
    self.places = places
    self.batchAxes = batchAxes
    self.depth = depth
  }

  /// What a tuple names: the axes behind those that it gives places for.
  private var rowAxes: Range<Int> { (batchAxes + depth)..<values.rank }
  var rowLength: Dimension { values.count(of: rowAxes) }
  private var tupleCount: Dimension { places.count(of: 0..<(places.rank - 1)) }

  /// The shape of all rows that are named.
  var rows: TensorShape { TensorShape(places.dimensions.dropLast() + values.dimensions[rowAxes]) }

  /// Writes a loop over all tuples around a statement, which is told how far into the value the row of a tuple starts and which
  /// one it is, as Swift.
  func emitLoop(_ site: inout CallSite, statement: (_ start: String, _ tuple: String) -> String) {
    let taken = site.inputs.map(\.pointer) + [site.output.pointer] + values.symbols.union(places.symbols)
    func free(_ name: String) -> String { taken.contains { $0.contains(name) } ? free(name + "_") : name }
    let (tuple, numbers, start) = (free("tuple"), free("numbers"), free("start"))
    site.line("for \(tuple) in 0..<\(site.swift(tupleCount)) {")
    site.line("  let \(numbers) = \(site.inputs[1].pointer) + \(tuple) * \(depth)")
    let block = places.count(of: batchAxes..<(places.rank - 1))
    let own = values.count(of: batchAxes..<values.rank)
    let batch = batchAxes == 0 ? "" : "\(tuple) / (\(site.swift(block))) * \(site.swift(own)) + "
    for axis in 0..<depth {
      let place = "Kernel.boundedPlace(\(numbers)[\(axis)], in: \(site.swift(values[batchAxes + axis])))"
      let stride = values.count(of: (batchAxes + axis + 1)..<values.rank)
      let term = stride == .fixed(1) ? place : "\(place) * \(site.swift(stride))"
      site.line(axis == 0 ? "  \(depth > 1 ? "var" : "let") \(start) = \(batch)\(term)" : "  \(start) += \(term)")
    }
    site.line("  \(statement(start, tuple))")
    site.line("}")
    site.use("Places")
  }

  /// Visits all tuples: where the row of each starts in a value with these sizes, and which one it is.
  func forEachRow(_ places: ReferenceTensor, in shape: [Int], _ body: (_ start: Int, _ tuple: Int) -> Void) {
    let strides = rowMajorStrides(shape)
    let count = places.count / depth
    let perBatch = places.shape[batchAxes..<(places.rank - 1)].reduce(1, *)
    let block = shape[batchAxes...].reduce(1, *)
    for tuple in 0..<count {
      let start = (0..<depth).reduce(tuple / perBatch * block) { sum, axis in
        let size = shape[batchAxes + axis]
        return sum + ComputedPlaces.place(places.elements[tuple * depth + axis], in: size) * strides[batchAxes + axis]
      }
      body(start, tuple)
    }
  }
}
