import ForgeDiagnostics
import ForgeSpec

/// The keys of convolutions and transposed convolutions.
struct ConvolutionKeys: Sendable {
  let window: WindowKeys
  let filters = Key("filters", ValueType<Int>.count, "How many filters there are: the channels of the result.")
  let groups = Key(
    "groups",
    ValueType<Int>.count,
    default: 1,
    """
    Into how many groups channels and filters divide; a filter reads the channels of its own group. With a group for each \
    channel the convolution is depthwise.
    """
  )
  let bias = Key("bias", ValueType<Bool>.boolean, default: true, "Whether a learned bias is added to each filter's result.")

  init(_ rank: SpatialRank) {
    window = WindowKeys(rank, strideDefault: "1")
  }

  var all: [AnyKey] {
    [
      AnyKey(filters), AnyKey(window.kernel), AnyKey(window.stride), AnyKey(window.padding), AnyKey(window.dilation),
      AnyKey(groups), AnyKey(bias), AnyKey(Key.dataFormat),
    ]
  }

  func groupsDivideFilters(_ record: Record, into sink: inout DiagnosticSink) -> Bool {
    let (count, groups) = (record[filters], record[groups])
    if count.isMultiple(of: groups) { return true }
    sink.error(
      .valueNotAllowed,
      "\(count) filters do not divide into \(groups) groups of the same size",
      at: record.span(of: self.groups),
      help: "'filters' must be a multiple of 'groups'"
    )
    return false
  }
}
