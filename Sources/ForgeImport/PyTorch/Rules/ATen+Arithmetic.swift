import ForgeGraph

extension ATenRule {
  /// Functions of the elements of two or three tensors at the same place.
  static let arithmetic: [ATenRule] = [
    one("add") { work in try work.sum(sign: 1) },
    one("sub", "subtract") { work in try work.sum(sign: -1) },
    one("rsub") { work in
      let alpha = try work.number("alpha", default: 1)
      let (left, right) = try work.countedOperands("self", "other")
      return try work.tracer.sum(right, left, factor: -alpha)
    },
    one("mul", "multiply") { work in
      let (left, right) = try work.countedOperands("self", "other")
      return try work.tracer.product(left, right)
    },
    one("div", "divide", "true_divide") { work in try work.quotient(rounding: work.word("rounding_mode")) },
    one("floor_divide") { work in try work.quotient(rounding: "floor") },
    one("fmod") { work in try work.remainder("truncate") },
    one("remainder") { work in try work.remainder("floor") },
    one("pow") { work in try work.power() },
    one("atan2", "arctan2") { work in
      try work.tracer.combination("atan2", [work.numbers(of: "self"), work.numbers(of: "other")])
    },
    one("maximum", "fmax") { work in
      try work.tracer.combination("maximum", [work.numbers(of: "self"), work.numbers(of: "other")])
    },
    one("minimum", "fmin") { work in
      try work.tracer.combination("minimum", [work.numbers(of: "self"), work.numbers(of: "other")])
    },
    one("addcmul") { work in try work.withTerm("product") { tracer, a, b throws(ImportFault) in try tracer.product(a, b) } },
    one("addcdiv") { work in try work.withTerm("quotient") { tracer, a, b throws(ImportFault) in try tracer.quotient(a, b) } },
    one("lerp") { work in
      let (start, end) = (try work.numbers(of: "self"), try work.numbers(of: "end"))
      let distance = try work.part("distance") { work throws(ImportFault) in
        try work.tracer.combination("subtract", [end, start])
      }
      let part = try work.part("part") { work throws(ImportFault) in
        try work.tracer.product(.tensor(distance), work.operand("weight", beside: distance))
      }
      return try work.tracer.combination("add", [start, part])
    },
    one("logaddexp") { work in
      let (left, right) = (try work.numbers(of: "self"), try work.numbers(of: "other"))
      let shape = try [left.shape, right.shape].broadcast()
      let both = try work.part("both") { work throws(ImportFault) in
        let a = try work.tracer.reshaped(work.tracer.expanded(left, to: shape), to: shape + [1])
        let b = try work.tracer.reshaped(work.tracer.expanded(right, to: shape), to: shape + [1])
        return try work.tracer.joined([a, b], axis: shape.count)
      }
      return try work.tracer.reduced("log_sum_exp", both, axes: [shape.count], keepsAxes: false)
    },
    one("ldexp") { work in
      let two = Known(name: "two", shape: [], element: .float32, numbers: [2])
      let power = try work.part("power") { work throws(ImportFault) in
        try work.tracer.combination("power", [Traced(two), work.numbers(of: "other")])
      }
      return try work.tracer.combination("multiply", [work.numbers(of: "self"), power])
    },
    one("xlogy", "special_xlogy") { work in
      let (left, right) = try work.operands("self", "other")
      let log = try work.part("log") { work throws(ImportFault) in
        try work.tracer.function("log", of: right.tensor.withNumbers)
      }
      let product = try work.part("product") { work throws(ImportFault) in
        try work.tracer.combination("multiply", [left.tensor.withNumbers, log])
      }
      let isZero = try work.part("is_zero") { work throws(ImportFault) in
        try work.tracer.combination("equal", [left.tensor, Operand.number(0).tensor], element: .bool)
      }
      return try work.tracer.chosen(isZero, Operand.number(0).tensor, product)
    },
    one("heaviside") { work in
      let (tensor, middle) = (try work.numbers(of: "self"), try work.numbers(of: "values"))
      let zero = Operand.number(0).tensor
      let isAbove = try work.part("is_above") { work throws(ImportFault) in
        try work.tracer.combination("greater", [tensor, zero], element: .float32)
      }
      let isZero = try work.part("is_zero") { work throws(ImportFault) in
        try work.tracer.combination("equal", [tensor, zero], element: .bool)
      }
      return try work.tracer.chosen(isZero, middle, isAbove)
    },
    one("copysign") { work in
      let size = try work.part("size") { work throws(ImportFault) in
        try work.tracer.function("abs", of: work.numbers(of: "self"))
      }
      let negative = try work.part("negative") { work throws(ImportFault) in try work.tracer.function("negate", of: size) }
      // The angle of (-1, y) has the sign of y, that of -0 too.
      let isNegative = try work.part("is_negative") { work throws(ImportFault) in
        let angle = try work.tracer.combination(
          "atan2",
          [work.operand("other", beside: nil).withNumbers.tensor, Operand.number(-1).tensor]
        )
        return try work.tracer.combination("less", [angle, Operand.number(0).tensor], element: .bool)
      }
      return try work.tracer.chosen(isNegative, negative, size)
    },
    one("hypot") { work in
      let (left, right) = (try work.numbers(of: "self"), try work.numbers(of: "other"))
      let sum = try work.part("squares") { work throws(ImportFault) in
        try work.tracer.combination(
          "add",
          [work.tracer.combination("multiply", [left, left]), work.tracer.combination("multiply", [right, right])]
        )
      }
      return try work.tracer.function("sqrt", of: sum)
    },
  ]
}

/// An operand of arithmetic: a tensor, or a number that is the same at all places.
enum Operand {
  case tensor(Traced)
  case number(Double)

  var tensor: Traced {
    switch self {
    case .tensor(let tensor): tensor
    case .number(let value): Traced(Known(name: "number", shape: [], element: .float32, numbers: [value]))
    }
  }
}

extension ATenWork {
  /// A number, or a tensor of numbers; a known one with one element is a number, unless its axes make the result larger.
  func operand(_ name: String, beside other: Traced?) throws(ImportFault) -> Operand {
    guard let tensor = try optionalTensor(name) else {
      guard let value = try number(name) else { throw ImportFault("its argument '\(name)' is missing") }
      return .number(value)
    }
    if let value = tensor.known?.scalar, let other, other.known == nil, tensor.rank <= other.rank { return .number(value) }
    return .tensor(tensor)
  }

  /// Two operands, of which one is a tensor; where one has float32, known whole numbers become it.
  func operands(_ first: String, _ second: String) throws(ImportFault) -> (Operand, Operand) {
    let tensors = (try optionalTensor(first), try optionalTensor(second))
    var left = try operand(first, beside: tensors.1)
    var right = try operand(second, beside: tensors.0)
    let isWhole = [left, right].allSatisfy { operand in
      switch operand {
      case .tensor(let tensor): tensor.element != .float32
      case .number(let value): value == value.rounded()
      }
    }
    if !isWhole {
      if case .tensor(let tensor) = left { left = .tensor(tensor.withNumbers) }
      if case .tensor(let tensor) = right { right = .tensor(tensor.withNumbers) }
    }
    return (left, right)
  }

  /// Two operands of arithmetic: truth values are the whole numbers 0 and 1 beside other numbers.
  fileprivate func countedOperands(_ first: String, _ second: String) throws(ImportFault) -> (Operand, Operand) {
    let operands = try operands(first, second)
    if case .tensor(let left) = operands.0, case .tensor(let right) = operands.1, left.element == right.element {
      return operands
    }
    return (operands.0.counted, operands.1.counted)
  }

  fileprivate mutating func sum(sign: Double) throws(ImportFault) -> Traced {
    let alpha = try number("alpha", default: 1)
    let (left, right) = try countedOperands("self", "other")
    if case .tensor(let left) = left, case .tensor(let right) = right, left.element == .bool, right.element == .bool {
      return try tracer.combination("logical_or", [left, right], element: .bool)
    }
    return try tracer.sum(left, right, factor: sign * alpha)
  }

  fileprivate mutating func quotient(rounding: String?) throws(ImportFault) -> Traced {
    let (left, right) = try operands("self", "other")
    // Whole numbers divide into numbers, unless the quotient is rounded.
    let isWhole =
      rounding != nil
      && [left, right].allSatisfy { operand in
        if case .tensor(let tensor) = operand { tensor.element != .float32 } else { true }
      }
    let floats = (left.withNumbers, right.withNumbers)
    guard let rounding else { return try tracer.quotient(floats.0, floats.1) }
    let exact = try part("exact") { work throws(ImportFault) in try work.tracer.quotient(floats.0, floats.1) }
    let result = rounding == "floor" ? try tracer.function("floor", of: exact) : try tracer.function("trunc", of: exact)
    return isWhole ? try tracer.cast(result, to: .int64) : result
  }

  fileprivate mutating func remainder(_ rounding: String) throws(ImportFault) -> Traced {
    let (left, right) = try operands("self", "other")
    return try tracer.combination("modulo", [left.tensor, right.tensor], [("rounding", .word(rounding))])
  }

  fileprivate mutating func power() throws(ImportFault) -> Traced {
    let (left, right) = try operands("self", "exponent")
    guard case .number(let exponent) = right, case .tensor(let base) = left else {
      return try tracer.combination("power", [left.withNumbers.tensor, right.withNumbers.tensor])
    }
    switch exponent {
    case 1: return base
    case 2: return try tracer.combination("multiply", [base, base])
    case 3: return try tracer.combination("multiply", [base, base, base])
    case 0.5: return try tracer.function("sqrt", of: base)
    case -1: return try tracer.function("reciprocal", of: base)
    default: return try tracer.function("power", of: base, [("exponent", .number(exponent))])
    }
  }

  /// `self + value · term`, where the term is made of two tensors.
  fileprivate mutating func withTerm(
    _ name: String,
    _ combine: (inout Tracer, Operand, Operand) throws(ImportFault) -> Traced
  ) throws(ImportFault) -> Traced {
    let (first, second) = try operands("tensor1", "tensor2")
    let value = try number("value", default: 1)
    let term = try part(name) { work throws(ImportFault) in try combine(&work.tracer, first, second) }
    return try tracer.sum(.tensor(numbers(of: "self")), .tensor(term), factor: value)
  }
}

extension Operand {
  fileprivate var counted: Operand {
    if case .tensor(let tensor) = self { .tensor(tensor.counted) } else { self }
  }

  fileprivate var withNumbers: Operand {
    if case .tensor(let tensor) = self { .tensor(tensor.withNumbers) } else { self }
  }
}

extension Tracer {
  /// `left + factor · right`.
  mutating func sum(_ left: Operand, _ right: Operand, factor: Double) throws(ImportFault) -> Traced {
    switch (left, right) {
    case (.tensor(let left), .number(let right)): return right == 0 ? left : try scaled(left, by: 1, plus: factor * right)
    case (.number(let left), _): return try scaled(right.tensor, by: factor, plus: left)
    case (.tensor(let left), .tensor(let right)):
      if factor == 1 { return try combination("add", [left, right]) }
      if factor == -1 { return try combination("subtract", [left, right]) }
      let wanted = wanted
      self.wanted = "\(wanted).term"
      let term = try scaled(right, by: factor)
      self.wanted = wanted
      return try combination("add", [left, term])
    }
  }

  mutating func product(_ left: Operand, _ right: Operand) throws(ImportFault) -> Traced {
    switch (left, right) {
    case (.tensor(let left), .number(let right)): right == 1 ? left : try scaled(left, by: right)
    case (.number(let left), _): left == 1 ? right.tensor : try scaled(right.tensor, by: left)
    case (.tensor(let left), .tensor(let right)): try combination("multiply", [left, right])
    }
  }

  mutating func quotient(_ left: Operand, _ right: Operand) throws(ImportFault) -> Traced {
    switch (left, right) {
    case (.tensor(let left), .number(let right)): return try quotient(left, by: right)
    case (.number(1), .tensor(let right)): return try function("reciprocal", of: right)
    default: return try combination("divide", [left.tensor, right.tensor])
    }
  }
}
