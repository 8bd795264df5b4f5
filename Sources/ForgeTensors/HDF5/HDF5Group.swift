import ForgeJSON

/// A group of an HDF5 file, with everything below it. Finding something by its name takes the same time however much there is.
struct HDF5Group {
  /// The name of the link to it; empty for the root.
  let name: String
  /// In the order of the file.
  private(set) var groups: [HDF5Group] = []
  private(set) var datasets: [HDF5Dataset] = []
  /// The attributes that Keras writes, as far as they are there.
  private var texts: [ExactText: [String]] = [:]
  private var groupPlaces: [ExactText: Int] = [:]
  private var datasetPlaces: [ExactText: Int] = [:]

  init(name: String) { self.name = name }

  mutating func append(_ group: HDF5Group) {
    groupPlaces[ExactText(group.name)] = groups.count
    groups.append(group)
  }

  mutating func append(_ dataset: HDF5Dataset) {
    datasetPlaces[ExactText(dataset.name)] = datasets.count
    datasets.append(dataset)
  }

  /// Adds an attribute, or continues its list.
  mutating func append(_ values: [String], to attribute: String) {
    texts[ExactText(attribute), default: []] += values
  }

  func group(_ name: String) -> HDF5Group? { groupPlaces[ExactText(name)].map { groups[$0] } }

  func dataset(_ name: String) -> HDF5Dataset? { datasetPlaces[ExactText(name)].map { datasets[$0] } }

  /// A group further down, by the names of the links that lead to it.
  func group(at path: some Collection<String>) -> HDF5Group? {
    guard let name = path.first else { return self }
    return group(name)?.group(at: path.dropFirst())
  }

  /// The texts of an attribute, or nil when it is not there.
  func texts(_ attribute: String) -> [String]? { texts[ExactText(attribute)] }

  /// The only text of an attribute, or nil when it is not there or is a list.
  func text(_ attribute: String) -> String? {
    texts(attribute).flatMap { $0.count == 1 ? $0[0] : nil }
  }
}

/// An array of an HDF5 file.
struct HDF5Dataset {
  /// The name of the link to it.
  let name: String
  let elementType: ElementType
  let size: TensorSize
  /// Where its elements stand in `owner`, little-endian and in C order.
  let byteRange: Range<Int>
  let owner: MappedBytes

  /// The tensor of another name that has the same elements.
  func entry(named name: String) -> TensorEntry {
    TensorEntry(name: name, elementType: elementType, size: size, byteRange: byteRange, owner: owner)
  }
}
