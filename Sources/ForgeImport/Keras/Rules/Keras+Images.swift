import ForgeGraph
import ForgeJSON

extension KerasRule {
  /// Other sizes of images, and their changes in training, which `predict` leaves out.
  ///
  /// A functional model hands `training=False` down to its layers, whatever they were called with when it was built
  /// (`keras/src/models/functional.py`, `operation_fn`). Layers that change images say `training=True` there by default.
  static let images: [KerasRule] = [
    KerasRule(names: changesInTraining.sorted()) { work in try work.input() },
    KerasRule("Resizing") { work in
      let size = (try work.integer("height"), try work.integer("width"))
      let x = try work.input()
      let isWhole = work.draft.type(of: x).element == .int64
      let resized = try work.resizedImage(work.numbers(x), size, named: isWhole ? "/resized" : "")
      return isWhole ? try work.add("round", [resized]) : resized
    },
    KerasRule("ops.Resize") { work in
      let size = try work.integers("size", count: 2)
      return try work.resizedImage(work.numbers(work.input()), (size[0], size[1]))
    },
    KerasRule("CenterCrop") { work in
      let x = try work.numbers(work.input())
      let size = (height: try work.integer("height"), width: try work.integer("width"))
      let (rows, columns) = try work.imageAxes(x)
      let (height, width) = (work.shape(of: x)[rows], work.shape(of: x)[columns])
      try work.check(size)
      // An image that is too small is stretched.
      guard size.height <= height, size.width <= width else {
        return try work.resized(work.croppedToShape(x, size), size, "bilinear", antialias: false)
      }
      return try work.cropped(x, from: ((height - size.height) / 2, (width - size.width) / 2), size)
    },
  ]

  /// Layers that change images in training alone. `RandomCrop` too leaves them as they are.
  static let changesInTraining: Set<String> = [
    "AugMix", "CutMix", "MixUp", "RandAugment", "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter",
    "RandomContrast", "RandomCrop", "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur",
    "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation",
    "RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom", "Solarization",
  ]

  /// Whether a layer says `training=True` unless it is told otherwise.
  static func trainsByDefault(_ className: String) -> Bool {
    changesInTraining.contains(className) || ["CenterCrop", "Resizing"].contains(className)
  }
}

extension KerasWork {
  /// Where the rows and the columns of an image lie.
  fileprivate func imageAxes(_ x: Draft.Value) throws(ImportFault) -> (rows: Int, columns: Int) {
    guard shape(of: x).count == 3 else { throw ImportFault("it reads \(shape(of: x)), an image was expected") }
    return try isChannelsFirst() ? (1, 2) : (0, 1)
  }

  fileprivate mutating func cropped(
    _ x: Draft.Value,
    from start: (row: Int, column: Int),
    _ size: (height: Int, width: Int)
  ) throws(ImportFault) -> Draft.Value {
    let (rows, columns) = try imageAxes(x)
    let band = try sliced(x, axis: rows, from: start.row, to: start.row + size.height, named: "/rows")
    return try sliced(band, axis: columns, from: start.column, to: start.column + size.width)
  }

  /// The largest part in the middle that has the shape of a size (`crop_to_aspect_ratio`).
  fileprivate mutating func croppedToShape(_ x: Draft.Value, _ size: (height: Int, width: Int)) throws(ImportFault)
    -> Draft.Value
  {
    let (rows, columns) = try imageAxes(x)
    let (height, width) = (shape(of: x)[rows], shape(of: x)[columns])
    let part = (
      height: max(1, min(height, Int(Double(width) * Double(size.height) / Double(size.width)))),
      width: max(1, min(width, Int(Double(height) * Double(size.width) / Double(size.height))))
    )
    return try cropped(x, from: ((height - part.height) / 2, (width - part.width) / 2), part)
  }

  /// The least image around it that has the shape of a size (`pad_to_aspect_ratio`).
  private mutating func paddedToShape(_ x: Draft.Value, _ size: (height: Int, width: Int)) throws(ImportFault) -> Draft.Value {
    let (rows, columns) = try imageAxes(x)
    let (height, width) = (shape(of: x)[rows], shape(of: x)[columns])
    let whole = (
      height: max(height, Int(Double(width) * Double(size.height) / Double(size.width))),
      width: max(width, Int(Double(height) * Double(size.width) / Double(size.height)))
    )
    // Keras puts as much behind as before, also where an odd number is missing.
    let (above, before) = ((whole.height - height) / 2, (whole.width - width) / 2)
    let fill: Settings = [("value", .number(try number("fill_value", default: 0)))]
    let tall = try padded(x, axis: rows, before: above, after: above, fill)
    return try padded(tall, axis: columns, before: before, after: before, fill)
  }

  fileprivate func check(_ size: (height: Int, width: Int)) throws(ImportFault) {
    guard (1...(1 << 16)).contains(size.height), (1...(1 << 16)).contains(size.width) else {
      throw ImportFault("its size is \(size.height) by \(size.width)")
    }
  }

  /// An image of another size by the options of `Resizing`.
  fileprivate mutating func resizedImage(
    _ x: Draft.Value,
    _ size: (height: Int, width: Int),
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    try check(size)
    let (crops, pads) = (
      try boolean("crop_to_aspect_ratio", default: false), try boolean("pad_to_aspect_ratio", default: false)
    )
    let whole = crops ? try croppedToShape(x, size) : pads ? try paddedToShape(x, size) : x
    let mode = try word("interpolation", default: "bilinear")
    return try resized(whole, size, mode, antialias: boolean("antialias", default: false), named: suffix)
  }

  /// An image of another size: pixels are squares, and beyond its edges are those at the edges.
  mutating func resized(
    _ x: Draft.Value,
    _ size: (height: Int, width: Int),
    _ mode: String,
    antialias: Bool,
    named suffix: String = ""
  ) throws(ImportFault) -> Draft.Value {
    let (rows, columns) = try imageAxes(x)
    let base: Settings = [("axes", .integers([rows, columns])), ("size", .integers([size.height, size.width]))]
    let curve: Settings
    switch (mode, antialias) {
    case ("nearest", _): curve = [("mode", .word("nearest")), ("rounding", .word("round_prefer_ceil"))]
    case ("bilinear", false): curve = [("mode", .word("linear"))]
    case ("bilinear", true):
      curve = [("mode", .word("linear")), ("antialias", .boolean(true)), ("exclude_outside", .boolean(true))]
    case ("bicubic", true):
      curve = [
        ("mode", .word("cubic")), ("cubic_coefficient", .number(-0.5)), ("antialias", .boolean(true)),
        ("exclude_outside", .boolean(true)),
      ]
    case ("bicubic", false):
      throw ImportFault(
        "its interpolation 'bicubic' depends on the backend: PyTorch's curve is another one than that of JAX and TensorFlow",
        hint: "use 'bilinear', or Resizing with antialias=True, where they agree"
      )
    default: throw ImportFault("its interpolation \(mode.quotedForMessage) is not supported")
    }
    return try add("resize", [x], base + [("coordinates", .word("half_pixel"))] + curve, named: suffix)
  }
}
