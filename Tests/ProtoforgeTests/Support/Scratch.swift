import Foundation

/// A folder for one test, removed when the test is done with it.
final class Scratch: Sendable {
  let url: URL

  init(name: String = UUID().uuidString) throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "protoforge-tests-\(UUID().uuidString)").appending(path: name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A folder with the spec `iris.yaml` of a small model, its weights and golden vectors; every `old` text of the spec is
  /// replaced by its `new` one.
  convenience init(iris replacements: [(old: String, new: String)], name: String = UUID().uuidString) throws {
    try self.init(name: name)
    for file in ["iris.yaml", "iris.safetensors", "iris.golden.csv"] {
      try FileManager.default.copyItem(at: Repository.specs.appending(path: "iris/\(file)"), to: url.appending(path: file))
    }
    for (old, new) in replacements { try replace(old, with: new, in: "iris.yaml") }
  }

  deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }

  func path(_ path: String) -> String { url.appending(path: path).path }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: self.path(path)) }

  func bytes(_ path: String) throws -> Data { try Data(contentsOf: url.appending(path: path)) }

  func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// Writes a file, making its folders.
  func write(_ text: String, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func replace(_ old: String, with new: String, in path: String) throws {
    let text = try self.text(path)
    guard text.contains(old) else { throw MissingText(text: old, path: path) }
    try write(text.replacing(old, with: new), to: path)
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: self.path(path)) }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: self.path(path), withDestinationPath: target)
  }

  /// An empty file, open for writing.
  func newFile(_ path: String) throws -> FileHandle {
    try write("", to: path)
    return try FileHandle(forWritingTo: url.appending(path: path))
  }

  /// Every file below a folder with its bytes.
  func files(below folder: String = ".") throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: self.path(folder)) {
      var isFolder: ObjCBool = false
      let full = self.path("\(folder)/\(path)")
      guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[path] = try Data(contentsOf: URL(filePath: full))
    }
    return files
  }

  /// When every file below a folder was written.
  func writingTimes(below folder: String) throws -> [String: Date] {
    var times: [String: Date] = [:]
    for path in try files(below: folder).keys {
      let attributes = try FileManager.default.attributesOfItem(atPath: self.path("\(folder)/\(path)"))
      times[path] = attributes[.modificationDate] as? Date
    }
    return times
  }

  /// Folders that a build writes to before it puts them in place.
  func stagingFolders() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.contains(".protoforge-") }
  }
}

/// A text that a test wants to replace is not there: the test must follow the file.
struct MissingText: Error {
  let text: String
  let path: String
}

/// The repository that these tests are in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let specs = root.appending(path: "Specs")
}
