import CForgeHDF5
import ForgeJSON

/// Why an HDF5 file is refused: what a process says about it, as a sentence.
struct HDF5Fault {
  private let message: String
  private let hint: String?
  private let subject: Subject

  private enum Subject {
    case file
    /// Something that has a path.
    case place
    case dataset
  }

  /// Nil when there is no such code.
  init?(code: Int, detail: String = "", a: UInt64 = 0, b: UInt64 = 0) {
    let dataset = Self.dataset(code, detail, a, b) ?? Self.size(code, a, b)
    let place = Self.place(code, detail, a)
    guard let sentence = dataset ?? place ?? Self.file(code, a) else { return nil }
    (message, hint) = sentence
    subject = dataset != nil ? .dataset : place != nil ? .place : .file
  }

  /// - Parameter path: the group or dataset that it is about.
  func error(at path: String) -> TensorFileError {
    switch subject {
    case .place where !path.isEmpty: TensorFileError("\(path.quotedForMessage): \(message)", hint: hint)
    case .file, .place: TensorFileError(message, hint: hint)
    case .dataset: TensorFileError(message, tensor: path.escapedForOneLine, hint: hint)
    }
  }

  private typealias Sentence = (message: String, hint: String?)

  private static let writeAgain = "write the file again with Keras"

  private static func file(_ code: Int, _ a: UInt64) -> Sentence? {
    switch code {
    case FORGE_HDF5_NO_LIBRARY:
      ("libhdf5, which reads it, is not installed", "apt-get install libhdf5-dev, or brew install hdf5")
    case FORGE_HDF5_OTHER_VERSION:
      ("libhdf5 is another version than the one that protoforge was built with", "build protoforge again")
    case FORGE_HDF5_TOO_MANY_OBJECTS: ("the file holds more than \(a) groups and datasets", nil)
    default: nil
    }
  }

  /// About groups, links and names.
  private static func place(_ code: Int, _ detail: String, _ a: UInt64) -> Sentence? {
    switch code {
    case FORGE_HDF5_LIBRARY_REFUSES:
      (
        "libhdf5 cannot read it" + (detail.isEmpty ? "" : ": \(detail.escapedForOneLine)"),
        "the file may be cut short or damaged"
      )
    case FORGE_HDF5_SOFT_LINK: ("it is a soft link, which is not followed", writeAgain)
    case FORGE_HDF5_EXTERNAL_LINK: ("it is a link to another file, which is not followed", writeAgain)
    case FORGE_HDF5_UNKNOWN_LINK: ("it is a link of the unknown kind \(a)", writeAgain)
    case FORGE_HDF5_SEVERAL_NAMES: ("it has \(a) names, only one is allowed", writeAgain)
    case FORGE_HDF5_UNKNOWN_OBJECT: ("it is neither a group nor a dataset", writeAgain)
    case FORGE_HDF5_TOO_DEEP: ("it is nested deeper than \(a) groups", nil)
    case FORGE_HDF5_LONG_NAME: ("it holds a name of more than \(a) bytes", nil)
    case FORGE_HDF5_LONG_TEXT: ("its attribute \(detail.quotedForMessage) has more than \(a) bytes or texts", nil)
    case FORGE_HDF5_NO_TEXT: ("its attribute \(detail.quotedForMessage) is no text", writeAgain)
    default: nil
    }
  }

  /// About what a dataset is.
  private static func dataset(_ code: Int, _ detail: String, _ a: UInt64, _ b: UInt64) -> Sentence? {
    switch code {
    case FORGE_HDF5_EXTERNAL_STORAGE: ("its elements are in another file, which is not opened", writeAgain)
    case FORGE_HDF5_VIRTUAL_DATASET: ("it is a virtual dataset, made of others, which is not supported", writeAgain)
    case FORGE_HDF5_UNKNOWN_FILTER:
      (
        "it is compressed with filter \(a)\(detail.isEmpty ? "" : " (\(detail.quotedForMessage))"), "
          + "only deflate (1) and shuffle (2) are supported",
        "write it without compression, or with compression='gzip'"
      )
    case FORGE_HDF5_UNKNOWN_ELEMENTS:
      ("its elements of \(b) bytes are \(elements(a)), only plain numbers are read", "save numbers")
    case FORGE_HDF5_NO_SPACE: ("it holds nothing: its data space is null", writeAgain)
    default: nil
    }
  }

  /// About how large a dataset is.
  private static func size(_ code: Int, _ a: UInt64, _ b: UInt64) -> Sentence? {
    switch code {
    case FORGE_HDF5_TOO_MANY_AXES: ("it has \(a) axes, the limit is \(b)", nil)
    case FORGE_HDF5_COUNTLESS: ("its shape is larger than any file", nil)
    case FORGE_HDF5_NOT_WRITTEN: ("it declares \(a) bytes, but none were ever written", writeAgain)
    case FORGE_HDF5_OTHER_SIZE: ("it declares \(a) bytes, but \(b) are stored", "the file may be damaged")
    case FORGE_HDF5_INFLATES_TOO_FAR:
      ("it declares \(a) bytes, but \(b) are stored: that is more than the limits allow", nil)
    case FORGE_HDF5_TOO_LARGE: ("with it, all tensors take more than the limit of \(a) bytes", TensorLimits.hint)
    case FORGE_HDF5_NO_MEMORY: ("there is no memory for \(a) bytes", nil)
    default: nil
    }
  }

  /// A class of types (`H5T_class_t` in `H5Tpublic.h`) in words.
  private static func elements(_ typeClass: UInt64) -> String {
    switch typeClass {
    case 0: "integers of an unusual form"
    case 1: "floating-point numbers of an unusual form"
    case 2: "times"
    case 3: "texts"
    case 4: "bit fields"
    case 5: "raw bytes"
    case 6: "compounds"
    case 7: "references to objects"
    case 8: "an enumeration"
    case 9: "lists of variable length"
    case 10: "arrays"
    default: "of an unknown kind"
    }
  }
}
