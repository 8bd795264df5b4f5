import ForgeGraph
import ForgeOperators
import ForgeTensors

extension KerasRule {
  /// Short-time Fourier transforms: convolutions with sines and cosines.
  static let spectrograms: [KerasRule] = [
    KerasRule("STFTSpectrogram") { work in try work.spectrogram() },
    KerasRule("MelSpectrogram") { work in try work.melSpectrogram() },
  ]
}

extension KerasWork {
  // MARK: With kernels of the file

  /// What the option `mode` says of the transform of each channel: `[time, channels]`.
  fileprivate mutating func spectrogram() throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == 2 else { throw ImportFault("it reads \(shape(of: x)), a sequence was expected") }
    let isFirst = try isChannelsFirst()
    let signal = isFirst ? try transposed(x, [1, 0], named: "/channels_last") : x
    let mode = try word("mode", default: "log")
    let (hasReal, hasImaginary) = (mode != "imag", mode != "real")
    var parts: [Draft.Value] = []
    if hasReal { parts.append(try transform(signal, "vars/0", named: "/real")) }
    if hasImaginary { parts.append(try transform(signal, hasReal ? "vars/1" : "vars/0", named: "/imaginary")) }
    let result = try spectrum(mode, parts)
    let (time, channels, bins) = (shape(of: result)[0], shape(of: result)[1], shape(of: result)[2])
    if try boolean("expand_dims", default: false) { return try transposed(result, isFirst ? [1, 0, 2] : [0, 2, 1]) }
    let flat = try reshaped(result, to: [time, channels * bins], named: isFirst ? "/bins" : "")
    return isFirst ? try transposed(flat, [1, 0]) : flat
  }

  /// A kernel `[window, 1, bins]` that moves along each channel: `[time, channels, bins]`.
  private mutating func transform(_ x: Draft.Value, _ name: String, named suffix: String) throws(ImportFault) -> Draft.Value {
    let kernel = try variable(name)
    guard kernel.shape.count == 3, kernel.shape[1] == 1 else { throw ImportFault("its kernel is \(kernel.shape)") }
    let (channels, bins) = (shape(of: x)[1], kernel.shape[2])
    let filters = [channels, bins].product
    var settings: Settings = [
      ("filters", .integer(filters)), ("kernel", .integer(kernel.shape[0])),
      ("stride", .integer(try integer("frame_step"))), ("bias", .boolean(false)),
    ]
    if try word("padding", default: "valid") == "same" { settings.append(("padding", .word("same"))) }
    if channels != 1 { settings.append(("groups", .integer(channels))) }
    let numbers = kernel.floats()
    _ = try [numbers.count, channels].boundedCount()
    let tiled = (0..<kernel.shape[0]).flatMap { row in
      (0..<channels).flatMap { _ in numbers[row * bins..<(row + 1) * bins] }
    }
    let entry = try entry("\(suffix.dropFirst())_kernel", [kernel.shape[0], 1, filters], tiled.map(Double.init))
    let result = try draft.addLayer("conv1d", name: path + suffix, [x], settings, weights: [("kernel", entry)])
    return try reshaped(result, to: [shape(of: result)[0], channels, bins], named: suffix)
  }

  /// Keras' least number under roots and logarithms (`keras.config.epsilon()`, unless it is set).
  private static var epsilon: Double { 1e-7 }

  private mutating func spectrum(_ mode: String, _ parts: [Draft.Value]) throws(ImportFault) -> Draft.Value {
    switch mode {
    case "real", "imag": return parts[0]
    case "angle": return try add("atan2", [parts[1], parts[0]], named: "/angle")
    case "stft": return try add("concat", parts, [("axis", .integer(-1))], named: "/parts")
    case "psd":
      // All bins but the first and the last stand for two frequencies.
      let power = try power(parts)
      let bins = shape(of: power)[2]
      let factors = try constantLayer("sides", [bins], (0..<bins).map { $0 == 0 || $0 == bins - 1 ? 1 : 2 })
      return try add("multiply", [power, factors], named: "/density")
    case "magnitude", "log":
      let least: Settings = [("min", .number(Self.epsilon))]
      let root = try add("sqrt", [add("clip", [power(parts)], least, named: "/seen")], named: "/magnitude")
      return mode == "log" ? try add("log", [add("clip", [root], least, named: "/seen")], named: "/log") : root
    default: throw ImportFault("its mode \(mode.quotedForMessage) is not supported")
    }
  }

  private mutating func power(_ parts: [Draft.Value]) throws(ImportFault) -> Draft.Value {
    var squares: [Draft.Value] = []
    for part in parts { squares.append(try add("square", [part], named: "/square")) }
    return try add("add", squares, named: "/power")
  }

  // MARK: On the mel scale

  /// So many that waves of all frequencies fill no more than a tensor may hold.
  private static var longestWindow: Int { 4094 }

  /// `[time]` as `[bands, frames]`.
  fileprivate mutating func melSpectrogram() throws(ImportFault) -> Draft.Value {
    let x = try input()
    guard shape(of: x).count == 1 else { throw ImportFault("it reads \(shape(of: x)), one channel was expected") }
    let length = try integer("fft_length", default: 2048)
    let stride = try integer("sequence_stride", default: 512)
    guard (2...Self.longestWindow).contains(length), stride > 0 else {
      throw ImportFault("its windows have \(length) elements, \(stride) apart, from 2 to \(Self.longestWindow) are supported")
    }
    let bins = length / 2 + 1
    let column = try reshaped(x, to: shape(of: x) + [1], named: "/column")
    let reflect: Settings = [("mode", .word("reflect"))]
    let padded = try padded(column, axis: 0, before: length / 2, after: length / 2, reflect, named: "/pad")
    let kernel = try entry("waves", [length, 1, 2 * bins], waves(length, bins, window: window(length)))
    let settings: Settings = [
      ("filters", .integer(2 * bins)), ("kernel", .integer(length)), ("stride", .integer(stride)), ("bias", .boolean(false)),
    ]
    let both = try draft.addLayer("conv1d", name: "\(path)/waves", [padded], settings, weights: [("kernel", kernel)])
    let power = try power([
      sliced(both, axis: 1, from: 0, to: bins, named: "/real"),
      sliced(both, axis: 1, from: bins, to: 2 * bins, named: "/imaginary"),
    ])
    let exponent = try number("mag_exp", default: 2)
    let spectrum =
      exponent == 2 ? power : try add("power", [power], [("exponent", .number(exponent / 2))], named: "/magnitude")
    let bands = try integer("num_mel_bins", default: 128)
    let matrix = try entry("bands", [bins, bands], melMatrix(bins, bands))
    let units: Settings = [("units", .integer(bands)), ("bias", .boolean(false))]
    var mel = try draft.addLayer("dense", name: "\(path)/bands", [spectrum], units, weights: [("kernel", matrix)])
    if try boolean("power_to_db", default: true) { mel = try decibels(mel) }
    return try transposed(mel, [1, 0])
  }

  /// The window in the middle of so many elements.
  private func window(_ length: Int) throws(ImportFault) -> [Double] {
    let size = try integer("sequence_length", default: length)
    guard (1...length).contains(size) else { throw ImportFault("its window has \(size) elements, more than \(length)") }
    // Where the option is there and says nothing, all elements count whole.
    let isPlain = if case .null? = layer.options["window"] { true } else { false }
    let low: Double
    switch try isPlain ? "" : word("window", default: "hann") {
    case "": low = 1
    case "hann": low = 0.5
    case "hamming": low = 0.54
    case let other: throw ImportFault("its window \(other.quotedForMessage) is not supported")
    }
    var window = [Double](repeating: 0, count: length)
    for place in 0..<size {
      window[(length - size) / 2 + place] = low - (1 - low) * cosine(2 * .pi * Double(place) / Double(size))
    }
    return window
  }

  /// Cosines and sines of all frequencies: `[window, 1, 2 · bins]`.
  private func waves(_ length: Int, _ bins: Int, window: [Double]) -> [Double] {
    (0..<length).flatMap { place in
      let angles = (0..<bins).map { 2 * Double.pi * Double(place * $0 % length) / Double(length) }
      return angles.map { cosine($0) * window[place] } + angles.map { -sine($0) * window[place] }
    }
  }

  /// How much each frequency belongs to each band: triangles on the mel scale (`linear_to_mel_weight_matrix` of the layer).
  private func melMatrix(_ bins: Int, _ bands: Int) throws(ImportFault) -> [Double] {
    guard bands > 0 else { throw ImportFault("it has no bands") }
    _ = try [bins, bands].boundedCount()
    func mel(_ hertz: Double) -> Double { 1127 * logarithm(1 + hertz / 700) }
    let rate = try number("sampling_rate", default: 16000)
    let low = try mel(number("min_freq", default: 20))
    let high = try has("max_freq") ? mel(number("max_freq", default: 0)) : mel(rate / 2)
    guard low.isFinite, high.isFinite, low < high, rate > 0 else {
      throw ImportFault("its bands are between frequencies that are none, or do not rise")
    }
    let edges = (0..<bands + 2).map { low + (high - low) * Double($0) / Double(bands + 1) }
    return (0..<bins).flatMap { bin -> [Double] in
      // The first frequency is none.
      if bin == 0 { return [Double](repeating: 0, count: bands) }
      let place = mel(rate / 2 * Double(bin) / Double(bins - 1))
      return (0..<bands).map { band in
        let rising = (place - edges[band]) / (edges[band + 1] - edges[band])
        let falling = (edges[band + 2] - place) / (edges[band + 2] - edges[band + 1])
        return max(0, min(rising, falling))
      }
    }
  }

  /// Decibels above a reference, none further below the largest than `top_db`.
  private mutating func decibels(_ x: Draft.Value) throws(ImportFault) -> Draft.Value {
    let least = try number("min_power", default: 1e-10)
    let reference = max(abs(try number("ref_power", default: 1)), least)
    let seen = try add("clip", [x], [("min", .number(least))], named: "/seen")
    let levels: Settings = [
      ("factor", .number(10 / logarithm(10))), ("offset", .number(-10 * logarithm(reference) / logarithm(10))),
    ]
    let decibels = try add("scale", [add("log", [seen], named: "/log")], levels, named: "/decibels")
    draft.note("'\(path)' cuts off below the largest of an example; in the prototype it is the largest of the batch.")
    let all: Settings = [("axes", .integers([0, 1])), ("keep_dims", .boolean(true))]
    let largest = try add("max", [decibels], all, named: "/largest")
    let floor = try add("scale", [largest], [("offset", .number(-number("top_db", default: 80)))], named: "/floor")
    return try add("maximum", [decibels, floor], named: "/cut")
  }
}
