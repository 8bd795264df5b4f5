import Testing

import ForgeTensors

/// Which dictionary of a pickle is the state dict, where a file of PyTorch's would be too large or too odd to keep.
@Suite struct StateDictionaryTests {
  private typealias P = PickleSketch

  private static let one = P.tensor(P.six, shape: [1], strides: [1])
  private static let two = P.tensor(P.six, shape: [2], strides: [1])
  private static let number: [UInt8] = [0x4B, 1]

  private func names(_ object: [UInt8]) throws -> [String] {
    try read(P.file(object), .pt).entries.map { "\($0.name) \($0.shape)" }
  }

  @Test func readsWellKnownNamesInTheirOrder() throws {
    let state = P.dictionary([("w", Self.one)])
    let other = P.dictionary([("v", Self.two)])
    let known = ["state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "params", "weights"]
    for (first, second) in zip(known, known.dropFirst()) {
      #expect(try names(P.dictionary([(second, other), (first, state), ("epoch", Self.number)])) == ["w [1]"])
      #expect(try names(P.dictionary([(second, other), (first, state)])) == ["w [1]"])
    }
  }

  @Test func readsTheLeastDeepOfWellKnownNames() throws {
    let state = P.dictionary([("w", Self.one)])
    let callbacks = P.dictionary([("count", Self.number), ("state_dict", P.dictionary([("best", Self.two)]))])
    let object = P.dictionary([("callbacks", callbacks), ("model", state), ("epoch", Self.number)])
    #expect(try names(object) == ["w [1]"])
  }

  @Test func refusesWhatIsNotPlain() {
    let (state, other) = (P.dictionary([("w", Self.one)]), P.dictionary([("v", Self.two)]))
    let objects = [
      P.dictionary([("teacher", state), ("student", other), ("epoch", Self.number)]),
      P.dictionary([
        ("a", P.dictionary([("model", state), ("x", Self.number)])),
        ("b", P.dictionary([("model", other), ("x", Self.number)])),
      ]),
      P.dictionary([("ema", state), ("params_ema", other)]),
    ]
    let candidates = ["'teacher', 'student'", "'a.model', 'b.model'", "'ema', 'params_ema'"]
    for (object, candidates) in zip(objects, candidates) {
      #expect(
        refusal(of: P.file(object), .pt)?.message
          == "the file holds 2 dictionaries of tensors, and it is not plain which is the model's: \(candidates)"
      )
    }
  }

  @Test func joinsNamesOfNestedDictionaries() throws {
    let inner = P.dictionary([("w", Self.one), ("none", P.dictionary([]))])
    let object = P.dictionary([("net", inner), ("head", inner), ("x", Self.two)])
    #expect(try names(object) == ["head.w [1]", "net.w [1]", "x [2]"])
    let same = P.dictionary([("a.b", Self.one), ("a", P.dictionary([("b", Self.two)]))])
    #expect(refusal(of: P.file(same), .pt) == TensorFileError("two tensors have this name", tensor: "a.b"))
  }

  @Test func leavesOutExtraState() throws {
    let state = P.dictionary([("w", Self.one), ("block._extra_state", Self.number), ("_extra_state", [0x4E])])
    #expect(try names(state) == ["w [1]"])
    #expect(try names(P.dictionary([("any", state), ("epoch", Self.number)])) == ["w [1]"])
  }

  @Test func refusesTensorsUnderOtherKeys() {
    let object = [0x7D, 0x28] + P.text("w") + Self.one + Self.number + Self.two + [0x75]
    #expect(refusal(of: P.file(object), .pt)?.message == "a tensor stands under a number, where a name is wanted")
  }

  @Test func refusesBadNames() {
    func message(_ pairs: (String, [UInt8])...) -> String? { refusal(of: P.file(P.dictionary(pairs)), .pt)?.message }
    let long = String(repeating: "n", count: 600)
    #expect(message((long, P.dictionary([(long, Self.one)])))?.hasSuffix("is 1201 bytes long, the limit is 1024") == true)
    #expect(message(("", Self.one)) == "a tensor has an empty name")
    #expect(message(("a\n", Self.one)) == #"the tensor name 'a\u{A}' holds a control character"#)
    #expect(message(("w", Self.one), ("w", Self.two)) == "two tensors have this name")
  }

  @Test func refusesADictionaryInItself() {
    let object = [0x7D, 0x94] + P.text("w") + Self.one + [0x73] + P.text("self") + [0x68, 0, 0x73]
    #expect(refusal(of: P.file(object), .pt)?.message == "a dictionary in the file holds itself")
  }

  @Test func boundsNesting() throws {
    func nested(_ count: Int) -> [UInt8] {
      (1..<count).reduce(P.dictionary([("w", Self.one)])) { inner, _ in P.dictionary([("d", inner)]) }
    }
    #expect(try read(P.file(nested(64)), .pt).entries.count == 1)
    #expect(refusal(of: P.file(nested(65)), .pt)?.message == "dictionaries in the file are nested deeper than 64 levels")
    // Each dictionary holds the one before it, and the first of all is looked into first.
    var object: [UInt8] = [0x5D, 0x28] + P.dictionary([("w", Self.one)]) + [0x94]
    for index in 1..<200 { object += P.dictionary([("d", [0x68, UInt8(index - 1)])]) + [0x94] }
    object += [0x65]
    let root = [0x7D, 0x28] + P.text("all") + object + (0..<200).flatMap { P.text("\($0)") + [0x68, UInt8($0)] } + [0x75]
    #expect(refusal(of: P.file(root), .pt)?.message == "dictionaries in the file are nested deeper than 64 levels")
  }

  @Test func boundsDictionariesThatStandInManyOthers() {
    // Thirty dictionaries with the one before under two names: a billion paths.
    var object: [UInt8] = [0x5D, 0x28] + P.dictionary([("w", Self.one)]) + [0x94]
    for index in 1..<30 {
      let before: [UInt8] = [0x68, UInt8(index - 1)]
      object += P.dictionary([("a", before), ("b", before)]) + [0x94]
    }
    let root = [0x7D, 0x28] + P.text("all") + object + [0x65] + P.text("top") + [0x68, 29, 0x75]
    #expect(refusal(of: P.file(root), .pt)?.message == "the file holds more than 100000 tensors, the limit")
  }
}
