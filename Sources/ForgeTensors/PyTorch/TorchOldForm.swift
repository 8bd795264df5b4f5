/// Files that `torch.save` wrote before PyTorch 1.6, and other things that go by the ending `.pt` and are no zip archives.
enum TorchOldForm {
  /// `0x1950A86A20F9469CFC6C`, which the first pickle of the old form holds (`MAGIC_NUMBER` in `torch/serialization.py`).
  private static let magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  /// In which the number stands, behind protocol, frame and instruction.
  private static let magicPrefix = 32
  /// Where POSIX archives (IEEE 1003.1, "pax", ustar) say what they are.
  private static let tarMark = 257

  /// What to say of a file in an old form, or nil.
  static func refusal(of raw: UnsafeRawBufferPointer) -> TensorFileError? {
    if raw.prefix(magicPrefix).firstRange(of: magicNumber) != nil {
      return TensorFileError(
        "the file is in the form that torch.save wrote before PyTorch 1.6",
        byteOffset: 0,
        hint: #"in Python, save it again: torch.save(torch.load("old.pt", weights_only=True), "new.pt")"#
      )
    }
    if raw.count > tarMark, raw[tarMark...].starts(with: "ustar".utf8) {
      return TensorFileError(
        "the file is a tar archive, as torch.save wrote before PyTorch 0.1.11",
        byteOffset: 0,
        hint: "in Python, if you trust the file: "
          + #"torch.save(torch.load("old.pt", weights_only=False), "new.pt")"#
      )
    }
    if raw.count > 1, raw[0] == PickleOpcode.proto.rawValue, PickleMachine.protocols ~= raw[1] {
      return TensorFileError(
        "the file is a plain pickle, torch.save did not write it",
        byteOffset: 0,
        hint: StateDictionary.hint
      )
    }
    return nil
  }
}
