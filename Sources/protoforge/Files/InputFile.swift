import ForgeJSON
import ForgeTensors

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Opens and maps files that a user names, never following anything but a regular file.
enum InputFile {
  /// The whole file in memory, for texts.
  static func bytes(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
    let mapped = try map(path)
    return mapped.withUnsafeBytes { Array($0.prefix(limit + 1)) }
  }

  /// The file mapped for reading: pages are loaded when they are looked at.
  static func map(_ path: String) throws(FileFault) -> MappedBytes {
    let (descriptor, count) = try Self.open(path)
    defer { close(descriptor) }
    guard count > 0 else { return MappedBytes([]) }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw FileFault("map", path)
    }
    nonisolated(unsafe) let mapping = start
    return MappedBytes(unsafeMapped: UnsafeRawBufferPointer(start: start, count: count)) { munmap(mapping, count) }
  }

  /// A regular file open for reading, and how many bytes it has. A folder, device or pipe is no input, and is not waited for.
  static func open(_ path: String) throws(FileFault) -> (descriptor: Int32, count: Int) {
    let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFault("open", path) }
    do throws(FileFault) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileFault("look at", path) }
      guard status.st_mode & S_IFMT == S_IFREG else {
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        let reason = isFolder ? "it is a folder" : "it is no regular file"
        throw FileFault("read", path, number: isFolder ? EISDIR : EINVAL, reason: reason)
      }
      return (descriptor, Int(status.st_size))
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// The path with every symbolic link resolved.
  static func realPath(_ path: String) throws(FileFault) -> String {
    guard let resolved = realpath(path, nil) else { throw FileFault("find", path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether two paths name one file that is there.
  static func isSame(_ path: String, _ other: String) -> Bool {
    guard let resolved = try? realPath(path) else { return false }
    return (try? realPath(other)) == resolved
  }
}

private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }

/// A folder that paths of a spec may not leave.
struct Root {
  /// Absolute, without symbolic links.
  let path: String

  init(_ path: String) throws(FileFault) { self.path = try InputFile.realPath(path) }

  /// Whether an absolute path without symbolic links lies in the folder.
  func contains(_ realPath: String) -> Bool {
    path == "/" || realPath == path || realPath.hasPrefix(path + "/")
  }

  /// A path below the folder, relative to it, as generated comments show it: a line break in a file's name is escaped, so that it
  /// does not end the comment.
  func relative(_ realPath: String) -> String {
    guard contains(realPath), realPath != path else { return realPath.escapedForOneLine }
    let below = realPath.utf8.dropFirst(path == "/" ? 1 : path.utf8.count + 1)
    return String(Substring(below)).escapedForOneLine
  }
}

/// The folder of a path, `.` when it has none.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The last component of a path.
func fileName(of path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// A path below a folder.
func joined(_ folder: String, _ path: String) -> String {
  folder == "." ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
}

/// The ending of a file name without its dot, in lower case; empty when there is none.
func fileExtension(of path: String) -> String {
  let name = fileName(of: path)
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
  return name[name.index(after: dot)...].lowercased()
}
