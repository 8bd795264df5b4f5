import ForgeJSON
import Testing

@testable import ForgeTensors

/// What descriptions and the names of groups tell about layers.
@Suite struct KerasLayerTests {
  /// From `keras.src.utils.naming.to_snake_case` of Keras 3.15.1.
  @Test(arguments: [
    ("Dense", "dense"), ("Conv2DTranspose", "conv2d_transpose"), ("PReLU", "p_re_lu"), ("LSTM", "lstm"),
    ("LSTMCell", "lstm_cell"), ("RMSNormalization", "rms_normalization"), ("SimpleRNN", "simple_rnn"),
    ("GlobalAveragePooling2D", "global_average_pooling2d"), ("MyBigLayer", "my_big_layer"),
    ("HTTPServer2Go", "http_server2_go"),
    ("ABC", "abc"), ("A", "a"), ("aB", "a_b"), ("My Layer!", "my_layer"), ("ReLU6", "re_lu6"), ("", ""),
  ])
  func writesClassesInSnakeCase(_ name: String, _ snake: String) {
    #expect(snakeCase(name) == snake)
  }

  @Test func knowsClassesByTheirGroups() {
    #expect(KerasLayer(groupName: "conv2d_transpose_3").className == "Conv2DTranspose")
    #expect(KerasLayer(groupName: "conv2d").className == "Conv2D")
    #expect(KerasLayer(groupName: "p_re_lu_10").className == "PReLU")
    #expect(KerasLayer(groupName: "conv2d_").className == nil)
    #expect(KerasLayer(groupName: "_1").className == nil)
    #expect(KerasLayer(groupName: "mine").className == nil)
  }

  @Test(
    arguments: [
      (#"{"class_name": "Dense", "config": {}}"#, "Dense"),
      (#"{"class_name": "Dense", "config": {}, "module": "keras.layers", "registered_name": null}"#, "Dense"),
      (#"{"class_name": "Dense", "config": {}, "module": "kerasish", "registered_name": null}"#, nil),
      (#"{"class_name": "Dense", "config": {}, "module": null, "registered_name": "Mine>Dense"}"#, nil),
      (#"{"class_name": "Dense", "config": {}, "module": "my.layers", "registered_name": "Dense"}"#, nil),
    ] as [(String, String?)]
  )
  func tellsClassesOfKerasFromOthers(_ description: String, _ className: String?) throws {
    #expect(try KerasLayer(describedBy: description, called: "it").className == className)
  }

  @Test(
    arguments: [
      (2, nil, ["moving_mean", "moving_variance"]),
      (3, nil, nil),
      (4, nil, ["gamma", "beta", "moving_mean", "moving_variance"]),
      (5, nil, nil),
      (3, #"{"scale": false, "center": true}"#, ["beta", "moving_mean", "moving_variance"]),
      (3, #"{"scale": true, "center": false}"#, ["gamma", "moving_mean", "moving_variance"]),
      (4, #"{"scale": true, "center": false}"#, nil),
    ] as [(Int, String?, [String]?)]
  )
  func namesVariablesOfABatchNormalisation(_ count: Int, _ options: String?, _ names: [String]?) throws {
    var layer = KerasLayer(className: "BatchNormalization", name: nil)
    if let options {
      let text = #"{"class_name": "BatchNormalization", "config": \#(options)}"#
      layer = try KerasLayer(describedBy: text, called: "it")
    }
    #expect(KerasVariables.names(of: layer, count: count) == names)
  }

  @Test(arguments: [
    ("", "it cannot be read: expected a value, found the end of the text, at byte 0"),
    ("[]", "it describes no model of Keras"),
    (#"{"class_name": 1, "config": {}}"#, "it describes no model of Keras"),
    (#"{"class_name": "Model"}"#, "it describes no model of Keras"),
  ])
  func refusesOtherDescriptions(_ text: String, _ message: String) {
    #expect(throws: TensorFileError(message)) { try KerasLayer(describedBy: text, called: "it") }
  }
}
