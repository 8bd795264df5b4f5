import ForgeJSON
import Testing

import ForgeTensors

@Suite struct PT2ArchiveTests {
  @Test func readsWhatPyTorchExports() throws {
    let archive = try PT2Archive(reading: MappedBytes(try fixture("PyTorch/exported.pt2")))
    #expect(archive.modelName == "model")
    #expect(archive.model["schema_version"]?["major"] == 8)
    #expect(archive.model["graph_module"]?["graph"]?["nodes"] != nil)
    #expect(archive.unreadPaths == ["data/sample_inputs/model.pt"])
    let kinds = archive.tensors.map { "\($0.entry.name) \($0.kind)" }
    #expect(
      kinds == [
        "embedding.weight parameter", "head.weight parameter", "lifted_tensor_0 constant", "mask constant", "mean buffer",
        "turned parameter",
      ]
    )
  }

  @Test func readsTiedWeightsFromOneEntry() throws {
    let bytes = MappedBytes(try fixture("PyTorch/exported.pt2"))
    let file = try TensorFile(reading: bytes, format: .pt2, name: "model")
    #expect(file["embedding.weight"]?.byteRange == file["head.weight"]?.byteRange)
    #expect(file["embedding.weight"]?.owner === bytes)
    #expect(file["turned"]?.owner !== bytes)
    #expect(file["lifted_tensor_0"]?.floats() == [0.5, 1.5, 2.5])
    #expect(file["mask"]?.integers() == [1, 0, 1])
  }

  @Test func refusesSeveralModels() throws {
    let error = refusal(of: try fixture("PyTorch/exported_two.pt2"), .pt2)
    #expect(error?.message == "the archive holds 2 models: 'first', 'second'")
    #expect(error?.hint?.contains("torch.export.save") == true)
  }

  @Test func refusesOtherArchivesOfPyTorch() throws {
    let error = refusal(of: try fixture("PyTorch/all_types.pt"), .pt2)
    #expect(error?.message == "the archive holds no 'archive_format', so torch.export.save did not write it")
    #expect(error?.hint == "torch.save wrote it: its name should end in .pt")
  }

  // MARK: Sketches

  /// A model of one tensor, `w`, of six float32, with some of its parts replaced; nil leaves an entry out.
  private func sketch(
    _ changes: [String: String?] = [:],
    meta: [String: String] = [:],
    payload: [String: String] = [:]
  ) -> [UInt8] {
    let meta = [
      "dtype": "7", "sizes": #"[{"as_int": 2}, {"as_int": 3}]"#, "strides": #"[{"as_int": 3}, {"as_int": 1}]"#,
      "storage_offset": #"{"as_int": 0}"#, "layout": "7", "requires_grad": "true", "device": #"{"type": "cpu"}"#,
    ].merging(meta) { $1 }
    let payload = [
      "path_name": #""weight_0""#, "is_param": "true", "use_pickle": "false", "tensor_meta": object(meta),
    ].merging(payload) { $1 }
    let entries: [String: String?] = [
      "archive_format": "pt2", "archive_version": "0", "byteorder": "little", ".data/version": "6\n",
      "models/model.json": #"{"schema_version": {"major": 8, "minor": 20}}"#,
      "data/weights/model_weights_config.json": #"{"config": {"w": \#(object(payload))}}"#,
      "data/constants/model_constants_config.json": #"{"config": {}}"#,
    ].merging(changes) { $1 }
    let numbers = (0..<6).flatMap { littleEndian(Float($0).bitPattern) }
    let parts = entries.sorted { $0.key < $1.key }.compactMap { entry in
      entry.value.map { ZipSketch.Part(name: "root/" + entry.key, data: Array($0.utf8)) }
    }
    return ZipSketch(parts + [.init(name: "root/data/weights/weight_0", data: numbers)]).bytes
  }

  private func object(_ members: [String: String]) -> String {
    "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
  }

  @Test func readsASketch() throws {
    #expect(try read(sketch(), .pt2)["w"]?.floats() == [0, 1, 2, 3, 4, 5])
    #expect(try read(sketch(["archive_version": nil, "byteorder": nil]), .pt2)["w"]?.shape == [2, 3])
    let turned = sketch(meta: ["sizes": #"[{"as_int": 3}, {"as_int": 2}]"#, "strides": #"[{"as_int": 1}, {"as_int": 3}]"#])
    #expect(try read(turned, .pt2)["w"]?.floats() == [0, 3, 1, 4, 2, 5])
  }

  @Test(
    arguments: [
      ("archive_format", "pt3", "the archive's format is 'pt3', wanted is 'pt2'"),
      ("archive_format", nil, "the archive holds no 'archive_format', so torch.export.save did not write it"),
      ("archive_version", "1", "the archive has version '1' of the format 'pt2', only '0' is known"),
      ("byteorder", "big", "the archive's byte order is 'big', only 'little' is read"),
      ("models/model.json", nil, "the archive holds no model below 'models/'"),
      ("models/model.json", "{}", "the model does not tell the version of its schema"),
      ("models/model.json", #"{"schema_version": {"major": 7}}"#, "the model follows schema version 7, only 8 is read"),
      ("models/model.json", #"{"schema_version": {"major": 9}}"#, "the model follows schema version 9, only 8 is read"),
      (
        "models/model.json", "[",
        "zip entry 'root/models/model.json' cannot be read: expected a value, found the end of the text"
      ),
      ("models/other.json", "{}", "the archive holds 2 models: 'model', 'other'"),
      ("data/weights/model_weights_config.json", nil, "the archive holds no 'data/weights/model_weights_config.json'"),
      ("data/constants/model_constants_config.json", nil, "the archive holds no 'data/constants/model_constants_config.json'"),
      ("data/weights/model_weights_config.json", "{}", "'data/weights/model_weights_config.json' holds no object 'config'"),
    ] as [(String, String?, String)]
  )
  func refusesArchives(_ path: String, _ text: String?, _ message: String) {
    #expect(refusal(of: sketch([path: text]), .pt2)?.message == message)
  }

  @Test(arguments: [
    ("path_name", #""weight_1""#, "its bytes should be in 'data/weights/weight_1', but the archive has no such entry"),
    ("path_name", "0", "its description lacks 'path_name', 'is_param' or 'use_pickle'"),
    ("use_pickle", "true", "it is kept as a pickle, which is not read: it is no plain tensor"),
    ("use_pickle", "null", "its description lacks 'path_name', 'is_param' or 'use_pickle'"),
    ("tensor_meta", "null", "its description lacks 'tensor_meta'"),
  ])
  func refusesPayloads(_ key: String, _ value: String, _ message: String) {
    let error = refusal(of: sketch(payload: [key: value]), .pt2)
    #expect(error?.message == message)
    #expect(error?.tensor == "w")
  }

  @Test(arguments: [
    ("dtype", "10", "its elements are complex numbers (torch.complex64), which are not supported"),
    ("dtype", "29", "its elements are floating-point numbers of 8 bits (torch.float8_e4m3fn), which are not supported"),
    ("dtype", "99", "its 'dtype' is '99', which is unknown"),
    ("layout", "1", "it is sparse or of another layout than strided, which is not supported"),
    ("sizes", "3", "its 'sizes' is a number, an array is wanted"),
    (
      "sizes", #"[{"as_expr": {"expr_str": "s0"}}]"#,
      #"its 'sizes' holds '{"as_expr":{"expr_str":"s0"}}', wanted are numbers such as {"as_int": 3}"#
    ),
    ("strides", #"[{"as_int": 1}]"#, "it has 2 axes, but 1 strides"),
    ("sizes", #"[{"as_int": -2}, {"as_int": 3}]"#, "shape [-2, 3] has a negative axis"),
    (
      "storage_offset", #"{"as_int": 1}"#,
      "shape [2, 3] with strides [3, 1] from element 1 passes the end of its storage, which holds 6 elements of float32"
    ),
    (
      "dtype", "8",
      "shape [2, 3] with strides [3, 1] from element 0 passes the end of its storage, which holds 3 elements of float64"
    ),
    (
      "sizes", "[" + Array(repeating: #"{"as_int": 1}"#, count: 9).joined(separator: ",") + "]", "it has 9 axes, the limit is 8"
    ),
  ])
  func refusesTensors(_ key: String, _ value: String, _ message: String) {
    let error = refusal(of: sketch(meta: [key: value]), .pt2)
    #expect(error?.message == message)
    #expect(error?.tensor == "w")
  }

  @Test func refusesAWeightAndAConstantOfOneName() {
    let constants =
      #"{"config": {"w": {"path_name": "t", "is_param": false, "use_pickle": false, "tensor_meta": {"dtype": 1,"#
      + #""sizes": [], "strides": [], "storage_offset": {"as_int": 0}, "layout": 7}}}}"#
    let bytes = sketch(["data/constants/model_constants_config.json": constants, "data/constants/t": "x"])
    #expect(refusal(of: bytes, .pt2) == TensorFileError("a weight and a constant have this name", tensor: "w"))
  }

  @Test func tellsOldFormsApart() {
    #expect(
      refusal(of: ZipSketch([.init(name: "root/serialized_exported_program.json", data: [])]).bytes, .pt2)?.message
        == "the file is in the form that torch.export.save wrote before PyTorch 2.8"
    )
    let pickled = sketch(["data/weights/model_weights_config.json": nil, "data/weights/model.pt": "x"])
    #expect(
      refusal(of: pickled, .pt2)?.message
        == "the archive's weights are a pickle, as torch.export.save wrote them in PyTorch 2.8"
    )
  }
}
