import ForgeGraph

extension StripOperator {
  func emit(_ site: inout CallSite) {
    site.use("Strips")
    let scratch = site.scratch(.fixed(plan.floatCount))
    let held = plan.stages.indices.dropLast().filter(isHeld)
    if held.isEmpty { return emitLoop(&site, scratch) }
    site.block("do") { site in
      for image in held { site.line("var \(heldName(image)) = 0..<0") }
      emitLoop(&site, scratch)
    }
  }

  private func emitLoop(_ site: inout CallSite, _ scratch: String) {
    let height = plan.stages[layers.count - 1].height
    let factor = height % plan.count == 0 ? "\(height / plan.count)" : "\(height) / \(plan.count)"
    site.block("for strip in 0..<\(plan.count)") { site in
      site.line("let rows = strip * \(factor)..<(strip + 1) * \(factor)")
      let ranges = emitRanges(&site, scratch)
      emitLayers(&site, scratch, ranges)
    }
  }

  var localNames: [String] {
    ["strip", "rows"] + (-1..<(layers.count - 1)).flatMap { image in ["held", "seen", "new"].map { numbered($0, image) } }
  }

  /// What ranges of rows are called: those that a strip computes of each image, and those that each layer sees of what it reads.
  private typealias Ranges = (computed: [String], seen: [String])

  /// Whether rows of an image stay for the next strip.
  private func isHeld(_ image: Int) -> Bool { plan.stages[image + 1].window != .row }

  private func heldName(_ image: Int) -> String { numbered("held", image) }

  /// A name for the rows of an image, with a number where several have such names.
  private func numbered(_ name: String, _ image: Int) -> String {
    let windows = plan.stages.indices.filter { plan.stages[$0].window != .row }
    return windows.count > 1 ? "\(name)\((windows.firstIndex(of: image + 1) ?? 0) + 1)" : name
  }

  /// Writes which rows of every image the strip is about, from the last on.
  private func emitRanges(_ site: inout CallSite, _ scratch: String) -> Ranges {
    var computed = "rows"
    var ranges: Ranges = ([computed], [])
    for image in (-1..<(layers.count - 1)).reversed() {
      let window = plan.stages[image + 1].window
      var seen = computed
      if window != .row {
        seen = numbered("seen", image)
        let height = image < 0 ? heightOfInput(site) : plan.stages[image].height
        site.line(
          "let \(seen) = Kernel.rowsSeen(by: \(computed), extent: \(window.extent), stride: \(window.stride), "
            + "before: \(window.before), height: \(height))"
        )
      }
      ranges.seen.insert(seen, at: 0)
      guard image >= 0 else { break }
      if isHeld(image) {
        computed = numbered("new", image)
        let place = pointer(scratch, plan.places[image])
        site.line(
          "let \(computed) = Kernel.keepRows(\(seen), of: &\(heldName(image)), at: \(place), size: \(plan.stages[image].rowSize))"
        )
      }
      ranges.computed.insert(computed, at: 0)
    }
    return ranges
  }

  private func heightOfInput(_ site: CallSite) -> Int { site.inputs[0].shape[0].fixedValue ?? 0 }

  /// Writes each layer's statements for the rows of the strip.
  private func emitLayers(_ site: inout CallSite, _ scratch: String, _ ranges: Ranges) {
    let (operands, result) = (site.inputs, site.output.pointer)
    var parameters = site.parameters[...]
    var index = 0
    _ = chain(operands) { layer, inputs in
      let (computed, seen) = (ranges.computed[index], ranges.seen[index])
      let isLast = index == layers.count - 1
      let output = CallSite.Operand(pointer: isLast ? result : pointer(scratch, plan.places[index]), type: layer.type)
      site.line("// \(layer.comment(inputs: inputs.map(\.type)))")
      let first = index == 0 ? rows(of: inputs[0], seen) : part(of: inputs[0], at: inputs[0].pointer, seen)
      var inner = CallSite(
        inputs: [first] + inputs.dropFirst().map { rows(of: $0, computed) },
        output: isLast ? rows(of: output, computed) : part(of: output, at: newRows(index, output.pointer, ranges), computed),
        parameters: Array(parameters.prefix(layer.parameters.count)),
        rowsBefore: rowsBefore(index, computed)
      )
      parameters = parameters.dropFirst(layer.parameters.count)
      layer.op.emit(&inner)
      site.take(inner)
      index += 1
      return output
    }
  }

  /// Some rows of an image that is there as a whole.
  private func rows(of image: CallSite.Operand, _ range: String) -> CallSite.Operand {
    part(of: image, at: "\(image.pointer) + \(range).lowerBound * \(rowSize(image.type))", range)
  }

  /// Rows that lie at a place, as an image.
  private func part(of image: CallSite.Operand, at pointer: String, _ range: String) -> CallSite.Operand {
    var shape = image.shape
    shape[0] = .symbol("\(range).count")
    return CallSite.Operand(pointer: pointer, type: TensorType(image.type.element, shape))
  }

  /// Where those rows of an image go that are not there yet.
  private func newRows(_ image: Int, _ place: String, _ ranges: Ranges) -> String {
    guard isHeld(image) else { return place }
    let (new, seen) = (ranges.computed[image], ranges.seen[image + 1])
    return "\(place) + (\(new).lowerBound - \(seen).lowerBound) * \(plan.stages[image].rowSize)"
  }

  /// The rows of padding above those that a layer sees.
  private func rowsBefore(_ index: Int, _ computed: String) -> String {
    let window = plan.stages[index].window
    guard window.before > 0 else { return "0" }
    let first = "\(computed).lowerBound\(window.stride == 1 ? "" : " * \(window.stride)")"
    return "max(0, \(window.before) - \(first))"
  }

  private func rowSize(_ type: TensorType) -> Int { type.shape.count(of: 1..<type.shape.rank).fixedValue ?? 0 }

  private func pointer(_ base: String, _ offset: Int) -> String { offset == 0 ? base : "\(base) + \(offset)" }
}
