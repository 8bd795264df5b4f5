import ForgeGraph
import ForgeTensors

extension Int {
  /// The number of an axis among those that are left when one is taken away.
  func without(_ axis: Int?) -> Int { axis.map { $0 < self ? self - 1 : self } ?? self }
}

extension [Int] {
  /// The sizes without an axis.
  func removing(_ axis: Int?) -> [Int] {
    guard let axis else { return self }
    var sizes = self
    sizes.remove(at: axis)
    return sizes
  }

  /// How many elements a tensor of these sizes has that a prototype asks for, held against what can be.
  func boundedCount() throws(ImportFault) -> Int {
    guard let count = elementCount(of: self), count <= 1 << 24 else {
      throw ImportFault("a tensor of shape \(self) has too many elements")
    }
    return count
  }
}

extension [[Int]] {
  /// The shape that some are broadcast to, as NumPy does.
  func broadcast() throws(ImportFault) -> [Int] {
    do throws(ShapeError) {
      return try map { TensorShape($0) }.broadcast().fixedSizes ?? []
    } catch { throw ImportFault(error.message) }
  }
}

extension Collection<Int> {
  /// The product of sizes; `Int.max` when it passes that, which no tensor has.
  var product: Int {
    var product = 1
    for size in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      if overflow { return .max }
      product = next
    }
    return product
  }
}
