import ForgeDiagnostics
import ForgeTensors

/// Golden vectors on their way to the folder of the spec.
struct GoldenCopy {
  enum Content {
    /// The bytes of a CSV file.
    case table([UInt8])
    case tensors(TensorFile)
  }

  /// The file that they come from.
  let origin: String
  private(set) var content: Content
  /// Whether the copy is another file than its origin.
  private(set) var isNew = false

  init(origin: String, content: Content) {
    self.origin = origin
    self.content = content
  }

  /// What a copy's name ends in. What is left out of an archive of NumPy makes another file of it.
  ///
  /// - Parameter leavingOut: whether inputs are held at a value.
  static func ending(of path: String, leavingOut: Bool) -> String {
    let ending = fileExtension(of: path)
    return leavingOut && ending == "npz" ? "safetensors" : ending
  }

  /// Leaves the inputs out that are held at a value: each must have it in all rows.
  mutating func leaveOut(_ held: [TensorEntry]) throws(Diagnostic) {
    guard case .tensors(let file) = content else { return }
    let there = held.filter { file[$0.name] != nil }
    for value in there { try check(value, in: file) }
    isNew = !there.isEmpty || Self.ending(of: origin, leavingOut: !held.isEmpty) != fileExtension(of: origin)
    content = .tensors(file.without(there.map(\.name)))
  }

  private func check(_ value: TensorEntry, in file: TensorFile) throws(Diagnostic) {
    guard let entry = file[value.name] else { return }
    let (wanted, found) = (value.doubles(), entry.floatsOrWholeNumbers)
    let isFit = !found.isEmpty && found.count.isMultiple(of: wanted.count)
    let place = found.indices.first { found[$0] != wanted[$0 % wanted.count] }
    guard !isFit || place != nil else { return }
    let row = place.map { " in row \($0 / wanted.count + 1)" } ?? ""
    throw Diagnostic(
      .error,
      .badGoldenValue,
      "'\(value.name)' does not have the value\(row) that --constant gives it",
      at: .file(path: origin),
      help: "record golden vectors with that value, or give the one that they were recorded with"
    )
  }

  /// What hands the bytes of the copy over.
  func pieces(limit: Int) throws -> (([UInt8]) -> Void) -> Void {
    if isNew, case .tensors(let file) = content { return try SafetensorsWriter(file.entries).forEachPiece }
    let bytes = try InputFile.bytes(origin, limit: limit)
    return { $0(bytes) }
  }
}

extension TensorEntry {
  /// The elements, numbers with a fraction as float32 has them.
  fileprivate var floatsOrWholeNumbers: [Double] { elementType.isFloatingPoint ? floats().map(Double.init) : doubles() }
}
