import ForgeGraph
import ForgeInterface
import Testing

@Suite struct TensorFeatureTests {
  @Test(
    "takes tensors of its shape",
    arguments: [("[2, 3]", [2, 3]), ("[time, 3]", [5, 3]), ("[time, 3]", [1, 3]), ("[]", []), ("[h, w, 2]", [4, 1, 2])]
  )
  func takesItsShape(shape: String, sizes: [Int]) throws {
    let x = try feature("{ name: x, type: tensor, shape: \(shape) }")
    let tensor = ReferenceTensor(shape: sizes, repeating: 0.5)
    #expect(try x.encode(.tensor(tensor)) == [tensor])
  }

  @Test(
    "refuses tensors of another shape",
    arguments: [
      ("[2, 3]", [3, 2], "its shape is [3, 2], not [2, 3]"), ("[2, 3]", [6], "its shape is [6], not [2, 3]"),
      ("[time, 3]", [5, 4], "its shape is [5, 4], not [time, 3]"), ("[time, 3]", [0, 3], "its shape is [0, 3], not [time, 3]"),
      ("[]", [1], "its shape is [1], not []"),
    ]
  )
  func refusesOtherShapes(shape: String, sizes: [Int], reason: String) throws {
    let x = try feature("{ name: x, type: tensor, shape: \(shape) }")
    #expect(x.refusal(of: .tensor(ReferenceTensor(shape: sizes))) == reason)
  }

  @Test(arguments: [.missing, .number(1), .label("x")] as [FeatureValue])
  func refusesWhatIsNoTensor(value: FeatureValue) throws {
    #expect(try feature("{ name: x, type: tensor, shape: [2] }").refusal(of: value) == "a tensor is needed")
  }

  @Test func transformsEachElement() throws {
    let x = try feature("{ name: x, type: tensor, shape: [2, 2], transform: [{ affine: { scale: 2 } }, { clip: { max: 5 } }] }")
    let tensor = ReferenceTensor(shape: [2, 2], elements: [1, 2, 3, -4])
    #expect(try x.encode(.tensor(tensor)) == [ReferenceTensor(shape: [2, 2], elements: [2, 4, 5, -8])])
  }

  @Test(
    "fills the graph's inputs",
    arguments: [
      ("type: number", ["x: [1]"]), ("type: number, missing: indicator", ["x: [2]"]), ("type: integer", ["x: [1]"]),
      ("type: boolean, missing: { impute: true }", ["x: [1]"]),
      ("type: boolean, missing: { impute: true, indicator: true }", ["x: [2]"]),
      ("type: number, transform: [{ bucketize: { boundaries: [1, 2], closed: left, to: one_hot } }]", ["x: [3]"]),
      (
        "type: number, missing: indicator, transform: [{ bucketize: { boundaries: [1, 2], closed: left, to: one_hot } }]",
        ["x: [4]"]
      ),
      ("type: category, values: [a, b, c]", ["x: [3]"]),
      ("type: category, values: [a, b, c], encode: { one_hot: { drop: b } }, missing: indicator", ["x: [3]"]),
      ("type: category, values: [a, b, c], encode: index", ["x: [1] int64"]),
      ("type: category, values: [a, b, c], encode: { embedding: t }", ["x: [] int64"]),
      ("type: category, values: [a, b, c], encode: { embedding: t }, missing: indicator", ["x: [] int64", "x.missing: [1]"]),
      ("type: ordinal, values: [a, b, c]", ["x: [1]"]), ("type: tensor, shape: [3, 64, 64]", ["x: [3, 64, 64]"]),
      ("type: tensor, shape: [time], dtype: int64", ["x: [time] int64"]),
    ]
  )
  func fillsGraphInputs(options: String, inputs: [String]) throws {
    #expect(try feature("{ name: x, \(options) }").graphInputs.map { "\($0.name): \($0.type)" } == inputs)
  }

  /// Each input of the graph gets a tensor of its type.
  @Test(
    arguments: [
      ("type: number, missing: indicator", .number(1)), ("type: category, values: [a, b], encode: index", .label("a")),
      ("type: category, values: [a, b], encode: { embedding: t }, missing: indicator", .missing),
      ("type: category, values: [a, b], encode: { one_hot: { drop: a } }, missing: indicator", .missing),
    ] as [(String, FeatureValue)]
  )
  func encodesToTheTypesOfItsInputs(options: String, value: FeatureValue) throws {
    let x = try feature("{ name: x, \(options) }")
    #expect(try x.encode(value).map { TensorShape($0.shape) } == x.graphInputs.map(\.type.shape))
  }
}
