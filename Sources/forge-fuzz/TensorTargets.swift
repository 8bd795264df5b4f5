import ForgeTensors

extension FuzzTarget {
  static let safetensors = FuzzTarget(
    name: "safetensors",
    seeds: [
      safetensorsSeed(
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[1,2],"data_offsets":[2,6]}}"#,
        data: [1, 2, 0, 0x3C, 0, 0x7C]
      ),
      safetensorsSeed(
        #"{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"#
          + #""c":{"dtype":"I64","shape":[0,3],"data_offsets":[4,4]}}  "#,
        data: [0, 0, 0x80, 0x3F]
      ),
    ],
    dictionary: .texts(
      "\"dtype\":",
      "\"shape\":",
      "\"data_offsets\":",
      "\"__metadata__\":",
      "\"F32\"",
      "\"F16\"",
      "\"BF16\"",
      "\"F64\"",
      "\"BOOL\"",
      "\"I64\"",
      "\"U64\"",
      "\"F8_E4M3\"",
      "[0,0]",
      "[]",
      "[0]",
      "[1,1,1,1,1,1,1,1,1]",
      "{}",
      ":",
      ",",
      "4611686018427387904",
      "9223372036854775807",
      "18446744073709551615",
      "-1",
      " ",
      "\\u0000"
    ),
    repair: { repairSafetensors(&$0) },
    exercise: { exercise($0, .safetensors) }
  )

  static let npy = FuzzTarget(
    name: "npy",
    dictionary: npyDictionary,
    repair: { repairNpy(&$0) },
    exercise: { exercise($0, .npy) }
  )

  static let npz = FuzzTarget(
    name: "npz",
    dictionary: npyDictionary
      + .texts("PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}", ".npy", "../", "/", "\\")
      + [[0xFF, 0xFF, 0xFF, 0xFF], [1, 0, 16, 0], [1, 0, 24, 0], [0x08, 0x08], [3, 0]],
    repair: { repairZip(&$0) },
    exercise: { exercise($0, .npz) }
  )

  private static func safetensorsSeed(_ header: String, data: [UInt8]) -> [UInt8] {
    littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + data
  }

  private static let npyDictionary: [[UInt8]] =
    .texts(
      "'descr': ",
      "'fortran_order': ",
      "'shape': ",
      "True",
      "False",
      "'<f4'",
      "'>f2'",
      "'|b1'",
      "'>i8'",
      "'<u8'",
      "'|O'",
      "[('a', '<f4')]",
      "()",
      "(0,)",
      "(3,)",
      "(2, 3)",
      "(4294967296, 4294967296)",
      "9223372036854775807",
      "}",
      ", ",
      "\n"
    )
    + [[0x93] + Array("NUMPY".utf8) + [1, 0], [2, 0], [3, 0]]

  /// Reads a file of tensors and uses all of it.
  static func exercise(_ bytes: [UInt8], _ format: TensorFileFormat, limits: TensorLimits = .standard) -> String? {
    do throws(TensorFileError) {
      let file = try TensorFile(reading: MappedBytes(bytes), format: format, name: "model", limits: limits)
      for entry in file.entries { check(entry, in: file) }
      if format == .safetensors { checkWriting(of: file) }
      return nil
    } catch {
      precondition(error.byteOffset.map { 0...bytes.count ~= $0 } ?? true, "an error points into the file")
      return error.message
    }
  }

  /// Every accessor, and that they agree with each other.
  private static func check(_ entry: TensorEntry, in file: TensorFile) {
    precondition(file[entry.name]?.byteRange == entry.byteRange, "a tensor is found by its name")
    precondition(entry.elementCount == entry.shape.reduce(1, *), "the shape gives the number of elements")
    let doubles = entry.doubles()
    let floats = entry.floats()
    precondition(doubles.count == entry.elementCount && floats.count == entry.elementCount, "all elements are there")
    precondition(entry.firstNonFinite()?.index == doubles.firstIndex { !$0.isFinite }, "the scan finds the first")
    precondition(entry.elementType.isFloatingPoint || doubles.allSatisfy(\.isFinite), "integers are finite")
    if let integers = entry.integers() {
      precondition(zip(integers, doubles).allSatisfy { Double($0) == $1 }, "integers are the same numbers")
    }
    let half = entry.elementCount / 2..<entry.elementCount
    let copied = [Float](unsafeUninitializedCapacity: half.count) { buffer, count in
      entry.copyFloats(half, into: buffer)
      count = half.count
    }
    let isSame = zip(copied, floats[half]).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
    precondition(isSame, "a part is converted like the whole")
  }

  private static func checkWriting(of file: TensorFile) {
    guard let bytes = try? SafetensorsWriter.bytes(of: file.entries, metadata: file.metadata),
      let again = try? TensorFile(reading: MappedBytes(bytes), format: .safetensors, name: "model")
    else { preconditionFailure("what was read can be written and read again") }
    precondition(again.metadata == file.metadata, "metadata is the same")
    for (left, right) in zip(file.entries, again.entries) {
      let isSame = left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.elementsEqual(b) } }
      precondition(isSame && left.name == right.name && left.shape == right.shape, "tensors are the same")
    }
  }
}
