import Foundation
import Testing

/// `protoforge import` with the models of ForgeImportTests.
@Suite struct ImportCommandTests {
  private func copy(_ names: String..., into folder: Scratch) throws {
    for name in names {
      let fixtures = Repository.root.appending(path: "Tests/ForgeImportTests/Fixtures")
      let places = ["", "Keras/"].map { fixtures.appending(path: $0 + name) }
      let fixture = try #require(places.first { FileManager.default.fileExists(atPath: $0.path) })
      try FileManager.default.copyItem(at: fixture, to: folder.url.appending(path: name))
    }
  }

  @Test(arguments: ["cnn.onnx", "network.pt2", "convolutions.keras", "preprocessing.keras"])
  func whatItWritesIsBuiltAndProven(_ prototype: String) throws {
    let folder = try Scratch()
    let stem = String(prototype.prefix { $0 != "." })
    try copy(prototype, "\(stem).golden.safetensors", into: folder)
    let imported = try Protoforge.run(
      "import",
      prototype,
      "-o",
      "out",
      "--golden",
      "\(stem).golden.safetensors",
      in: folder
    )
    #expect(imported.exitCode == 0, "\(imported.errors)")
    #expect(imported.output.contains("next: protoforge build out/\(stem).yaml"))
    let built = try Protoforge.run("build", "out/\(stem).yaml", in: folder)
    #expect(built.exitCode == 0, "\(built.errors)")
    #expect(built.errors.isEmpty)
    #expect(built.output.contains("ok"))
    let again = try Protoforge.run("import", prototype, "-o", "again", "--golden", "\(stem).golden.safetensors", in: folder)
    #expect(again.exitCode == 0)
    #expect(
      try folder.files(below: "again").keys.sorted() == ["\(stem).golden.safetensors", "\(stem).safetensors", "\(stem).yaml"]
    )
    #expect(try folder.text("again/\(stem).yaml") == folder.text("out/\(stem).yaml"))
  }

  @Test func anEditedSpecIsNotReplaced() throws {
    let folder = try Scratch()
    try copy("words.onnx", into: folder)
    #expect(try Protoforge.run("import", "words.onnx", "-o", ".", "--name", "scores", in: folder).exitCode == 0)
    let before = try folder.text("scores.yaml")
    let refused = try Protoforge.run("import", "words.onnx", "-o", ".", "--name", "scores", in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("is there already") && refused.errors.contains("--force"))
    #expect(try folder.text("scores.yaml") == before)
    #expect(try Protoforge.run("import", "words.onnx", "-o", ".", "--name", "scores", "--force", in: folder).exitCode == 0)
  }

  @Test func foldersOnTheWayAreMade() throws {
    let folder = try Scratch()
    try copy("words.onnx", into: folder)
    #expect(try Protoforge.run("import", "words.onnx", "-o", "specs/of/words", in: folder).exitCode == 0)
    #expect(try folder.files(below: "specs/of/words").keys.sorted() == ["words.safetensors", "words.yaml"])
    let refused = try Protoforge.run("import", "words.onnx", "-o", "words.onnx/here", in: folder)
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains("cannot make"))
  }

  @Test func goldenVectorsMayLieWhereTheyBelong() throws {
    let folder = try Scratch()
    try copy("words.onnx", "words.golden.safetensors", into: folder)
    let before = try Data(contentsOf: folder.url.appending(path: "words.golden.safetensors"))
    func importWords() throws -> Outcome {
      try Protoforge.run("import", "words.onnx", "-o", ".", "--golden", "./words.golden.safetensors", in: folder)
    }
    #expect(try importWords().exitCode == 0)
    #expect(try folder.text("words.yaml").contains("words.golden.safetensors"))
    #expect(try Data(contentsOf: folder.url.appending(path: "words.golden.safetensors")) == before)
    #expect(try Protoforge.run("build", "words.yaml", in: folder).exitCode == 0)
    // What was written is protected still.
    #expect(try importWords().errors.contains("words.safetensors' is there already"))
  }

  /// What is wrong with golden vectors is told at once, and again by `build`; the spec may still be edited until they fit.
  @Test func goldenVectorsUnderOtherNamesAreToldHowToRename() throws {
    let folder = try Scratch()
    try copy("words.onnx", "words.golden.safetensors", into: folder)
    var golden = try Data(contentsOf: folder.url.appending(path: "words.golden.safetensors"))
    let name = try #require(golden.range(of: Data("\"ids\"".utf8)))
    golden.replaceSubrange(name, with: Data("\"idz\"".utf8))
    try golden.write(to: folder.url.appending(path: "words.golden.safetensors"))
    let imported = try Protoforge.run("import", "words.onnx", "-o", "out", "--golden", "words.golden.safetensors", in: folder)
    #expect(imported.exitCode == 0)
    let finding = """
      words.golden.safetensors: warning: the names in words.golden.safetensors are not those of the model: 1 missing, 1 unknown \
      [PF0602]
        note: the model wants feature 'ids' [4]
        note: the file has instead 'idz' [4]
        help: if they are the same, rename 'idz' to 'ids' in the golden file; or use the file's names in the spec
      """
    #expect(imported.errors.hasPrefix(finding), "\(imported.errors)")
    let built = try Protoforge.run("build", "out/words.yaml", in: folder)
    #expect(built.exitCode == 1)
    #expect(built.errors.contains("rename 'idz' to 'ids' in the golden file"))
  }

  /// What a spec cannot call by the prototype's name has another one in the copy too.
  @Test func goldenVectorsUnderThePrototypesNamesAreRenamed() throws {
    let folder = try Scratch()
    try copy("numbered.onnx", "numbered.golden.safetensors", into: folder)
    let imported = try Protoforge.run(
      "import",
      "numbered.onnx",
      "-o",
      "out",
      "--golden",
      "numbered.golden.safetensors",
      in: folder
    )
    #expect(imported.exitCode == 0 && imported.errors.isEmpty, "\(imported.errors)")
    let spec = try folder.text("out/numbered.yaml")
    for name in ["input_0", "output_7", "output"] { #expect(spec.contains("- { name: \(name), type: tensor"), "\(spec)") }
    let built = try Protoforge.run("build", "out/numbered.yaml", in: folder)
    #expect(built.exitCode == 0 && built.output.contains("ok"), "\(built.errors)")
  }

  @Test func goldenVectorsOfAnotherModelAreOneWarning() throws {
    let folder = try Scratch()
    try copy("words.onnx", "cnn.golden.safetensors", into: folder)
    let imported = try Protoforge.run("import", "words.onnx", "-o", "out", "--golden", "cnn.golden.safetensors", in: folder)
    #expect(imported.exitCode == 0)
    #expect(imported.errors.components(separatedBy: "[PF06").count == 2, "\(imported.errors)")
    #expect(imported.errors.contains("record the outputs of this very model"))
  }

  @Test func goldenVectorsThatCannotBeReadStopTheImport() throws {
    let folder = try Scratch()
    try copy("words.onnx", "words.golden.safetensors", into: folder)
    let golden = try Data(contentsOf: folder.url.appending(path: "words.golden.safetensors"))
    try golden.dropLast(3).write(to: folder.url.appending(path: "cut.safetensors"))
    try golden.write(to: folder.url.appending(path: "golden.pt"))
    for (file, exitCode, code) in [("cut.safetensors", 1, "PF0601"), ("golden.pt", 1, "PF0601"), ("no.npz", 2, "PF0901")] {
      let refused = try Protoforge.run("import", "words.onnx", "-o", "out", "--golden", file, in: folder)
      #expect(refused.exitCode == exitCode)
      #expect(refused.errors.contains("[\(code)]"), "\(refused.errors)")
      #expect(!folder.exists("out"))
    }
  }

  @Test(arguments: ["cnn.onnx", "network.pt2", "convolutions.keras"])
  func aNameIsThatOfFilesAndModule(_ prototype: String) throws {
    let folder = try Scratch()
    let golden = "\(prototype.prefix { $0 != "." }).golden.safetensors"
    try copy(prototype, golden, into: folder)
    let imported = try Protoforge.run(
      "import",
      prototype,
      "-o",
      "out",
      "--name",
      "street_signs",
      "--golden",
      golden,
      in: folder
    )
    #expect(imported.exitCode == 0 && imported.errors.isEmpty, "\(imported.errors)")
    #expect(
      try folder.files(below: "out").keys.sorted() == [
        "street_signs.golden.safetensors", "street_signs.safetensors", "street_signs.yaml",
      ]
    )
    let spec = try folder.text("out/street_signs.yaml")
    #expect(spec.contains("  name: StreetSigns\n"))
    #expect(spec.contains("file: street_signs.safetensors,") && spec.contains("file: street_signs.golden.safetensors,"))
    #expect(try Protoforge.run("validate", "out/street_signs.yaml", in: folder).exitCode == 0)
  }

  @Test(arguments: ["w.pt", "w.pth", "w.safetensors", "w.npz"])
  func aFileOfWeightsAloneIsToldWhereItGoes(_ file: String) throws {
    let folder = try Scratch()
    let refused = try Protoforge.run("import", file, "-o", ".", in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("a file of weights alone goes under 'weights' in a spec written by hand"))
  }

  @Test func aFileBesideTheModelMustLieInItsFolder() throws {
    let folder = try Scratch()
    try copy("cnn_external.onnx", "cnn_external.data", into: folder)
    #expect(try Protoforge.run("import", "cnn_external.onnx", "-o", "plain", in: folder).exitCode == 0)
    try FileManager.default.linkItem(
      at: folder.url.appending(path: "cnn_external.data"),
      to: folder.url.appending(path: "second")
    )
    let linked = try Protoforge.run("import", "cnn_external.onnx", "-o", "linked", in: folder)
    #expect(linked.exitCode == 1)
    #expect(linked.errors.contains("hard links"))
    try folder.remove("cnn_external.data")
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "cnn_external.data"),
      withDestinationURL: folder.url.appending(path: "second")
    )
    let symbolic = try Protoforge.run("import", "cnn_external.onnx", "-o", "linked", in: folder)
    #expect(symbolic.exitCode == 1)
    #expect(symbolic.errors.contains("is a link"))
  }

  @Test func sizesThatVaryAreChosen() throws {
    let folder = try Scratch()
    try copy("words.onnx", into: folder)
    #expect(try Protoforge.run("import", "words.onnx", "-o", "out", "--shape", "ids=3,4", in: folder).exitCode == 0)
    #expect(try folder.text("out/words.yaml").contains("shape: [3, 4]"))
    let other = try Protoforge.run("import", "words.onnx", "-o", "other", "--shape", "ids=1,5", in: folder)
    #expect(other.exitCode == 1)
    #expect(other.errors.contains("cannot have the shape [1, 5]"))
    let stray = try Protoforge.run("import", "words.onnx", "-o", "other", "--shape", "words=1,4", in: folder)
    #expect(stray.exitCode == 1)
    #expect(stray.errors.contains("there are: ids"))
    for wrong in ["ids", "ids=", "ids=1,0", "ids=1,x", "=1,4"] {
      #expect(try Protoforge.run("import", "words.onnx", "-o", "other", "--shape", wrong, in: folder).exitCode == 2)
    }
  }

  @Test(arguments: [
    (
      "constants.onnx", "constants",
      ["rate=16000", "skips=false", "factors=0.5,2,-1,0.1", "places=3,0,2"]
    ),
    ("held.pt2", "held", ["rate=16000", "factors=0.5,2,-1,0.1", "flags=true,false,true,true"]),
    ("held.keras", "Keras/held", ["factors=0.5,2,-1", "ids=3,1", "flags=true,false,true"]),
  ])
  func inputsBecomeConstants(_ prototype: String, _ stem: String, _ values: [String]) throws {
    let folder = try Scratch()
    let fixtures = Repository.root.appending(path: "Tests/ForgeImportTests/Fixtures")
    try copy(prototype, into: folder)
    try FileManager.default.copyItem(
      at: fixtures.appending(path: "\(stem).golden.safetensors"),
      to: folder.url.appending(path: "golden.safetensors")
    )
    let line = "$protoforge import \(prototype) --name part --golden golden.safetensors"
    let given = values.map { " --constant \($0)" }.joined()
    let imported = try Protoforge.shell(line + given + " -o out", in: folder)
    #expect(imported.exitCode == 0 && imported.errors.isEmpty, "\(imported.errors)")
    let built = try Protoforge.run("build", "out/part.yaml", in: folder)
    #expect(built.exitCode == 0 && built.output.contains("ok"), "\(built.errors)")
    let other = given.replacing("rate=16000", with: "rate=8000").replacing("ids=3,1", with: "ids=3,2")
    let refused = try Protoforge.shell(line + other + " -o other", in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("does not have the value in row 1 that --constant gives it [PF0604]"), "\(refused.errors)")
    #expect(!folder.exists("other"))
  }

  @Test func constantsAreNamesAndNumbers() throws {
    let folder = try Scratch()
    try copy("words.onnx", into: folder)
    for wrong in ["ids", "ids=", "ids=1,,2", "ids=one", "=1", "ids=0x"] {
      let refused = try Protoforge.run("import", "words.onnx", "-o", "out", "--constant", wrong, in: folder)
      #expect(refused.exitCode == 2)
    }
    let twice = try Protoforge.run(
      "import",
      "words.onnx",
      "-o",
      "out",
      "--constant",
      "ids=1",
      "--constant",
      "ids=2",
      in: folder
    )
    #expect(twice.exitCode == 2 && twice.errors.contains("--constant gives 'ids' twice"))
    let stray = try Protoforge.run("import", "words.onnx", "-o", "out", "--constant", "words=1", in: folder)
    #expect(stray.exitCode == 1 && stray.errors.contains("there are: ids"))
  }

  @Test func whatCannotBeExpressedIsNamed() throws {
    let folder = try Scratch()
    try copy("words.onnx", into: folder)
    var bytes = try Data(contentsOf: folder.url.appending(path: "words.onnx"))
    let range = try #require(bytes.range(of: Data("LeakyRelu".utf8)))
    bytes.replaceSubrange(range, with: Data("LeakyTanh".utf8))
    try bytes.write(to: folder.url.appending(path: "words.onnx"))
    let outcome = try Protoforge.run("import", "words.onnx", "-o", "out", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("(LeakyTanh): the operator LeakyTanh is not supported [PF0802]"))
    #expect(!folder.exists("out"))
    let missing = try Protoforge.run("import", "nothing.onnx", "-o", "out", in: folder)
    #expect(missing.exitCode == 2)
    let unknown = try Protoforge.run("import", "model.tflite", "-o", "out", in: folder)
    #expect(unknown.exitCode == 1)
    #expect(unknown.errors.contains("must end in .onnx, .pt2, .keras or .h5"))
  }
}
