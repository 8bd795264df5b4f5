import ForgeGraph
import ForgeJSON
import ForgeTensors

extension KerasRule {
  /// Products with learned matrices, and rows of learned tables.
  static let dense: [KerasRule] = [
    KerasRule("Dense") { work in
      let x = try work.input()
      var settings: KerasWork.Settings = [("units", .integer(try work.integer("units")))]
      let weights = try work.weights("kernel", &settings)
      return try work.addWithActivation("dense", [x], settings, weights: weights)
    },
    KerasRule("Embedding") { work in try work.embedding("embeddings") },
    // Rows of a table, or products with all of them.
    KerasRule("ReversibleEmbedding") { work in
      guard work.isOn("reverse") else { return try work.embedding("vars/0") }
      work.resultMasks = [nil]
      return try work.likenessToRows()
    },
  ]
}

extension KerasWork {
  fileprivate mutating func embedding(_ table: String) throws(ImportFault) -> Draft.Value {
    let ids = try input()
    if try boolean("mask_zero", default: false) {
      let zero = try constantLayer("zero", [], [0])
      try handOn(mask: add("not_equal", [numbers(ids), zero], named: "/mask"))
    }
    let settings: Settings = [
      ("entries", .integer(try integer("input_dim"))), ("units", .integer(try integer("output_dim"))),
    ]
    let rows = try variable(table)
    guard draft.type(of: ids).element == .int64 else {
      // Numbers that are computed, or constant, are places.
      let shape = (key: "shape", value: Setting.integers(rows.shape))
      let table = try draft.addLayer("constant", name: "\(path)/table", [], [shape], weights: [("value", rows)])
      return try add("take", [table, ids], [("axis", .integer(0))])
    }
    return try draft.addLayer("embedding", name: path, [ids], settings, weights: [("embeddings", rows)])
  }

  /// The products with the rows of a table, its own or that of the embedding.
  fileprivate mutating func likenessToRows() throws(ImportFault) -> Draft.Value {
    guard !has("reverse_dtype") else { throw ImportFault("it computes in another type, only float32 is supported") }
    let units = try integer("input_dim")
    var kernel = try variable(boolean("tie_weights", default: true) ? "vars/0" : "vars/1")
    if try boolean("tie_weights", default: true) {
      let table = kernel
      let turned = try rearranged(table, [1, 0], to: table.shape.reversed())
      do { kernel = try turned.renamed("\(path)/reverse_embeddings") } catch { throw ImportFault(error.message) }
    }
    let settings: Settings = [("units", .integer(units)), ("bias", .boolean(false))]
    let name = "\(path)/reverse"
    let products = try draft.addLayer("dense", name: name, [input()], settings, weights: [("kernel", kernel)])
    guard has("logit_soft_cap") else { return products }
    // cap · tanh(x / cap)
    let cap = try number("logit_soft_cap", default: 1)
    let share = try add("scale", [products], [("factor", .number(1 / cap))], named: "/reverse/share")
    let bent = try add("tanh", [share], named: "/reverse/tanh")
    return try add("scale", [bent], [("factor", .number(cap))], named: "/reverse/capped")
  }

  /// The kernel and, where the layer has one, the bias; notes in the settings that it has none.
  func weights(_ kernel: String, _ settings: inout Settings) throws(ImportFault) -> [(role: String, tensor: TensorEntry)] {
    var weights = [(role: "kernel", tensor: try variable(kernel))]
    if try boolean("use_bias", default: true) {
      weights.append(("bias", try variable("bias")))
    } else {
      settings.append(("bias", .boolean(false)))
    }
    return weights
  }
}
