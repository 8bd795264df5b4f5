import ForgeGraph

extension ATenRule {
  /// Fourier transforms of numbers and of complex numbers.
  static let fourier: [ATenRule] = [
    one("fft_fft", "fft_fft2", "fft_fftn") { work in try work.fourierTransform(isInverse: false) },
    one("fft_ifft", "fft_ifft2", "fft_ifftn") { work in try work.fourierTransform(isInverse: true) },
    one("fft_rfft", "fft_rfft2", "fft_rfftn") { work in try work.fourierTransform(isInverse: false, isOneSided: true) },
    one("fft_irfft", "fft_irfft2", "fft_irfftn") { work in try work.fourierTransform(isInverse: true, isOneSided: true) },
    one("_fft_r2c") { work in
      let isOneSided = work.boolean("onesided", default: true)
      return try work.plainTransform(isInverse: false, isOneSided: isOneSided)
    },
    one("_fft_c2c") { work in try work.plainTransform(isInverse: !work.boolean("forward", default: true)) },
    one("_fft_c2r") { work in
      let size = try work.integer("last_dim_size")
      return try work.plainTransform(isInverse: true, isOneSided: true, lastSize: size)
    },
    one("stft") { work in try work.shortTimeTransform() },
  ]
}

extension ATenWork {
  /// A transform as `torch.fft` has it, along one axis or several.
  fileprivate mutating func fourierTransform(isInverse: Bool, isOneSided: Bool = false) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let rank = tensor.element == .complex64 ? tensor.rank - 1 : tensor.rank
    let sizes = try integers(has("n") ? "n" : "s")
    let isSingle = !node.ruleName.hasSuffix("2") && !node.ruleName.hasSuffix("n")
    let last = isSingle ? 1 : node.ruleName.hasSuffix("2") ? 2 : sizes?.count ?? rank
    let axes = try axes("dim", of: rank) ?? Array(max(0, rank - last)..<rank)
    guard sizes == nil || sizes?.count == axes.count, !axes.isEmpty else {
      throw ImportFault("its sizes \(sizes ?? []) do not fit the axes \(axes)")
    }
    let norm = word("norm") ?? "backward"
    let power = norm == "ortho" ? 0.5 : (norm == "forward") == isInverse ? 0 : 1
    return try transformed(tensor, axes, sizes: sizes, power: power, isInverse: isInverse, isOneSided: isOneSided)
  }

  /// A transform as the core of ATen has it: `normalization` says how the sizes divide the result.
  fileprivate mutating func plainTransform(
    isInverse: Bool,
    isOneSided: Bool = false,
    lastSize: Int? = nil
  ) throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    let axes = try axes("dim", of: tensor.element == .complex64 ? tensor.rank - 1 : tensor.rank) ?? []
    guard let last = axes.last else { throw ImportFault("it has no axes") }
    let sizes = lastSize.map { size in axes.map { $0 == last ? size : -1 } }
    let normalization = try integer("normalization", default: 0)
    guard (0...2).contains(normalization) else { throw ImportFault("its normalization is \(normalization)") }
    let power = [0, 0.5, 1][normalization]
    return try transformed(tensor, axes, sizes: sizes, power: power, isInverse: isInverse, isOneSided: isOneSided)
  }

  /// Transforms along some axes: of numbers first along the last of them, to half a spectrum last along it.
  ///
  /// - Parameters:
  ///   - sizes: how many elements are read along each axis; -1 for those that are there.
  ///   - power: the results are divided by this power of the sizes.
  private mutating func transformed(
    _ tensor: Traced,
    _ axes: [Int],
    sizes: [Int]?,
    power: Double,
    isInverse: Bool,
    isOneSided: Bool
  ) throws(ImportFault) -> Traced {
    let isHalf = isInverse && isOneSided
    guard !isOneSided || isHalf == (tensor.element == .complex64) else {
      throw ImportFault("half a spectrum is asked for of \(isHalf ? "numbers" : "complex numbers")")
    }
    var result = tensor.element == .complex64 ? tensor : tensor.withNumbers
    let order = isHalf ? Array(axes.indices) : axes.indices.reversed()
    for index in order {
      let (axis, isLast) = (axes[index], index == axes.count - 1)
      let source: FourierTransform.Source = result.element != .complex64 ? .real : isHalf && isLast ? .half : .complex
      var length = source == .half ? 2 * (result.shape[axis] - 1) : result.shape[axis]
      if let size = sizes?[index], size != -1 { length = size }
      guard length > 0 else { throw ImportFault("it transforms \(length) elements along axis \(axis)") }
      let transform = FourierTransform(
        source: source,
        length: length,
        isInverse: isInverse,
        isOneSided: isOneSided && isLast && !isHalf,
        factor: power == 0 ? 1 : power == 1 ? 1 / Double(length) : 1 / Double(length).squareRoot()
      )
      let pairs = try part("axis\(axis)") { [result] work throws(ImportFault) in
        let numbers = result.element == .complex64 ? work.tracer.pairs(of: result) : result
        return try work.tracer.transformed(numbers, along: axis, transform)
      }
      result = source == .half ? pairs : try tracer.complex(ofPairs: pairs)
    }
    return result
  }

  /// Transforms of parts of signals: `[batch, frequencies, parts]`, or without a batch.
  fileprivate mutating func shortTimeTransform() throws(ImportFault) -> Traced {
    let tensor = try tensor("self")
    guard !boolean("align_to_window", default: false) else {
      throw ImportFault("its parts are as long as its window (align_to_window), which is not supported")
    }
    guard tensor.element != .complex64, !boolean("center", default: false), (1...2).contains(tensor.rank) else {
      throw ImportFault("it reads \(tensor.shape), only signals of numbers that are padded already are supported")
    }
    let size = try integer("n_fft", default: 0)
    let own = try integer("win_length", default: size)
    guard (1...(1 << 12)).contains(size), (1...size).contains(own) else {
      throw ImportFault("its window of \(own) does not fit \(size)")
    }
    let window = try optionalKnown("window")
    guard window == nil || window?.shape == [own] else { throw ImportFault("its window is \(window?.shape ?? [])") }
    // A window that is shorter lies in the middle.
    let front = (size - own) / 2
    let numbers =
      [Double](repeating: 0, count: front) + (window?.numbers ?? [Double](repeating: 1, count: own))
      + [Double](repeating: 0, count: size - own - front)
    let transform = FourierTransform(
      source: .real,
      length: size,
      isInverse: false,
      isOneSided: boolean("onesided", default: true),
      factor: boolean("normalized", default: false) ? 1 / Double(size).squareRoot() : 1
    )
    let step = try integer("hop_length", default: max(1, size / 4))
    let signal = tensor.rank == 2 ? tensor : try tracer.reshaped(tensor, to: [1] + tensor.shape)
    let known = Known(name: "window", shape: [size], element: .float32, numbers: numbers)
    let parts = try tracer.shortTimeTransformed(signal.withNumbers, transform, step: step, window: known)
    let turned = try tracer.transposed(parts, [0, 2, 1, 3])
    let result = tensor.rank == 2 ? turned : try tracer.reshaped(turned, to: turned.shape.removing(0))
    return boolean("return_complex", default: false) ? try tracer.complex(ofPairs: result) : result
  }
}
