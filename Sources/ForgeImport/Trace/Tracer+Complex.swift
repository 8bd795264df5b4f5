import ForgeGraph

// Complex numbers as pairs of a real and an imaginary part, which are the last axis of a tensor of `complex64`.
extension Tracer {
  /// The pairs of a tensor as complex numbers, and the other way.
  func complex(ofPairs tensor: Traced) throws(ImportFault) -> Traced {
    guard tensor.shape.last == 2 else { throw ImportFault("the last axis of \(tensor.shape) holds no pairs") }
    return Traced(shape: tensor.shape, element: .complex64, content: tensor.content)
  }

  func pairs(of tensor: Traced) -> Traced { Traced(shape: tensor.shape, element: .float32, content: tensor.content) }

  /// The real (0) or the imaginary part (1).
  mutating func part(_ index: Int, of tensor: Traced) throws(ImportFault) -> Traced {
    let axis = tensor.rank - 1
    let slice = try slice(pairs(of: tensor), axis: axis, start: index, end: index + 1, step: 1)
    return try reshaped(slice, to: Array(tensor.shape.dropLast()))
  }

  mutating func complex(_ real: Traced, _ imaginary: Traced) throws(ImportFault) -> Traced {
    let shape = try [real.shape, imaginary.shape].broadcast()
    let a = try reshaped(expanded(real, to: shape), to: shape + [1])
    let b = try reshaped(expanded(imaginary, to: shape), to: shape + [1])
    return try complex(ofPairs: joined([a, b], axis: shape.count))
  }

  /// The product of complex numbers: `(a + bi) · (c + di) = (ac - bd) + (ad + bc)i`.
  mutating func complexProduct(_ left: Traced, _ right: Traced) throws(ImportFault) -> Traced {
    let (a, b) = (try part(0, of: left), try part(1, of: left))
    let (c, d) = (try part(0, of: right), try part(1, of: right))
    let real = try combination("subtract", [combination("multiply", [a, c]), combination("multiply", [b, d])])
    let imaginary = try combination("add", [combination("multiply", [a, d]), combination("multiply", [b, c])])
    return try complex(real, imaginary)
  }

  /// `a - bi` for `a + bi`.
  mutating func conjugate(_ tensor: Traced) throws(ImportFault) -> Traced {
    let signs = Known(name: "\(wanted).signs", shape: [2], element: .float32, numbers: [1, -1])
    return try complex(ofPairs: combination("multiply", [pairs(of: tensor), Traced(signs)]))
  }
}
