import Foundation
import ForgeTensors

extension FuzzTarget {
  /// Files that Keras wrote: HDF5, and zip archives with HDF5 in them. Each is read by libhdf5 in a process of its own, and what
  /// crashes there is a refusal like any other; the report counts them by signal.
  static let h5 = FuzzTarget(
    name: "h5",
    dictionary: .texts(
      "TREE",
      "SNOD",
      "HEAP",
      "GCOL",
      "OHDR",
      "OCHK",
      "FRHP",
      "FHDB",
      "FHIB",
      "BTHD",
      "BTLF",
      "BTIN",
      "FSHD",
      "EAHD",
      "FAHD",
      "vars",
      "layers",
      "name",
      "layer_names",
      "weight_names",
      "model_config",
      "0",
      "1",
      "..",
      "/"
    ) + messageTypes,
    repair: { if isZip($0) { repairZip(&$0) } else { repairHDF5(&$0) } },
    change: changeHDF5,
    exercise: { bytes in
      let before = openDescriptors()
      // Some inputs never end: one second tells them.
      var limits = TensorLimits.standard
      limits.processorSeconds = 1
      let refusal = exercise(bytes, isZip(bytes) ? .keras : .h5, limits: limits)
      precondition(openDescriptors() == before, "no descriptor is left open")
      precondition(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD, "no process is left")
      return refusal
    }
  )

  private static func openDescriptors() -> [Int32] {
    (0..<64).filter { fcntl($0, F_GETFD) != -1 }
  }

  /// Messages of object headers: type, size, flags ("HDF5 File Format Specification", IV.A.1.a).
  private static let messageTypes: [[UInt8]] = (0..<24).map { [$0, 0, 24, 0, 0, 0, 0, 0] }

  private static func isZip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("PK".utf8)) }
}

/// Sets the end of the file in a superblock of version 0 ("HDF5 File Format Specification", II.A).
private func repairHDF5(_ bytes: inout [UInt8]) {
  guard bytes.count >= 48, bytes[8] == 0 else { return }
  bytes.replaceSubrange(40..<48, with: littleEndian(UInt64(bytes.count)))
}

/// Changes a byte or a number that means something. Most of an HDF5 file is room that is not used yet, all zeros.
@Sendable private func changeHDF5(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
  guard bytes.count > 8 else { return }
  var place = random.below(bytes.count - 8)
  for _ in 0..<32 where bytes[place] == 0 { place = random.below(bytes.count - 8) }
  let width = random.pick([1, 2, 4, 8])
  switch random.below(8) {
  case 0: bytes[place] ^= 1 << UInt8(random.below(8))
  case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
  case 2: bytes[place] &+= random.below(2) == 0 ? 1 : 0xFF
  case 3: set(UInt64.max >> UInt64(random.below(64)), width)
  case 4: set(UInt64(random.below(64)), width)
  case 5: set(UInt64(random.below(bytes.count)), 8)
  case 6: set(UInt64(random.below(bytes.count / 8) * 8), 8)
  default:
    let other = random.below(bytes.count - 8)
    for step in 0..<width { bytes[place + step] = bytes[other + step] }
  }

  func set(_ value: UInt64, _ width: Int) {
    bytes.replaceSubrange(place..<place + width, with: littleEndian(value).prefix(width))
  }
}
