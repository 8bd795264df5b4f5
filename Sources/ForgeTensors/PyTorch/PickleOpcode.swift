/// The instructions of Python's pickle machine that `torch.save` writes with protocols 2 to 5, under the names of
/// `Lib/pickletools.py`.
///
/// Left out, and therefore refused: texts of protocols 0 and 1, instructions that make objects of classes (`INST`, `OBJ`,
/// `NEWOBJ`, `NEWOBJ_EX`), registered extensions (`EXT1`…), buffers outside the pickle, and those that only recursive
/// objects need (`POP`, `POP_MARK`, `DUP`).
enum PickleOpcode: UInt8 {
  case proto = 0x80
  case frame = 0x95
  case stop = 0x2E  // .

  case none = 0x4E  // N
  case newTrue = 0x88
  case newFalse = 0x89
  case binInt = 0x4A  // J
  case binInt1 = 0x4B  // K
  case binInt2 = 0x4D  // M
  case long1 = 0x8A
  case binFloat = 0x47  // G
  case binUnicode = 0x58  // X
  case shortBinUnicode = 0x8C
  case binUnicode8 = 0x8D
  case binBytes = 0x42  // B
  case shortBinBytes = 0x43  // C
  case binBytes8 = 0x8E
  case byteArray8 = 0x96

  case mark = 0x28  // (
  case emptyTuple = 0x29  // )
  case tuple = 0x74  // t
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyList = 0x5D  // ]
  case append = 0x61  // a
  case appends = 0x65  // e
  case emptyDict = 0x7D  // }
  case setItem = 0x73  // s
  case setItems = 0x75  // u
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91

  case binPut = 0x71  // q
  case longBinPut = 0x72  // r
  case memoize = 0x94
  case binGet = 0x68  // h
  case longBinGet = 0x6A  // j

  case global = 0x63  // c
  case stackGlobal = 0x93
  case binPersID = 0x51  // Q
  case reduce = 0x52  // R
  case build = 0x62  // b
}
