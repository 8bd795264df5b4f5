import CForgeSystem
import ForgeEmission

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Puts a package on disk so that at every moment the folder holds the old package or the new one, whole.
///
/// Everything is written to a hidden folder beside the target and brought to disk; then the two folders change names in one
/// step of the file system. What the old folder held besides its own files (`.build`, a team's additions) moves over, and the
/// old folder is removed.
struct PackageWriter {
  let target: String

  private var name: String { fileName(of: target) }
  private var parent: String { folder(of: target) }
  private var stagingPrefix: String { ".\(name).protoforge-" }

  func write(_ files: [GeneratedFile]) throws(FileFault) {
    try makeFolders(parent)
    let parentPath = parent
    removeLeftovers(in: parentPath)
    let staging = joined(parentPath, "\(stagingPrefix)\(getpid())")
    do throws(FileFault) {
      try stage(files, in: staging)
      try moveIntoPlace(staging)
    } catch {
      removeTree(staging)
      throw error
    }
  }

  // MARK: Staging

  private func stage(_ files: [GeneratedFile], in staging: String) throws(FileFault) {
    guard mkdir(staging, 0o777) == 0 else { throw FileFault("make", staging) }
    for file in files {
      let path = "\(staging)/\(file.path)"
      try makeFolders(folder(of: path))
      try write(file, to: path)
    }
    try synchronize(staging)
  }

  private func write(_ file: GeneratedFile, to path: String) throws(FileFault) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFault("write", path) }
    var fault: FileFault?
    file.forEachPiece { piece in
      guard fault == nil else { return }
      piece.withUnsafeBytes { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
          #if canImport(Darwin)
            let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
          #elseif canImport(Glibc)
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
          #else
            let written = Musl.write(descriptor, rest.baseAddress, rest.count)
          #endif
          if written < 0 {
            if errno == EINTR { continue }
            fault = FileFault("write", path)
            return
          }
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
      }
    }
    if fault == nil, fsync(descriptor) != 0 { fault = FileFault("write", path) }
    if close(descriptor) != 0, fault == nil { fault = FileFault("write", path) }
    if let fault { throw fault }
  }

  private func synchronize(_ folder: String) throws(FileFault) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileFault("write", folder) }
  }

  private func makeFolders(_ path: String) throws(FileFault) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, folder(of: path) != path else { throw FileFault("make", path) }
    try makeFolders(folder(of: path))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileFault("make", path) }
  }

  // MARK: The change of names

  private func moveIntoPlace(_ staging: String) throws(FileFault) {
    if rename(staging, target) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw FileFault("put in place", target) }
    try exchange(staging)
    adoptOthers(from: staging)
    removeTree(staging)
    try synchronize(parent)
  }

  /// Swaps the names of two folders in one step.
  private func exchange(_ staging: String) throws(FileFault) {
    guard forge_exchange(staging, target) == 0 else { throw FileFault("put in place", target) }
  }

  /// Moves what is not the old package's own to the new one: what tools left, and files that somebody added.
  private func adoptOthers(from old: String) {
    for name in PackageFolder.toolNames { _ = rename("\(old)/\(name)", "\(target)/\(name)") }
    let package = PackageFolder(path: old)
    guard case .package(let lock)? = try? package.state() else { return }
    let own = Set(lock.files)
    for path in (try? package.allFiles()) ?? [] where !own.contains(path) {
      let new = "\(target)/\(path)"
      guard access(new, F_OK) != 0, (try? makeFolders(folder(of: new))) != nil else { continue }
      _ = rename("\(old)/\(path)", new)
    }
  }

  // MARK: Leftovers

  /// Removes what a build that was killed left behind: a staging folder, never a package.
  private func removeLeftovers(in parent: String) {
    guard let directory = opendir(parent) else { return }
    var leftovers: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name.hasPrefix(stagingPrefix), let process = Int32(name.dropFirst(stagingPrefix.count)) else { continue }
      if kill(process, 0) != 0, errno == ESRCH { leftovers.append(joined(parent, name)) }
    }
    closedir(directory)
    for leftover in leftovers {
      adoptOthers(from: leftover)
      removeTree(leftover)
    }
  }

  /// Removes a folder with everything in it, without following links.
  private func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    if let directory = opendir(path) {
      var names: [String] = []
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { names.append(name) }
      }
      closedir(directory)
      for name in names { removeTree("\(path)/\(name)") }
    }
    rmdir(path)
  }
}
