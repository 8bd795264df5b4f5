import ForgeGraph

/// How many axes a value has besides its channels. A sequence is computed as an image of height 1.
enum SpatialRank: Int, Sendable, Hashable, CaseIterable {
  case sequence = 1
  case image = 2

  /// The axes as lists in a spec give them.
  var axisNames: [String] { self == .sequence ? ["length"] : ["height", "width"] }

  /// The ending of the layers' names: `1d`, `2d`.
  var suffix: String { "\(rawValue)d" }
}

/// The axes of the values that a spatial layer reads and gives: `[channels, height, width]`, `[length, channels]`.
struct SpatialForm: Sendable, Hashable {
  let rank: SpatialRank
  var format: DataFormat

  /// The sizes of the only input, which must have these axes.
  func sizes(of inputs: [TensorType], for layer: String) throws(ShapeError) -> SpatialSizes {
    let shape = try inputs.onlyFloatShape()
    guard shape.rank == rank.rawValue + 1 else {
      let wanted = rank == .sequence ? "a sequence" : "an image"
      throw ShapeError(
        "\(layer) takes \(wanted) \(self) for each example, not \(shape)",
        help: shape.rank == 1 ? "a 'reshape' layer before it gives the value these axes" : nil
      )
    }
    return sizes(of: shape)
  }

  func sizes(of shape: TensorShape) -> SpatialSizes {
    let axes = format.spatialAxes(rank: shape.rank)
    return SpatialSizes(
      channels: shape[format.channelAxis(rank: shape.rank)],
      height: rank == .sequence ? .fixed(1) : shape[axes.lowerBound],
      width: shape[axes.upperBound - 1]
    )
  }

  func shape(of sizes: SpatialSizes) -> TensorShape {
    let spatial = rank == .sequence ? [sizes.width] : [sizes.height, sizes.width]
    return TensorShape(format == .channelsFirst ? [sizes.channels] + spatial : spatial + [sizes.channels])
  }

  /// The type of a result, whose sizes must be at least 1 and not too many to count.
  func type(of sizes: SpatialSizes, for layer: String) throws(ShapeError) -> TensorType {
    let shape = shape(of: sizes)
    if let size = shape.dimensions.compactMap(\.fixedValue).min(), size < 1 {
      throw ShapeError("\(layer) would give \(shape), but every axis needs at least 1 element")
    }
    guard shape.count.fixedValue ?? 0 < Int.max / 16 else {
      throw ShapeError("\(layer) would give \(shape), which is too large", kind: .overflow)
    }
    return TensorType(.float32, shape)
  }
}

extension SpatialForm {
  /// Stops the emission of a layer whose channels come first: kernels take them last, and the pass channels-last leaves no other.
  func expectChannelsLast() {
    precondition(format == .channelsLast, "kernels take channels last: the pass channels-last has not run")
  }
}

extension SpatialForm: CustomStringConvertible {
  var description: String {
    let axes = rank.axisNames.joined(separator: ", ")
    return format == .channelsFirst ? "[channels, \(axes)]" : "[\(axes), channels]"
  }
}

/// The sizes of a sequence or image, wherever its channels lie.
struct SpatialSizes: Sendable, Hashable {
  var channels: Dimension
  var height: Dimension
  var width: Dimension

  /// How many pixels each channel has.
  var pixels: Dimension { height * width }

  /// The same pixels in one row, for what treats each by itself.
  var asOneRow: SpatialSizes { SpatialSizes(channels: channels, height: .fixed(1), width: pixels) }
}
