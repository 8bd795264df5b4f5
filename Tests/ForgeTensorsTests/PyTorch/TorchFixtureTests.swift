import Testing

import ForgeTensors

/// Files that PyTorch wrote (`Fixtures/PyTorch/make_torch_fixtures.py`), against the numbers that NumPy wrote beside them.
@Suite struct TorchFixtureTests {
  @Test(arguments: [
    ("all_types.pt", "all_types"), ("strided.pt", "strided"), ("module.pt", "module"), ("wrapped.pth", "wrapped"),
    ("parameters.pt", "parameters"), ("checkpoint.pth", "checkpoint"), ("checkpoint_protocol_3.pt", "checkpoint"),
    ("checkpoint_protocol_4.pt", "checkpoint"), ("checkpoint_protocol_5.pt", "checkpoint"), ("nested.pt", "nested"),
    ("averages.pt", "averages"), ("only_average.pt", "only_average"), ("deep_checkpoint.pt", "deep_checkpoint"),
    ("named_optimizer.pt", "named_optimizer"), ("mixed.pt", "mixed"), ("exported.pt2", "exported"),
  ])
  func readsTheNumbersThatPyTorchHas(_ name: String, _ expected: String) throws {
    let file = try torchFixture(name)
    let numbers = try read(try fixture("PyTorch/\(expected).expected.npz"), .npz)
    #expect(file.entries.map(\.name) == numbers.entries.map(\.name))
    for (entry, wanted) in zip(file.entries, numbers.entries) {
      #expect(entry.shape == wanted.shape, "\(entry.name)")
      let pairs = zip(entry.doubles(), wanted.doubles())
      #expect(pairs.allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }, "\(entry.name)")
      #expect(entry.elementType == (entry.name == "bfloat16" ? .bfloat16 : wanted.elementType), "\(entry.name)")
    }
  }

  @Test func readsEveryType() throws {
    let file = try torchFixture("all_types.pt")
    for entry in file.entries where entry.name != "scalar" && entry.name != "empty" {
      #expect(entry.elementType == ElementType(rawValue: entry.name))
    }
    #expect(file["float32"]?.floats() == [0.1, -2.5, 3e38, 0x1p-149, 7, -0.0])
    #expect(file["bfloat16"]?.floats().dropLast() == [1, -2.5, 3.140625])
    #expect(file["int64"]?.integers() == [.min, .max])
    #expect(file["bool"]?.integers() == [1, 0, 1])
    #expect(file["scalar"]?.shape == [])
    #expect(file["empty"]?.shape == [0, 3])
  }

  @Test func readsSharedStoragesInPlace() throws {
    let bytes = MappedBytes(try fixture("PyTorch/strided.pt"))
    let file = try TensorFile(reading: bytes, format: .pt, name: "model")
    for name in ["base", "second", "element"] {
      #expect(file[name]?.owner === bytes)
    }
    let base = try #require(file["base"])
    #expect(file["second"]?.byteRange.lowerBound == base.byteRange.lowerBound + 48)
    #expect(file["second"]?.byteRange.upperBound == base.byteRange.upperBound)
    #expect(file["transposed"]?.owner !== bytes)
    // PyTorch keeps storages at multiples of 64 bytes.
    #expect(base.byteRange.lowerBound.isMultiple(of: 64))
  }

  @Test func readsTiedWeightsOfAModule() throws {
    let file = try torchFixture("module.pt")
    #expect(file["embedding.weight"]?.byteRange == file["head.weight"]?.byteRange)
    #expect(file["norm.num_batches_tracked"]?.integers() == [0])
    // What the module saves as extra state is no tensor.
    #expect(file.entries.allSatisfy { !$0.name.hasSuffix("_extra_state") })
  }

  @Test func keepsThePrefixOfWrappedModules() throws {
    #expect(try torchFixture("wrapped.pth").entries.map(\.name) == ["module.bias", "module.weight"])
  }

  @Test(arguments: [
    ("complex", "its elements are complex numbers (torch.complex64), which are not supported"),
    ("sparse", "it is sparse, which is not supported"),
    ("quantised", "it is quantised, which is not supported"),
    ("float8", "its elements are floating-point numbers of 8 bits (torch.float8_e4m3fn), which are not supported"),
    ("meta", "it is on the device 'meta', which has shapes, but no numbers"),
    ("conjugate", "it is a view that stands for the conjugate or the negative of its storage, which is not supported"),
    ("negative", "it is a view that stands for the conjugate or the negative of its storage, which is not supported"),
    ("nested_tensor", "it is nested, which is not supported"),
  ])
  func refusesTensorsOfOtherKinds(_ name: String, _ message: String) throws {
    let error = try #require(refusal(of: try fixture("PyTorch/refused_\(name).pt"), .pt))
    #expect(error.message == message)
    #expect(error.tensor == "w")
    #expect(error.hint != nil)
  }

  @Test(arguments: [
    (
      "refused_module.pt",
      "the file holds a whole object of the class 'torch.nn.modules.linear.Linear', which only its own Python code can make again",
      "torch.save(model.state_dict(), \"model.pt\")"
    ),
    (
      "refused_namespace.pt",
      "the file holds something of 'argparse.Namespace', which only Python code can make again",
      "torch.save(model.state_dict(), \"model.pt\")"
    ),
    (
      "refused_legacy.pt", "the file is in the form that torch.save wrote before PyTorch 1.6",
      #"torch.save(torch.load("old.pt", weights_only=True), "new.pt")"#
    ),
    (
      "refused_legacy_protocol_4.pt", "the file is in the form that torch.save wrote before PyTorch 1.6",
      #"torch.save(torch.load("old.pt", weights_only=True), "new.pt")"#
    ),
    (
      "refused_tar.pt", "the file is a tar archive, as torch.save wrote before PyTorch 0.1.11",
      #"torch.save(torch.load("old.pt", weights_only=False), "new.pt")"#
    ),
    (
      "refused_script.pt", "the file is a TorchScript archive, a program with its weights",
      #"torch.save(torch.jit.load("old.pt").state_dict(), "new.pt")"#
    ),
    ("exported.pt2", "the file was written by torch.export", "its name should end in .pt2"),
    ("one_tensor.pt", "the file holds one tensor without a name", #"torch.save({"weight": x}, "model.pt") names it"#),
    ("tuple.pt", "the file holds a tuple, not a dictionary of tensors by name", #"torch.save(model.state_dict(), "model.pt")"#),
    ("no_tensors.pt", "the file's dictionary holds no tensors under names", #"torch.save(model.state_dict(), "model.pt")"#),
    ("empty.pt", "the file's dictionary holds no tensors", #"torch.save(model.state_dict(), "model.pt")"#),
    (
      "candidates.pt",
      "the file holds 2 dictionaries of tensors, and it is not plain which is the model's: 'student', 'teacher'",
      #"torch.save(torch.load("old.pt", weights_only=True)[…], "new.pt")"#
    ),
    (
      "list_of_tensors.pt", "'layers' is a list that holds tensors, which have no names there",
      "save them in a dictionary, under names; layers that were quantised keep such tuples"
    ),
  ])
  func refusesOtherFiles(_ name: String, _ message: String, _ hint: String) throws {
    let error = try #require(refusal(of: try fixture("PyTorch/\(name)"), .pt))
    #expect(error.message == message)
    #expect(error.hint?.hasSuffix(hint) == true, "\(error.hint ?? "no hint")")
  }

  @Test func tellsWhereAClassIsNamed() throws {
    let bytes = try fixture("PyTorch/refused_namespace.pt")
    let offset = try #require(refusal(of: bytes, .pt)?.byteOffset)
    #expect(bytes[offset...].starts(with: "cargparse\nNamespace\n".utf8))
  }
}

/// A file that `make_torch_fixtures.py` wrote, in the format of its ending.
func torchFixture(_ name: String) throws -> TensorFile {
  try read(try fixture("PyTorch/\(name)"), name.hasSuffix(".pt2") ? .pt2 : .pt)
}
