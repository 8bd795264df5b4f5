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
///
/// While a writer lives, the folder above the target is locked: builds into it take turns, and a hidden folder that is found
/// there was left by a build that is dead.
struct PackageWriter: ~Copyable {
  /// The target without links at its end, so that the folder behind a link is changed, not the link.
  let target: String
  private let parent: String
  private let lock: Int32

  private static let stagingMark = ".protoforge-"

  init(target: String) {
    self.target = (try? InputFile.realPath(target)) ?? target
    parent = folder(of: self.target)
    lock = Self.lock(parent)
    if lock >= 0 { recoverLeftovers() }
  }

  deinit { if lock >= 0 { close(lock) } }

  /// Waits for other builds into the folder. Negative where it is not there yet or its file system has no locks: leftovers are
  /// then left alone.
  private static func lock(_ folder: String) -> Int32 {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return -1 }
    while flock(descriptor, LOCK_EX) != 0 {
      if errno == EINTR { continue }
      close(descriptor)
      return -1
    }
    return descriptor
  }

  /// Whether the current folder is the target or lies in it.
  var holdsCurrentFolder: Bool {
    guard let current = try? InputFile.realPath("."), let real = try? InputFile.realPath(target) else { return false }
    return current == real || current.hasPrefix(real + "/")
  }

  func write(_ files: [GeneratedFile]) throws(FileFault) {
    try FolderTree.make(parent)
    let staging = try makeStagingFolder()
    do throws(FileFault) {
      try stage(files, in: staging)
      try moveIntoPlace(staging)
    } catch {
      FolderTree.remove(staging)
      throw error
    }
  }

  // MARK: Staging

  private var stagingPrefix: String { ".\(fileName(of: target))\(Self.stagingMark)" }

  private func makeStagingFolder() throws(FileFault) -> String {
    while true {
      let path = joined(parent, stagingPrefix + String(UInt32.random(in: 0...UInt32.max), radix: 36))
      if mkdir(path, 0o777) == 0 { return path }
      guard errno == EEXIST else { throw FileFault("make", path) }
    }
  }

  private func stage(_ files: [GeneratedFile], in staging: String) throws(FileFault) {
    for file in files {
      let path = "\(staging)/\(file.path)"
      try FolderTree.make(folder(of: path))
      if case .link(let destination) = file.content {
        guard symlink(destination, path) == 0 else { throw FileFault("link", path) }
      } else {
        try OutputFile.write(path) { file.forEachPiece($0) }
      }
    }
    try FolderTree.synchronize(staging)
  }

  // MARK: The change of names

  private func moveIntoPlace(_ staging: String) throws(FileFault) {
    // A folder that is there may hold what tools left, which a plain renaming would refuse or lose.
    guard FolderTree.kind(of: target) == .folder else {
      guard rename(staging, target) == 0 else { throw FileFault("put in place", target) }
      return try FolderTree.synchronize(parent)
    }
    guard forge_exchange(staging, target) == 0 else { throw FileFault("put in place", target) }
    adoptOthers(from: staging)
    FolderTree.remove(staging)
    try FolderTree.synchronize(parent)
  }

  /// Moves what is not the old package's own to the new one: what tools left, and files that somebody added.
  private func adoptOthers(from old: String) {
    for name in PackageFolder.toolNames { move("\(old)/\(name)", to: "\(target)/\(name)") }
    let own = Set(PackageFolder(path: old).lock?.files ?? [])
    for path in (try? FolderTree.files(below: old, skipping: { _, _ in false })) ?? [] where !own.contains(path) {
      move("\(old)/\(path)", to: "\(target)/\(path)")
    }
  }

  /// Moves a file or folder to where nothing stands yet.
  private func move(_ old: String, to new: String) {
    guard FolderTree.kind(of: old) != nil, FolderTree.kind(of: new) == nil else { return }
    guard (try? FolderTree.make(folder(of: new))) != nil else { return }
    _ = rename(old, new)
  }

  // MARK: Leftovers

  /// Removes what builds that were killed left behind, after fetching a user's files from an old package among it.
  private func recoverLeftovers() {
    let names = ((try? FolderTree.entries(of: parent)) ?? []).filter { $0.hasPrefix(stagingPrefix) }
    for leftover in names.map({ joined(parent, $0) }) {
      // Without its lock file the folder is half a new package, and holds nothing of anybody.
      if PackageFolder(path: leftover).lock != nil, FolderTree.kind(of: target) == .folder { adoptOthers(from: leftover) }
      FolderTree.remove(leftover)
    }
  }
}
