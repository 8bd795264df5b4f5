import ForgeJSON
import ForgeTensors

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files that a model refers to: below its own folder, nowhere else.
///
/// A model is data from outside, and what it names goes into generated code: a path that leads out, by `..`, a symbolic or a hard
/// link, could carry a secret into it (CVE-2022-25882 and those after it, of ONNX's own reader).
final class SiblingFiles {
  private let folder: String
  private let limit: Int
  private var opened: [ExactText: MappedBytes] = [:]
  private var total = 0

  /// - Parameters:
  ///   - path: the model.
  ///   - limit: bytes of all files together.
  init(beside path: String, limit: Int) {
    folder = protoforge.folder(of: path)
    self.limit = limit
  }

  func open(_ location: String, _ tensor: String) throws(TensorFileError) -> MappedBytes {
    if let bytes = opened[ExactText(location)] { return bytes }
    let name = location.quotedForMessage
    func refusal(_ why: String) -> TensorFileError {
      TensorFileError("its elements are in \(name), which \(why)", tensor: tensor)
    }
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != ".." }), !location.utf8.contains(0),
      !location.contains("\\"), !location.contains("://")
    else { throw refusal("is no path below the model's folder") }
    do {
      let root = try Root(folder)
      let real = try InputFile.realPath(joined(folder, location))
      guard root.contains(real), real == joined(root.path, location) else {
        throw refusal("is a link, or leads out of the folder")
      }
      guard try !InputFile.hasOtherNames(real) else {
        throw refusal("has several names (hard links), one of which may be elsewhere")
      }
      let bytes = try InputFile.map(real)
      total += bytes.count
      guard total <= limit else { throw refusal("makes the model larger than \(limit) bytes, the limit") }
      opened[ExactText(location)] = bytes
      return bytes
    } catch let fault as FileFault {
      throw refusal("cannot be read: \(fault.message)")
    } catch let fault as TensorFileError {
      throw fault
    } catch {
      throw refusal("cannot be read")
    }
  }
}

extension InputFile {
  /// Whether a file has more than one name.
  static func hasOtherNames(_ path: String) throws(FileFault) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFault("look at", path) }
    return status.st_nlink > 1
  }
}
