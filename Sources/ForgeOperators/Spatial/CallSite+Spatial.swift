import ForgeGraph

/// How spatial operators write their arguments in Swift.
extension CallSite {
  /// A size as `(height, width)`.
  func swift(_ sizes: SpatialSizes) -> String { "(\(swift(sizes.height)), \(swift(sizes.width)))" }

  /// A window with the padding before the image: `Kernel.window(3, 3, stride: (2, 2), before: (1, 1))`.
  func swift(_ window: SpatialWindow, over image: SpatialSizes, _ padding: SpatialPadding) -> String {
    let (rows, columns) = (window.rows, window.columns)
    var arguments = ["\(rows.size)", "\(columns.size)"]
    if (rows.stride, columns.stride) != (1, 1) { arguments.append("stride: (\(rows.stride), \(columns.stride))") }
    if (rows.dilation, columns.dilation) != (1, 1) { arguments.append("dilation: (\(rows.dilation), \(columns.dilation))") }
    let varies = rows.paddingVaries(on: image.height) || columns.paddingVaries(on: image.width)
    if padding == .same && varies && rowsBefore == nil {
      arguments.append("sameOn: \(swift(image))")
    } else {
      let top = rowsBefore ?? "\(rows.amounts(on: image.height.fixedValue ?? 1, padding.rows).before)"
      let left = columns.amounts(on: image.width.fixedValue ?? 1, padding.columns).before
      if (top, left) != ("0", 0) { arguments.append("before: (\(top), \(left))") }
    }
    return "Kernel.window(\(arguments.joined(separator: ", ")))"
  }

  /// How kernels that do not mix channels see an image: planes of pixels of several elements.
  func planes(of sizes: SpatialSizes, _ format: DataFormat) -> (planes: String, pixel: String) {
    format == .channelsFirst ? (swift(sizes.channels), "1") : ("1", swift(sizes.channels))
  }
}

/// How many places of a window a kernel works on at a time, when each needs `depth` floats of scratch: a multiple of 16, at
/// most 256, and about 128 KiB in all.
func placesAtATime(depth: Int, places: Dimension) -> Int {
  let inCache = min(256, max(16, 32_768 / depth / panelWidth * panelWidth))
  guard let places = places.fixedValue else { return inCache }
  return min(inCache, (places + panelWidth - 1) / panelWidth * panelWidth)
}
