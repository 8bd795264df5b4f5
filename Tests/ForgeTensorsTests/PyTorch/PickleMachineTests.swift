import Testing

import ForgeTensors

/// Pickles that torch.save does not write, each broken in one way.
@Suite struct PickleMachineTests {
  private typealias P = PickleSketch

  @Test func readsASketch() throws {
    let file = try read(P.file(P.dictionary([("w", P.grid)])), .pt)
    #expect(file["w"]?.shape == [2, 3])
    #expect(file["w"]?.floats() == [0, 1, 2, 3, 4, 5])
  }

  /// What is wrong with the object, told at an offset from where it begins.
  private func expectRefusal(
    _ object: [UInt8],
    _ message: String,
    at offset: Int? = nil,
    storages: [(String, [UInt8])] = [],
    _ location: SourceLocation = #_sourceLocation
  ) {
    let error = refusal(of: P.file(object, storages: storages), .pt)
    #expect(error?.message == message, sourceLocation: location)
    if let offset { #expect(error?.byteOffset == P.pickleStart + 2 + offset, sourceLocation: location) }
  }

  @Test(arguments: [
    ("posix", "system"), ("os", "system"), ("builtins", "eval"), ("builtins", "getattr"), ("torch", "load"),
    ("torch.storage", "_load_from_bytes"), ("numpy.core.multiarray", "fromstring"), ("collections", "OrderedDict.fromkeys"),
    ("torch._utils", "_import_dotted_name"), ("codecs", "encode"), ("torch.nn.modules.linear", "Linear"),
  ])
  func refusesEveryOtherNameAndCallsNothing(_ module: String, _ name: String) {
    let object = P.dictionary([("w", P.grid), ("x", P.call(module, name, [P.text("true")]))])
    let error = refusal(of: P.file(object), .pt)
    #expect(error?.message.contains("'\(module).\(name)'") == true)
    let place = P.pickleStart + 2 + P.dictionary([("w", P.grid)]).count - 1 + P.text("x").count
    #expect(error?.byteOffset == place)
    #expect(error?.hint?.contains("nothing in a weights file is ever executed") == true)
  }

  @Test func refusesNamesOfProtocol4() {
    let object = P.text("os") + P.text("system") + [0x93]
    expectRefusal(
      object,
      "the file holds a whole object of the class 'os.system', which only its own Python code can make again",
      at: object.count - 1
    )
  }

  // CVE-2026-24747: torch set items of whatever stood there, and trusted the size of a storage.

  @Test func refusesToSetItemsOfATensor() {
    expectRefusal(
      P.grid + P.text("w") + P.grid + [0x73],
      "the pickle sets items of a tensor, only those of dictionaries can be set",
      at: 2 * P.grid.count + P.text("w").count
    )
    expectRefusal(
      P.grid + [0x28] + P.text("w") + P.grid + [0x75],
      "the pickle sets items of a tensor, only those of dictionaries can be set"
    )
  }

  @Test(
    arguments: [
      ([0x5D], "a list"), ([0x29], "a tuple"), ([0x4E], "None"), ([0x8F], "a set"), ([0x4B, 1], "a number"),
      ([0x58, 0, 0, 0, 0], "a text"), (Array("ctorch\nFloatStorage\n".utf8), "a class or function"),
    ] as [([UInt8], String)]
  )
  func refusesToSetItemsOfOtherThings(_ target: [UInt8], _ kind: String) {
    expectRefusal(target + [0x4E, 0x4E, 0x73], "the pickle sets items of \(kind), only those of dictionaries can be set")
  }

  @Test func refusesStoragesOfAnotherSize() {
    for count in [5, 7, 24, 0, .max] {
      expectRefusal(
        P.dictionary([("w", P.tensor(P.storage("0", count: count), shape: [1], strides: [1]))]),
        "storage '0' is said to hold \(count) numbers of float32, but its entry is 24 bytes long"
      )
    }
    expectRefusal(
      P.dictionary([("w", P.tensor(P.storage("0", "DoubleStorage", count: 6), shape: [1], strides: [1]))]),
      "storage '0' is said to hold 6 numbers of float64, but its entry is 24 bytes long"
    )
  }

  @Test func refusesStoragesThatAreNotThere() {
    expectRefusal(
      P.dictionary([("w", P.tensor(P.storage("../data.pkl", count: 6), shape: [1], strides: [1]))]),
      "the pickle refers to storage '../data.pkl', but the archive has no entry 'data/../data.pkl'"
    )
  }

  @Test func refusesAStorageOfTwoTypes() {
    expectRefusal(
      P.dictionary([("w", P.grid), ("x", P.tensor(P.storage("0", "IntStorage", count: 6), shape: [1], strides: [1]))]),
      "the pickle gives storage '0' two types"
    )
  }

  @Test(
    arguments: [
      ([2, 3], [3, 1], 1), ([7], [1], 0), ([2], [6], 0), ([1], [1], 6), ([2, 2], [5, 1], 0), ([3, 3], [.max, .max], 0),
      ([.max], [0], 6), ([1], [1], .max),
    ] as [([Int], [Int], Int)]
  )
  func refusesTensorsBeyondTheirStorage(_ shape: [Int], _ strides: [Int], _ offset: Int) {
    let error = refusal(of: P.file(P.dictionary([("w", P.tensor(P.six, offset: offset, shape: shape, strides: strides))])), .pt)
    let message = error?.message ?? ""
    #expect(message.contains("passes the end of its storage") || message.contains("is larger than any file"), "\(message)")
  }

  @Test func refusesNegativeLayouts() {
    for (shape, strides, offset) in [([-1], [1], 0), ([1], [-1], 0), ([1], [1], -1), ([2, -3], [-3, 1], 0)] {
      let object = P.dictionary([("w", P.tensor(P.six, offset: offset, shape: shape, strides: strides))])
      #expect(refusal(of: P.file(object), .pt)?.message.contains("negative") == true)
    }
    expectRefusal(
      P.dictionary([("w", P.tensor(P.six, shape: [2, 3], strides: [1]))]),
      "a tensor of storage '0' cannot be: it has 2 axes, but 1 strides"
    )
  }

  @Test func readsStridesOfAxesThatAreNotWalked() throws {
    let layouts: [([Int], [Int])] = [([1, 6], [.max, 1]), ([2, 1, 3], [1, .max, 2]), ([0, 2], [.max, .max])]
    for (shape, strides) in layouts {
      let file = try read(P.file(P.dictionary([("w", P.tensor(P.six, shape: shape, strides: strides))])), .pt)
      #expect(file["w"]?.shape == shape)
    }
    let file = try read(P.file(P.dictionary([("w", P.tensor(P.six, shape: [2, 1, 3], strides: [1, .max, 2]))])), .pt)
    #expect(file["w"]?.floats() == [0, 2, 4, 1, 3, 5])
  }

  @Test func refusesTensorsThatRepeatTooMuch() {
    let one = P.tensor(P.six, shape: [1 << 20, 6], strides: [0, 1])
    let error = refusal(of: P.file(P.dictionary([("w", one)])), .pt)
    #expect(error?.message.hasPrefix("the tensors of the file of ") == true)
    let many = P.dictionary((0..<22).map { ("w\($0)", P.tensor(P.six, shape: [200_000, 1], strides: [0, 1])) })
    #expect(refusal(of: P.file(many), .pt)?.message.hasPrefix("the tensors of the file of ") == true)
    let large = P.tensor(P.six, shape: [1 << 40, 1 << 20], strides: [0, 0])
    #expect(refusal(of: P.file(P.dictionary([("w", large)])), .pt)?.message.hasPrefix("the tensors of the file of ") == true)
    var limits = TensorLimits.standard
    limits.totalBytes = 2000
    let small = P.file(P.dictionary([("w", P.tensor(P.six, shape: [100, 6], strides: [0, 1]))]))
    #expect(refusal(of: small, .pt, limits: limits)?.hint == "raise the limit if you trust the file")
  }

  @Test(
    arguments: [
      ([], "the pickle does not end with a single object"),
      ([0x4E, 0x4E], "the pickle does not end with a single object"),
      ([0x28, 0x4E], "the pickle does not end with a single object"),
      ([0x52], "the pickle takes a value that it has not made"),
      ([0x4E, 0x28, 0x85], "the pickle takes a value that it has not made"),
      ([0x74], "the pickle takes values up to a mark that it has not made"),
      ([0x5D, 0x28, 0x4E, 0x28, 0x65], "the pickle appends to None, only lists can be appended to"),
      ([0x7D, 0x4E, 0x61], "the pickle appends to a dictionary, only lists can be appended to"),
      ([0x7D, 0x28, 0x4E, 0x75], "the pickle sets a key of a dictionary without a value"),
      ([0x7D, 0x5D, 0x4E, 0x73], "the pickle takes a list for a key of a dictionary"),
      ([0x5D, 0x28, 0x4E, 0x90], "the pickle adds items to a list, not to a set"),
      ([0x68, 0], "the pickle asks for the value at place 0, 0 were kept"),
      ([0x4E, 0x71, 1], "the pickle keeps a value at place 1, the next is 0"),
      ([0x4E, 0x94, 0x71, 0], "the pickle keeps a value at place 0, the next is 1"),
      ([0x4E, 0x29, 0x52], "the pickle calls None with a tuple"),
      ([0x7D, 0x7D, 0x62], "the pickle sets the state of a dictionary to a dictionary"),
      ([0x4E, 0x51], "the pickle refers to something outside by None, only storages are there"),
      ([0x29, 0x51], "the pickle refers to something outside that is no storage of PyTorch"),
      ([0x80, 2], "the pickle begins a second time"),
      ([0x30], "the pickle holds the instruction 0x30, which torch.save does not write"),
      ([0x81], "the pickle holds the instruction 0x81, which torch.save does not write"),
      ([0x69], "the pickle holds the instruction 0x69, which torch.save does not write"),
      ([0x58, 0xFF, 0xFF, 0xFF, 0xFF], "the pickle declares a value of 4294967295 bytes, but only 1 follow"),
      (
        [0x8D] + [UInt8](repeating: 0xFF, count: 8),
        "the pickle declares a value of 18446744073709551615 bytes, but only 1 follow"
      ),
      (
        [0x95] + [UInt8](repeating: 0xFF, count: 8),
        "the pickle declares a frame of 18446744073709551615 bytes, but only 1 follow"
      ),
      ([0x58, 1, 0, 0, 0, 0xFF], "a text in the pickle is not valid UTF-8"),
      ([0x63, 0x61], "the pickle ends within a name"),
      ([0x4E, 0x2E], "the pickle does not end with a single object"),
      ([0x29, 0x28, 0x4E, 0x93], "the pickle takes a value that it has not made"),
      ([0x4E, 0x4E, 0x93], "the pickle names a class by None and None, not by texts"),
    ] as [([UInt8], String)]
  )
  func refusesPicklesThatDoNotHoldTogether(_ object: [UInt8], _ message: String) {
    expectRefusal(object, message)
  }

  @Test(
    arguments: [
      ("collections", "OrderedDict", [[0x5D]]), ("torch", "FloatStorage", []), ("torch", "float32", []),
      ("torch", "Tensor", []), ("torch", "Size", [[0x5D]]), ("builtins", "list", []),
      ("torch._utils", "_rebuild_parameter", [[0x4E]]),
      ("torch._utils", "_rebuild_parameter", [PickleSketch.grid]), ("builtins", "set", [[0x5D], [0x5D]]),
    ] as [(String, String, [[UInt8]])]
  )
  func refusesCallsThatTorchDoesNotMake(_ module: String, _ name: String, _ arguments: [[UInt8]]) {
    expectRefusal(
      P.call(module, name, arguments),
      "the pickle calls a class or function of PyTorch or Python in a way that torch.save does not"
    )
  }

  @Test func refusesTensorsOfOtherArguments() {
    let hooks = P.orderedDictionary
    let arguments = [P.six, P.integer(0), P.integers([6]), P.integers([1]), [0x89], hooks]
    let wrong: [(Int, [UInt8])] = [
      (0, P.grid), (0, [0x4E]), (1, [0x4E]), (2, P.list([P.integer(6)])), (2, P.tuple([[0x4E]])), (3, [0x4E]), (4, [0x4E]),
      (5, [0x5D]), (2, P.integers([Int](repeating: 1, count: 65))),
    ]
    for (index, argument) in wrong {
      var changed = arguments
      changed[index] = argument
      expectRefusal(
        P.call("torch._utils", "_rebuild_tensor_v2", changed),
        "the pickle makes a tensor in a way that torch.save does not"
      )
    }
    expectRefusal(
      P.call("torch._utils", "_rebuild_tensor_v3", arguments + [P.global("torch", "uint16")]),
      "the pickle makes a tensor of another type than its storage"
    )
    let untyped =
      P.tuple([
        P.text("storage"), P.global("torch.storage", "UntypedStorage"), P.text("0"), P.text("cpu"), P.integer(24),
      ]) + [0x51]
    expectRefusal(
      P.call("torch._utils", "_rebuild_tensor_v2", [untyped] + arguments.dropFirst()),
      "the pickle makes a tensor of another type than its storage"
    )
    expectRefusal(
      P.call("torch._utils", "_rebuild_tensor_v3", [untyped] + arguments.dropFirst() + [[0x4E]]),
      "the pickle makes a tensor of another type than its storage"
    )
  }

  @Test func needsAProtocolInFront() {
    for pickle in [[], [0x80], [0x80, 1, 0x4E, 0x2E], [0x80, 6, 0x4E, 0x2E], [0x7D, 0x2E, 0x2E]] as [[UInt8]] {
      let message = refusal(of: P.archive(pickle: pickle).bytes, .pt)?.message
      #expect(
        message == "the pickle does not begin with one of the protocols 2 to 5" || message == "the pickle ends within a value"
      )
    }
  }

  @Test func refusesWhatFollowsTheEnd() {
    let pickle = [0x80, 2] + P.dictionary([("w", P.grid)]) + [0x2E]
    #expect(refusal(of: P.archive(pickle: pickle).bytes, .pt) == nil)
    for more in [[0x2E], [0], pickle] as [[UInt8]] {
      #expect(
        refusal(of: P.archive(pickle: pickle + more).bytes, .pt)?.message == "the pickle does not end with a single object"
      )
    }
  }

  @Test func boundsWhatAPickleMakes() {
    let million = 1 << 20
    expectRefusal(
      [UInt8](repeating: 0x28, count: million + 1),
      "the pickle keeps more than \(million) values waiting"
    )
    // Tuples inside each other: none is freed by recursion, and none is followed.
    expectRefusal(
      [0x29] + [UInt8](repeating: 0x85, count: million),
      "the pickle makes more than \(million) tuples, lists and dictionaries"
    )
    let deep = [0x29] + [UInt8](repeating: 0x85, count: million - 10)
    expectRefusal(deep, "the file holds a tuple, not a dictionary of tensors by name")
    // One tuple of a million again and again, where a shape is wanted.
    let long = [0x28] + [UInt8](repeating: 0x4E, count: million - 10) + [0x74, 0x94]
    let call = P.call(
      "torch._utils",
      "_rebuild_tensor_v2",
      [P.six, P.integer(0), [0x68, 0], [0x68, 0], [0x89], P.orderedDictionary]
    )
    expectRefusal(P.list([long] + [call]), "the pickle makes a tensor in a way that torch.save does not")
  }
}
