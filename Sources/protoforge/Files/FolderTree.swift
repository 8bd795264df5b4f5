#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Folders as the operating system has them: listing, making, removing. No symbolic link is followed below the folder named.
enum FolderTree {
  /// The names in a folder, sorted by their bytes.
  static func entries(of folder: String) throws(FileFault) -> [String] {
    guard let directory = opendir(folder) else { throw FileFault("list", folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Everything below a folder that is no folder itself, relative to it, sorted; `isSkipped` gets a relative path and its last
  /// component.
  static func files(below root: String, skipping isSkipped: (String, String) -> Bool) throws(FileFault) -> [String] {
    var files: [String] = []
    var open = [""]
    while let folder = open.popLast() {
      for name in try entries(of: folder.isEmpty ? root : "\(root)/\(folder)") {
        let relative = folder.isEmpty ? name : "\(folder)/\(name)"
        guard !isSkipped(relative, name), let kind = kind(of: "\(root)/\(relative)") else { continue }
        if kind == .folder { open.append(relative) } else { files.append(relative) }
      }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  enum Kind { case folder, other }

  /// What stands at a path, a link being no folder; nil when nothing does.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
  }

  /// Where a symbolic link leads; nil for anything else.
  static func linkDestination(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes a folder and those above it.
  static func make(_ path: String) throws(FileFault) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) { return }
    guard errno == ENOENT, folder(of: path) != path else { throw FileFault("make", path) }
    try make(folder(of: path))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileFault("make", path) }
  }

  /// Whether a path leads to a folder, through links too. `errno` stays as it was.
  private static func isFolder(_ path: String) -> Bool {
    let number = errno
    defer { errno = number }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Removes a folder with everything in it.
  static func remove(_ path: String) {
    guard let kind = kind(of: path) else { return }
    guard kind == .folder else {
      unlink(path)
      return
    }
    for name in (try? entries(of: path)) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }

  /// Brings a folder's own entries to disk.
  static func synchronize(_ folder: String) throws(FileFault) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileFault("write", folder) }
  }
}
