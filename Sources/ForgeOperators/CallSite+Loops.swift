import ForgeGraph

/// An axis that generated code goes along, outside of a kernel.
struct LoopAxis {
  let size: Dimension
  /// How far apart neighbours lie behind each of some pointers; 0 where one stands for all.
  let strides: [Dimension]
}

extension CallSite {
  /// Loops over some axes around what `body` writes with the pointers of a place.
  mutating func loop(
    over axes: [LoopAxis],
    _ pointers: [String],
    _ body: (_ site: inout CallSite, _ pointers: [String]) -> Void
  ) {
    let operands = inputs + [output]
    let used = operands.reduce(into: Set(pointers + operands.map(\.pointer))) { $0.formUnion($1.shape.symbols) }
    let names = "ijklmnopqrst".map(String.init).filter { !used.contains($0) }
    loop(over: axes[...], names[...], pointers, body)
  }

  private mutating func loop(
    over axes: ArraySlice<LoopAxis>,
    _ names: ArraySlice<String>,
    _ pointers: [String],
    _ body: (inout CallSite, [String]) -> Void
  ) {
    guard let axis = axes.first, let name = names.first else { return body(&self, pointers) }
    let moved = zip(pointers, axis.strides).map { $0 + step(name, $1) }
    block("for \(name) in 0..<\(swift(axis.size))") { site in
      site.loop(over: axes.dropFirst(), names.dropFirst(), moved, body)
    }
  }

  /// What a loop adds to a pointer: ` + i * 12`.
  private func step(_ loop: String, _ stride: Dimension) -> String {
    switch stride {
    case .fixed(0): ""
    case .fixed(1): " + \(loop)"
    default: " + \(loop) * \(swift(stride))"
    }
  }
}
