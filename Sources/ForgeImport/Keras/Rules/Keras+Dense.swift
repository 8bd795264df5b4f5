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
    KerasRule("Embedding") { work in
      let ids = try work.input()
      guard work.draft.type(of: ids).element == .int64 else {
        throw ImportFault("it reads computed numbers, only ids are supported", hint: "give the input dtype='int32'")
      }
      if try work.boolean("mask_zero", default: false) {
        let zero = try work.constantLayer("zero", [], [0])
        try work.handOn(mask: work.add("not_equal", [work.numbers(ids), zero], named: "/mask"))
      }
      let settings: KerasWork.Settings = [
        ("entries", .integer(try work.integer("input_dim"))), ("units", .integer(try work.integer("output_dim"))),
      ]
      return try work.add("embedding", [ids], settings, variables: ["embeddings"])
    },
  ]
}

extension KerasWork {
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
