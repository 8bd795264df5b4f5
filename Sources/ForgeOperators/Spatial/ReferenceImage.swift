import ForgeGraph

/// A sequence or image of the reference interpreter, read by channel, row and column wherever its axes lie.
struct ReferenceImage {
  let channels: Int
  let height: Int
  let width: Int
  private let form: SpatialForm
  private let steps: (channel: Int, row: Int, column: Int)
  private var elements: [Double]

  init(_ tensor: ReferenceTensor, _ form: SpatialForm) {
    self.init(form.sizes(of: TensorShape(tensor.shape)), form, elements: tensor.elements)
  }

  /// An image of zeros; its sizes must be fixed.
  init(_ sizes: SpatialSizes, _ form: SpatialForm) {
    self.init(sizes, form, elements: nil)
  }

  private init(_ sizes: SpatialSizes, _ form: SpatialForm, elements: [Double]?) {
    channels = sizes.channels.fixedValue ?? 0
    height = sizes.height.fixedValue ?? 0
    width = sizes.width.fixedValue ?? 0
    self.form = form
    steps =
      switch form.format {
      case .channelsFirst: (height * width, width, 1)
      case .channelsLast: (1, width * channels, channels)
      }
    self.elements = elements ?? [Double](repeating: 0, count: channels * height * width)
  }

  var sizes: SpatialSizes {
    SpatialSizes(channels: .fixed(channels), height: .fixed(height), width: .fixed(width))
  }

  var tensor: ReferenceTensor {
    ReferenceTensor(shape: form.shape(of: sizes).fixedSizes ?? [], elements: elements)
  }

  func contains(_ row: Int, _ column: Int) -> Bool { row >= 0 && row < height && column >= 0 && column < width }

  subscript(channel: Int, row: Int, column: Int) -> Double {
    get { elements[channel * steps.channel + row * steps.row + column * steps.column] }
    set { elements[channel * steps.channel + row * steps.row + column * steps.column] = newValue }
  }

  /// Fills every element by its channel, row and column.
  mutating func fill(_ element: (_ channel: Int, _ row: Int, _ column: Int) -> Double) {
    for channel in 0..<channels {
      for row in 0..<height {
        for column in 0..<width { self[channel, row, column] = element(channel, row, column) }
      }
    }
  }
}
