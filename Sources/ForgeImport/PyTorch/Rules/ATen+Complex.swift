import ForgeGraph

extension ATenRule {
  /// Operators that read complex numbers, by name: `work.tensor` gives them with their parts along one more last axis.
  static let ofComplex: [String: ATenRule] = {
    let rules =
      [
        one("real") { work in try work.tracer.part(0, of: work.tensor("self")) },
        one("imag") { work in try work.tracer.part(1, of: work.tensor("self")) },
        one("view_as_real") { work in work.tracer.pairs(of: try work.tensor("self")) },
        one("conj", "_conj", "conj_physical", "_conj_physical") { work in try work.tracer.conjugate(work.tensor("self")) },
        one("abs", "absolute") { work in
          let pairs = work.tracer.pairs(of: try work.tensor("self"))
          return try work.tracer.reduced("l2_norm", pairs, axes: [pairs.rank - 1], keepsAxes: false, isOwnFold: false)
        },
        one("angle") { work in
          let tensor = try work.tensor("self")
          return try work.tracer.combination("atan2", [work.tracer.part(1, of: tensor), work.tracer.part(0, of: tensor)])
        },
        one("mul", "multiply") { work in try work.complexProduct() },
        one("to", "_to_copy") { work in
          guard !work.has("other"), try work.integer("dtype", default: 10) == 10 else {
            throw ImportFault("it converts complex numbers to other numbers, or the other way")
          }
          return try work.tensor("self")
        },
      ] + fourier + byParts
    return Dictionary(uniqueKeysWithValues: rules.flatMap { rule in rule.names.map { ($0, rule) } })
  }()

  /// Tensors that become complex.
  static let complexes: [ATenRule] = [
    one("view_as_complex") { work in try work.tracer.complex(ofPairs: work.numbers(of: "self")) },
    one("polar") { work in
      let (size, angle) = (try work.numbers(of: "abs"), try work.numbers(of: "angle"))
      let parts = try ["cos", "sin"].map { kind throws(ImportFault) in
        try work.part(kind) { work throws(ImportFault) in
          try work.tracer.combination("multiply", [size, work.tracer.function(kind, of: angle)])
        }
      }
      return try work.tracer.complex(parts[0], parts[1])
    },
    one("complex") { work in try work.tracer.complex(work.numbers(of: "real"), work.numbers(of: "imag")) },
  ]

  /// What does the same to the real and to the imaginary part: elements in other places, and sums.
  private static let byParts: [ATenRule] = {
    let moves = [
      "slice", "narrow", "select", "permute", "transpose", "movedim", "swapaxes", "view", "reshape", "flatten", "unsqueeze",
      "squeeze", "expand", "roll", "fft_fftshift", "fft_ifftshift", "flip", "index_select", "clone", "contiguous", "detach",
      "alias", "resolve_conj", "resolve_neg", "neg", "sum", "mean",
    ]
    let joins = ["cat", "stack", "add", "sub", "subtract"]
    return [
      ATenRule(names: moves) { work in try work.byParts() },
      ATenRule(names: joins) { work in
        guard work.readsComplexAlone else {
          throw ImportFault("it joins complex numbers with others, only complex ones are supported")
        }
        return try work.byParts()
      },
      ATenRule("div") { work in
        guard !work.isComplex("other") else { throw ImportFault("it divides by complex numbers") }
        return try work.byParts()
      },
    ]
  }()
}

extension ATenWork {
  /// The tensors that the node reads which are of complex numbers.
  private var complexNames: [String] {
    node.arguments.flatMap(\.value.tensorNames).filter { values.ifThere($0)?.element == .complex64 }
  }

  var readsComplex: Bool { !complexNames.isEmpty }

  fileprivate var readsComplexAlone: Bool {
    let tensors = node.arguments.flatMap(\.value.tensorNames)
    return tensors.count > 1 && tensors.count == complexNames.count
  }

  fileprivate func isComplex(_ argument: String) -> Bool {
    node.arguments.contains { $0.name == argument && $0.value.tensorNames.contains(where: complexNames.contains) }
  }

  /// The rule of the node for its real parts, then for its imaginary ones.
  fileprivate mutating func byParts() throws -> [Traced] {
    guard let rule = ATenRule.all[node.ruleName] else { throw ImportFault("the operator \(node.target) is not supported") }
    guard !node.isInPlace else { throw ImportFault("it changes complex numbers in place") }
    var (wholes, results): ([(name: String, tensor: Traced)], [[Traced]]) = ([], [])
    for name in Set(complexNames).sorted() { wholes.append((name, try values.tensor(name))) }
    for (index, part) in ["real", "imaginary"].enumerated() {
      let base = tracer.wanted
      tracer.wanted = "\(base).\(part)"
      // The rule finds the parts under the names of the whole: a copy of all values would cost as much as the program is long.
      for (name, tensor) in wholes { values.lend(name, try tracer.part(index, of: tensor)) }
      results.append(try rule.apply(&self))
      for (name, tensor) in wholes { values.lend(name, tensor) }
      tracer.wanted = base
    }
    return try zip(results[0], results[1]).map { try tracer.complex($0, $1) }
  }

  /// A product of which one factor at least is complex.
  fileprivate mutating func complexProduct() throws(ImportFault) -> Traced {
    guard !node.isInPlace else { throw ImportFault("it changes complex numbers in place") }
    let left = try tensor("self")
    if let number = try number("other") {
      return try tracer.complex(ofPairs: tracer.scaled(tracer.pairs(of: left), by: number))
    }
    let right = try tensor("other")
    guard left.element == .complex64, right.element == .complex64 else {
      let (complex, real) = left.element == .complex64 ? (left, right) : (right, left)
      let factors = try tracer.reshaped(real.withNumbers, to: real.shape + [1])
      return try tracer.complex(ofPairs: tracer.combination("multiply", [tracer.pairs(of: complex), factors]))
    }
    return try tracer.complexProduct(left, right)
  }
}
