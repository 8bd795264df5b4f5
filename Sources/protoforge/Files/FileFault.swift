import ForgeJSON

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the operating system says of a file operation that failed.
struct FileFault: Error {
  let operation: String
  let path: String
  let number: Int32
  private let reason: String

  /// A fault that this program found itself; `number` is the nearest of the operating system's.
  init(_ operation: String, _ path: String, number: Int32, reason: String) {
    self.operation = operation
    self.path = path
    self.number = number
    self.reason = reason
  }

  /// Takes the number of the last failed call.
  init(_ operation: String, _ path: String) {
    let number = errno
    self.init(operation, path, number: number, reason: String(cString: strerror(number)))
  }

  /// Such as “cannot open 'a': No such file or directory”.
  var message: String { "cannot \(operation) '\(path.escapedForOneLine)': \(reason)" }

  var isNotThere: Bool { number == ENOENT || number == ENOTDIR }
}
