import ForgeGraph
import ForgeJSON

extension KerasRule {
  static let pooling: [KerasRule] = [
    KerasRule("MaxPooling1D") { work in try work.pool("max_pool1d", rank: 1) },
    KerasRule("MaxPooling2D") { work in try work.pool("max_pool2d", rank: 2) },
    KerasRule("AveragePooling1D") { work in try work.pool("average_pool1d", rank: 1) },
    KerasRule("AveragePooling2D") { work in try work.pool("average_pool2d", rank: 2) },
    KerasRule("GlobalAveragePooling1D", "GlobalAvgPool1D") { work in try work.meanOfSteps() },
    KerasRule("GlobalAveragePooling2D") { work in try work.globalPool("global_average_pool", rank: 2) },
    KerasRule("GlobalMaxPooling1D", "GlobalMaxPool1D") { work in try work.globalPool("global_max_pool", rank: 1) },
    KerasRule("GlobalMaxPooling2D", "GlobalMaxPool2D") { work in try work.globalPool("global_max_pool", rank: 2) },
    KerasRule("AdaptiveAveragePooling1D") { work in try work.adaptivePool("average_pool", rank: 1) },
    KerasRule("AdaptiveAveragePooling2D") { work in try work.adaptivePool("average_pool", rank: 2) },
    KerasRule("AdaptiveAveragePooling3D") { work in try work.adaptivePool("average_pool", rank: 3) },
    KerasRule("AdaptiveMaxPooling1D") { work in try work.adaptivePool("max_pool", rank: 1) },
    KerasRule("AdaptiveMaxPooling2D") { work in try work.adaptivePool("max_pool", rank: 2) },
    KerasRule("AdaptiveMaxPooling3D") { work in try work.adaptivePool("max_pool", rank: 3) },
  ]
}

extension KerasWork {
  fileprivate mutating func pool(_ kind: String, rank: Int) throws(ImportFault) -> Draft.Value {
    let kernel = try integers("pool_size", count: rank)
    let stride = has("strides") ? try integers("strides", count: rank) : kernel
    var settings: Settings = [("kernel", .perAxis(kernel))]
    if stride != kernel { settings.append(("stride", .perAxis(stride))) }
    switch try word("padding", default: "valid") {
    case "valid": break
    case "same": settings.append(("padding", .word("same")))
    case let other: throw ImportFault("its padding \(other.quotedForMessage) is not supported")
    }
    return try add(kind, [input()], settings + dataFormat())
  }

  /// Windows that are worked out from the sizes: a layer where they are all the same.
  fileprivate mutating func adaptivePool(_ kind: String, rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == rank + 1 else { throw ImportFault("it reads \(shape(of: x)), \(rank + 1) axes were expected") }
    let first = try isChannelsFirst() ? 1 : 0
    let sizes = shape(of: x)[first..<first + rank]
    let wanted = try integers("output_size", count: rank)
    guard wanted.allSatisfy({ (1...(1 << 16)).contains($0) }) else { throw ImportFault("it pools to \(wanted)") }
    if rank < 3, zip(sizes, wanted).allSatisfy({ $0 % $1 == 0 }) {
      let kernel = zip(sizes, wanted).map { $0 / $1 }
      return try add("\(kind)\(rank)d", [x], [("kernel", .perAxis(kernel))] + dataFormat())
    }
    let tensor = tensor(x)
    return try traced { tracer throws(ImportFault) in
      try tracer.adaptivelyPooled(kind, tensor, from: first + 1, to: wanted)
    }
  }

  /// The mean of the steps that a mask leaves, of all where there is none.
  fileprivate mutating func meanOfSteps() throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard let mask = mask(of: x) else { return try globalPool("global_average_pool", rank: 1) }
    let steps = try isChannelsFirst() ? 1 : 0
    guard shape(of: x).count == 2, shape(of: mask) == [shape(of: x)[steps]] else {
      throw ImportFault("its mask \(shape(of: mask)) does not fit \(shape(of: x))")
    }
    let keeps: Settings = try boolean("keepdims", default: false) ? [("keep_dims", .boolean(true))] : []
    let seen = try add("multiply", [x, steps == 0 ? column(mask) : mask], named: "/seen")
    let sum = try add("sum", [seen], [("axes", .integer(steps))] + keeps, named: "/sum")
    let count = try add("sum", [mask], [("axes", .integer(0))], named: "/count")
    return try add("divide", [sum, count])
  }

  fileprivate mutating func globalPool(_ kind: String, rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == rank + 1 else { throw ImportFault("it reads \(shape(of: x)), \(rank + 1) axes were expected") }
    let keeps = try boolean("keepdims", default: false)
    return try add(kind, [x], (keeps ? [("keep_dims", .boolean(true))] : []) + dataFormat())
  }
}
