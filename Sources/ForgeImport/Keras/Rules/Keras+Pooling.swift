import ForgeGraph
import ForgeJSON

extension KerasRule {
  static let pooling: [KerasRule] = [
    KerasRule("MaxPooling1D") { work in try work.pool("max_pool1d", rank: 1) },
    KerasRule("MaxPooling2D") { work in try work.pool("max_pool2d", rank: 2) },
    KerasRule("AveragePooling1D") { work in try work.pool("average_pool1d", rank: 1) },
    KerasRule("AveragePooling2D") { work in try work.pool("average_pool2d", rank: 2) },
    KerasRule("GlobalAveragePooling1D") { work in try work.globalPool("global_average_pool", rank: 1) },
    KerasRule("GlobalAveragePooling2D") { work in try work.globalPool("global_average_pool", rank: 2) },
    KerasRule("GlobalMaxPooling1D", "GlobalMaxPool1D") { work in try work.globalPool("global_max_pool", rank: 1) },
    KerasRule("GlobalMaxPooling2D", "GlobalMaxPool2D") { work in try work.globalPool("global_max_pool", rank: 2) },
    KerasRule("AdaptiveAveragePooling1D") { work in try work.adaptivePool("average_pool1d", rank: 1) },
    KerasRule("AdaptiveAveragePooling2D") { work in try work.adaptivePool("average_pool2d", rank: 2) },
    KerasRule("AdaptiveMaxPooling1D") { work in try work.adaptivePool("max_pool1d", rank: 1) },
    KerasRule("AdaptiveMaxPooling2D") { work in try work.adaptivePool("max_pool2d", rank: 2) },
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

  /// Windows of one size, where they divide the axes.
  fileprivate mutating func adaptivePool(_ kind: String, rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == rank + 1 else { throw ImportFault("it reads \(shape(of: x)), \(rank + 1) axes were expected") }
    let sizes = Array(try isChannelsFirst() ? shape(of: x).dropFirst() : shape(of: x).dropLast())
    let wanted = try integers("output_size", count: rank)
    guard zip(sizes, wanted).allSatisfy({ $1 > 0 && $0 % $1 == 0 }) else {
      throw ImportFault("its windows differ in size: \(wanted) does not divide \(sizes)")
    }
    return try add(kind, [x], [("kernel", .perAxis(zip(sizes, wanted).map { $0 / $1 }))] + dataFormat())
  }

  fileprivate mutating func globalPool(_ kind: String, rank: Int) throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == rank + 1 else { throw ImportFault("it reads \(shape(of: x)), \(rank + 1) axes were expected") }
    let keeps = try boolean("keepdims", default: false)
    return try add(kind, [x], (keeps ? [("keep_dims", .boolean(true))] : []) + dataFormat())
  }
}
