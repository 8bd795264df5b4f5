import ForgeGraph

/// An operator over images that computes any rows of its result from those rows of the first input that they see, and from the same
/// rows of further inputs.
///
/// It writes the same statements as for whole images: of as many rows as the operands' types say, which are expressions of the generated
/// code then, and with `CallSite.rowsBefore` rows of padding above them.
protocol RowOperator: Operator {
  /// How the rows of the result lie over those of the first input; nil where the operator cannot compute some of them alone.
  func rowWindow(of inputs: [TensorType]) -> RowWindow?
}

/// A window that slides down an image, as far as its rows are concerned.
struct RowWindow: Sendable, Hashable {
  /// The rows from its first to its last.
  let extent: Int
  let stride: Int
  /// The rows of padding above the image.
  let before: Int

  /// The window of an operator that sees a row for each of its own.
  static let row = RowWindow(extent: 1, stride: 1, before: 0)

  /// The rows of an image, `height` rows high, that some rows of a result see.
  func rowsSeen(by rows: Range<Int>, height: Int) -> Range<Int> {
    let first = min(height, max(0, rows.lowerBound * stride - before))
    return first..<max(first, min(height, (rows.upperBound - 1) * stride - before + extent))
  }
}

extension FinishedOperator: RowOperator {
  func rowWindow(of inputs: [TensorType]) -> RowWindow? {
    (base as? any RowOperator)?.rowWindow(of: Array(inputs.prefix(baseInputCount)))
  }
}

extension Convolution: RowOperator {
  /// Depthwise convolutions, and those of single pixels. Others would go over many weights once for each few rows, and some do not
  /// compute rows by themselves (minimal filtering).
  func rowWindow(of inputs: [TensorType]) -> RowWindow? {
    let x = form.sizes(of: inputs[0].shape)
    guard form.rank == .image, form.format == .channelsLast, let height = x.height.fixedValue, x.width.fixedValue != nil
    else { return nil }
    if isPointwise && groups == 1 { return .row }
    guard isDepthwise(x) else { return nil }
    let before = window.rows.amounts(on: height, padding.rows).before
    return RowWindow(extent: window.rows.extent, stride: window.rows.stride, before: before)
  }
}
