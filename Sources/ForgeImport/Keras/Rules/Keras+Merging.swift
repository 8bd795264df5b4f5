import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Several values to one. Where their ranks differ, Keras puts axes behind the batch, as broadcasting does for one example.
  static let merging: [KerasRule] = [
    KerasRule("Add") { work in try work.merged("add") },
    KerasRule("Subtract") { work in try work.merged("subtract") },
    KerasRule("Multiply") { work in try work.merged("multiply") },
    KerasRule("Maximum") { work in try work.merged("maximum") },
    KerasRule("Minimum") { work in try work.merged("minimum") },
    KerasRule("Average") { work in
      let values = try work.inputs()
      try work.handOnAnyMask(of: values)
      let sum = try work.add("add", values, named: "/sum")
      return try work.add("scale", [sum], [("factor", .number(1 / Double(values.count)))])
    },
    // A sum with a share of the second value, in InceptionResNet of keras.applications.
    KerasRule("CustomScaleLayer") { work in
      let values = try work.inputs()
      guard values.count == 2 else { throw ImportFault("it reads \(values.count) tensors, two were expected") }
      let share = try work.add("scale", [values[1]], [("factor", .number(work.number("scale", default: 1)))], named: "/share")
      return try work.add("add", [values[0], share])
    },
    KerasRule("Dot") { work in try work.dotProduct() },
    KerasRule("Concatenate") { work in
      let axis = try work.integer("axis", default: -1)
      try work.handOnJoinedMasks(axis: axis)
      return try work.joined(axis: axis)
    },
  ]
}

extension KerasWork {
  fileprivate mutating func merged(_ kind: String) throws(ImportFault) -> Draft.Value {
    let values = try inputs()
    guard values.count > 1 else { throw ImportFault("it reads one tensor, at least two are needed") }
    try handOnAnyMask(of: values)
    return try add(kind, values)
  }

  /// Products summed along an axis of each of two values, which counts the batch.
  fileprivate mutating func dotProduct() throws(ImportFault) -> Draft.Value {
    var values = try inputs()
    let rank = shape(of: values[0]).count
    guard values.count == 2, rank <= 2, shape(of: values[1]).count == rank else {
      throw ImportFault("only two tensors with one or two axes each behind the batch are supported")
    }
    var axes: [Int] = []
    for number in try integers("axes", count: 2) { axes.append(try axis(number, of: rank)) }
    if try boolean("normalize", default: false) {
      for place in 0..<2 {
        let settings: Settings = axes[place] == rank - 1 ? [] : [("axis", .integer(axes[place]))]
        values[place] = try add("lp_normalize", [values[place]], settings, named: "/unit")
      }
    }
    if rank == 1 {
      let products = try add("multiply", values, named: "/products")
      return try add("sum", [products], [("axes", .integer(0)), ("keep_dims", .boolean(true))])
    }
    let turned: Settings = [("axes", .integers([1, 0]))]
    if axes[0] == 0 { values[0] = try add("transpose", [values[0]], turned, named: "/left") }
    if axes[1] == 1 { values[1] = try add("transpose", [values[1]], turned, named: "/right") }
    return try add("matmul", values)
  }

  /// Values one after the other along an axis, which counts the batch.
  mutating func joined(axis number: Int) throws(ImportFault) -> Draft.Value {
    let values = try inputs()
    let rank = shape(of: values[0]).count
    let axis = try axis(number, of: rank)
    if values.count == 1 { return values[0] }
    return try add("concat", values, rank == 1 ? [] : [("axis", .integer(axis == rank - 1 ? -1 : axis))])
  }
}
