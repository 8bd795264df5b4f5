import ForgeDiagnostics
import ForgeImport
import ForgeJSON
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

  /// What a copy's name ends in. Archives of NumPy are not written: what may be left out or renamed makes another file of them.
  static func ending(of path: String) -> String {
    let ending = fileExtension(of: path)
    return ending == "npz" ? "safetensors" : ending
  }

  /// Leaves the inputs out that are held at a value, each of which must have it in all rows, and calls arrays as the spec does that
  /// have the prototype's own names.
  mutating func fit(_ imported: ImportedPrototype) throws(Diagnostic) {
    guard case .tensors(let file) = content else { return }
    let held = imported.held.filter { file[$0.name] != nil }
    for value in held { try check(value, in: file) }
    let names = Set((imported.features + imported.outputs).map(ExactText.init))
    let renamed = imported.renamedPorts.filter { port in
      file[port.original] != nil && file[port.name] == nil && !names.contains(ExactText(port.original))
    }
    isNew = !held.isEmpty || !renamed.isEmpty || Self.ending(of: origin) != fileExtension(of: origin)
    do {
      content = .tensors(try file.without(held.map(\.name)).renaming(renamed.map { ($0.original, $0.name) }))
    } catch {
      throw Diagnostic(.error, .unreadableGolden, error.message, at: .file(path: origin), help: error.hint)
    }
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
