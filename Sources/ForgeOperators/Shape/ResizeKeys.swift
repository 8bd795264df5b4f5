import ForgeDiagnostics
import ForgeGraph
import ForgeSpec

extension LayerKind {
  static let resize = LayerKind(
    "resize",
    .shape,
    "Other sizes along some axes, by the nearest element or by interpolation.",
    details: """
      `Resize` of ONNX, `torch.nn.functional.interpolate`, `keras.layers.Resizing`. ONNX and PyTorch differ in what they take \
      for granted: PyTorch's `bilinear`, `bicubic` and the like are `half_pixel`, or `align_corners`; its `nearest` is \
      `asymmetric` with `rounding: floor`, `nearest-exact` is `half_pixel` with `round_prefer_ceil`; with `antialias` they \
      have `exclude_outside`, and `bicubic` then has a `cubic_coefficient` of -0.5. Axes are those of one example, and what \
      each element is made of is worked out beforehand, for axes of up to 1048576 elements before and after. For whole factors \
      of images see 'upsample2d'.
      """,
    keys: [
      AnyKey(Keys.size), AnyKey(Keys.axes), AnyKey(Keys.mode), AnyKey(Keys.coordinates), AnyKey(Keys.rounding),
      AnyKey(Keys.cubicCoefficient), AnyKey(Keys.excludeOutside), AnyKey(Keys.antialias), AnyKey(Keys.scale),
      AnyKey(Keys.region), AnyKey(Keys.extrapolation),
    ]
  ) { record, _, sink in
    guard keysFit(record, into: &sink) else { return nil }
    let bounds = record[Keys.region] ?? []
    return Resize(
      axes: record[Keys.axes],
      sizes: record[Keys.size],
      filter: ResizeFilter(
        mode: record[Keys.mode],
        coordinates: record[Keys.coordinates],
        rounding: record[Keys.rounding] ?? .floor,
        cubicCoefficient: record[Keys.cubicCoefficient],
        excludesOutside: record[Keys.excludeOutside],
        antialiases: record[Keys.antialias]
      ),
      scales: record[Keys.scale],
      region: zip(bounds.prefix(bounds.count / 2), bounds.suffix(bounds.count / 2)).map { (start: $0, end: $1) },
      extrapolation: record[Keys.extrapolation]
    )
  }

  /// Whether every key that stands there has a meaning beside the others, and those that are needed are there; reports what is
  /// wrong.
  private static func keysFit(_ record: Record, into sink: inout DiagnosticSink) -> Bool {
    let (isNearest, isCubic) = (record[Keys.mode] == .nearest, record[Keys.mode] == .cubic)
    let crops = record[Keys.coordinates] == .tfCropAndResize
    let faults = [
      meaningless(Keys.rounding, !isNearest, "without 'mode: nearest'", record, &sink),
      meaningless(Keys.cubicCoefficient, !isCubic, "without 'mode: cubic'", record, &sink),
      meaningless(Keys.excludeOutside, isNearest, "with 'mode: nearest'", record, &sink),
      meaningless(Keys.antialias, isNearest, "with 'mode: nearest'", record, &sink),
      meaningless(Keys.scale, crops, "with 'coordinates: tf_crop_and_resize'", record, &sink),
      meaningless(Keys.region, !crops, "without 'coordinates: tf_crop_and_resize'", record, &sink),
      meaningless(Keys.extrapolation, !crops, "without 'coordinates: tf_crop_and_resize'", record, &sink),
      miscounted(Keys.axes, record[Keys.axes]?.count, 1, record, &sink),
      miscounted(Keys.scale, record[Keys.scale]?.count, 1, record, &sink),
      miscounted(Keys.region, record[Keys.region]?.count, 2, record, &sink),
      missing(Keys.rounding, isNearest && record[Keys.rounding] == nil, "'mode: nearest'", record, &sink),
      missing(Keys.region, crops && record[Keys.region] == nil, "'coordinates: tf_crop_and_resize'", record, &sink),
    ]
    return !faults.contains(true)
  }

  private static func meaningless<Value>(
    _ key: Key<Value>,
    _ isMeaningless: Bool,
    _ why: String,
    _ record: Record,
    _ sink: inout DiagnosticSink
  ) -> Bool {
    guard isMeaningless, record.has(key) else { return false }
    sink.error(.conflictingKeys, "'\(key.name)' has no meaning \(why)", at: record.span(of: key), help: "leave it out")
    return true
  }

  private static func miscounted<Value>(
    _ key: Key<Value>,
    _ count: Int?,
    _ each: Int,
    _ record: Record,
    _ sink: inout DiagnosticSink
  ) -> Bool {
    let wanted = record[Keys.size].count * each
    guard let count, count != wanted else { return false }
    sink.error(
      .valueNotAllowed,
      "'\(key.name)' has \(count) item\(count == 1 ? "" : "s"), but 'size' asks for \(wanted)",
      at: record.span(of: key)
    )
    return true
  }

  private static func missing<Value>(
    _ key: Key<Value>,
    _ isMissing: Bool,
    _ reader: String,
    _ record: Record,
    _ sink: inout DiagnosticSink
  ) -> Bool {
    guard isMissing else { return false }
    sink.error(.missingKey, "layer 'resize' with \(reader) needs '\(key.name)'", at: record.span)
    return true
  }

  private enum Keys {
    static let size = Key(
      "size",
      ValueType<[Int]>.oneOrMore(.count),
      "The new sizes of the last axes, or of those that `axes` names."
    )
    static let axes = Key(
      optional: "axes",
      ValueType<[Int]>.oneOrMore(.integer(-8...7)),
      shownAs: "the last ones",
      "The axes, counted per example; negative ones from the end."
    )
    static let mode = Key(
      "mode",
      .word(ResizeFilter.Mode.self),
      "What elements are made of: the nearest one, the two around them (`linear`) or the four (`cubic`) along each axis."
    )
    static let coordinates = Key(
      "coordinates",
      .word(ResizeFilter.Coordinates.self),
      "Where the new elements lie on the old axis, as ONNX calls it."
    )
    static let rounding = Key(
      optional: "rounding",
      .word(ResizeFilter.Rounding.self),
      shownAs: "needed for `nearest`",
      "Which element is nearest."
    )
    static let cubicCoefficient = Key(
      "cubic_coefficient",
      .float32,
      default: -0.75,
      "How steep the cubic curve is at a distance of 1: -0.75 in PyTorch and ONNX, -0.5 for Catmull and Rom."
    )
    static let excludeOutside = Key(
      "exclude_outside",
      ValueType<Bool>.boolean,
      default: false,
      "Whether elements beyond the ends do not count, instead of being those at the ends."
    )
    static let antialias = Key(
      "antialias",
      ValueType<Bool>.boolean,
      default: false,
      "Whether the curve is stretched along axes that shrink, so that all elements have a part."
    )
    static let scale = Key(
      optional: "scale",
      ValueType<[Double]>.oneOrMore(.positiveFloat32),
      shownAs: "new size by old size",
      "What coordinates are reckoned with, for each axis, where the sizes are rounded."
    )
    static let region = Key(
      optional: "region",
      ValueType<[Double]>.list(of: .float32),
      shownAs: "needed for `tf_crop_and_resize`",
      "Where the first element of each axis lies, then where the last ones do, as parts of the axis."
    )
    static let extrapolation = Key("extrapolation", .float32, default: 0, "What stands outside of the value.")
  }
}
