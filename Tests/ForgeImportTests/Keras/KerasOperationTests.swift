import ForgeTensors
import Testing

@testable import ForgeImport

/// What layers of Keras become, where numbers of a backend cannot tell or do not need to.
@Suite struct KerasOperationTests {
  private func draft(_ operation: String, _ config: String, shape: String) throws -> Draft {
    let tensor = #"{ "class_name": "__keras_tensor__", "config": { "keras_history": ["x", 0, 0] } }"#
    let configuration = """
      { "module": "keras", "class_name": "Functional", "registered_name": null, "config": { "name": "m", "layers": [
        { "module": "keras.layers", "class_name": "InputLayer", "registered_name": null, "name": "x",
          "config": { "name": "x", "batch_shape": \(shape), "dtype": "float32" }, "inbound_nodes": [] },
        { "module": "keras.src.ops.numpy", "class_name": "\(operation)", "registered_name": null, "name": "y",
          "config": { "name": "y", \(config) }, "inbound_nodes": [{ "args": [\(tensor)], "kwargs": {} }] }],
        "input_layers": [["x", 0, 0]], "output_layers": [["y", 0, 0]] } }
      """
    var importer = try KerasImporter(configuration: configuration, tensors: [])
    return try importer.makeDraft()
  }

  /// Keras' PyTorch backend fails here; NumPy's `repeat` is `[x0, x0, x2, x2, x2]`.
  @Test func repeatsEachElementAsOftenAsItIsTold() throws {
    let layers = try draft("Repeat", #""repeats": [2, 0, 3], "axis": 1"#, shape: "[null, 3, 2]").layers
    #expect(layers.map(\.kind) == ["gather"])
    #expect(layers[0].settings.first { $0.key == "indices" }?.value == .integers([0, 0, 2, 2, 2]))
  }

  /// Keras' PyTorch backend turns the result around; the count is one of each column.
  @Test func countsAlongAnAxis() throws {
    let layers = try draft("CountNonzero", #""axis": 1"#, shape: "[null, 3, 2]").layers
    #expect(layers.map(\.kind) == ["constant", "not_equal", "sum"])
    #expect(layers[2].type.shape.fixedSizes == [2])
  }

  /// An input that goes out as it came has a layer between.
  @Test func outputsAnInput() throws {
    let layers = try draft("Cast", #""dtype": "float32""#, shape: "[null, 3, 2]").layers
    #expect(layers.map(\.kind) == ["reshape"])
    #expect(layers[0].name == "y")
  }
}
