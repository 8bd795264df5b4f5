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

  /// Takes the number of the last failed call.
  init(_ operation: String, _ path: String) {
    self.operation = operation
    self.path = path
    number = errno
  }

  /// Such as “cannot open 'a': No such file or directory”.
  var message: String { "cannot \(operation) '\(path)': \(String(cString: strerror(number)))" }

  var isNotThere: Bool { number == ENOENT || number == ENOTDIR }
}
