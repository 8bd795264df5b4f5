import Testing

@testable import ForgeEmission

@Suite struct LocalNamesTests {
  @Test(
    "names things after what the spec calls them",
    arguments: [
      (["conv1"], ["conv1"]), (["conv1_relu"], ["conv1Relu"]), (["fc", "fc", "fc"], ["fc", "fc2", "fc3"]),
      (["conv1", "conv1"], ["conv1", "conv1_2"]), (["a b", "a-b", "a_b"], ["aB", "aB2", "aB3"]),
      (["a", "a2", "a"], ["a", "a2", "a3"]),
      (["a", "a", "a2"], ["a", "a2", "a2_2"]), (["class", "self"], ["classValue", "selfValue"]),
      (["class", "class_value"], ["classValue", "classValue2"]),
      (["block.0.conv", "block.1.conv"], ["block0Conv", "block1Conv"]), (["1", "🙂"], ["value", "value2"]),
      (["fc1.weight"], ["fc1Weight"]),
      (["größe"], ["größe"]), (["A", "a"], ["a", "a2"]),
    ]
  )
  func namesThings(texts: [String], names: [String]) {
    var local = LocalNames(reserved: [])
    #expect(texts.map { local.name(for: $0, fallback: "value") } == names)
  }

  @Test func leavesReservedNamesAlone() {
    var local = LocalNames(reserved: ["floats", "time"])
    #expect(local.name(for: "floats", fallback: "value") == "floats2")
    #expect(local.name(for: "time", fallback: "value") == "time2")
    #expect(local.name(for: "Floats", fallback: "value") == "floats3")
  }

  @Test("gives no name twice", arguments: 1...20)
  func givesNoNameTwice(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var local = LocalNames(reserved: ["a2"])
    let names = (0..<200).map { _ in
      let text = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        ["a", "2", "_", "1", "A"][Int.random(in: 0..<5, using: &random)]
      }
      return local.name(for: text.joined(), fallback: "v")
    }
    #expect(Set(names).count == names.count)
    #expect(!names.contains("a2"))
  }
}
