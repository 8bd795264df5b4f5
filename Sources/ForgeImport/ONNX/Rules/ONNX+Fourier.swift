import ForgeGraph

extension ONNXRule {
  /// Fourier transforms, whose last axis holds numbers or pairs of a real and an imaginary part.
  static let fourier: [ONNXRule] = [
    ONNXRule("DFT") { work in [try work.fourierTransform()] },
    ONNXRule("STFT") { work in [try work.shortTimeTransform()] },
  ]
}

extension ONNXWork {
  /// The number that an input holds; nil where it is left out.
  private func wholeNumber(_ index: Int, _ what: String) throws(ImportFault) -> Int? {
    guard let known = try optionalKnown(index, what) else { return nil }
    guard known.count == 1, let number = known.integers?.first else { throw ImportFault("its \(what) is no whole number") }
    return number
  }

  fileprivate mutating func fourierTransform() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    let number = try version < 20 ? integer("axis", default: 1) : wholeNumber(2, "axis") ?? -2
    let axis = try axis(number, of: tensor.rank)
    let (isInverse, isOneSided) = (try integer("inverse", default: 0) != 0, try integer("onesided", default: 0) != 0)
    guard tensor.rank > 1, axis < tensor.rank - 1, let parts = tensor.shape.last, parts == 1 || parts == 2 else {
      throw ImportFault("it reads \(tensor.shape), whose last axis holds neither numbers nor pairs, along axis \(axis)")
    }
    let isHalf = isInverse && isOneSided
    guard parts == (isHalf ? 2 : parts), !isOneSided || isHalf || parts == 1 else {
      throw ImportFault("half a spectrum is asked for of \(parts == 1 ? "numbers" : "pairs")")
    }
    let length = try wholeNumber(1, "dft_length")
    let usual = isHalf ? 2 * (tensor.shape[axis] - 1) : tensor.shape[axis]
    let transform = FourierTransform(
      source: isHalf ? .half : parts == 1 ? .real : .complex,
      length: length ?? usual,
      isInverse: isInverse,
      isOneSided: isOneSided && !isHalf,
      factor: isInverse ? 1 / Double(length ?? usual) : 1
    )
    let signal = parts == 1 ? try tracer.reshaped(tensor, to: Array(tensor.shape.dropLast())) : tensor
    let result = try tracer.transformed(signal, along: axis, transform)
    return isHalf ? try tracer.reshaped(result, to: result.shape + [1]) : result
  }

  fileprivate mutating func shortTimeTransform() throws(ImportFault) -> Traced {
    let tensor = try input(0)
    guard let step = try wholeNumber(1, "frame_step") else { throw ImportFault("it has no frame_step") }
    let window = try optionalKnown(2, "window")
    let isReal = tensor.rank == 2 || tensor.shape.last == 1
    guard tensor.rank == 2 || tensor.rank == 3 else { throw ImportFault("it reads \(tensor.shape), no signals") }
    let transform = FourierTransform(
      source: isReal ? .real : .complex,
      length: try wholeNumber(3, "frame_length") ?? window?.count ?? tensor.shape[1],
      isInverse: false,
      isOneSided: try integer("onesided", default: 1) != 0 && isReal
    )
    let signal = isReal ? try tracer.reshaped(tensor, to: Array(tensor.shape.prefix(2))) : tensor
    return try tracer.shortTimeTransformed(signal, transform, step: step, window: window)
  }
}
