import ForgeGraph
import Testing

@Suite struct CallSiteTests {
  @Test func writesACallWithLabels() {
    var site = emptySite()
    site.call("dense", in: "Dense", ["": "x", "into": "y", "count": "64"])
    #expect(site.statements == ["Kernel.dense(x, into: y, count: 64)"])
    #expect(site.kernels == ["Dense"])
  }

  @Test func breaksALongCallIntoALineAnArgument() {
    var site = emptySite()
    let name = String(repeating: "x", count: 60)
    site.call("dense", in: "Dense", ["": name, "into": name])
    #expect(site.statements == ["Kernel.dense(", "  \(name),", "  into: \(name)", ")"])
  }

  @Test func takesACallOf110CharactersForShort() {
    var site = emptySite()
    site.call("dense", in: "Dense", ["": String(repeating: "x", count: 96)])
    #expect(site.statements.map(\.count) == [110])
    site.call("dense", in: "Dense", ["": String(repeating: "x", count: 97)])
    #expect(site.statements.count == 4)
  }

  @Test func collectsKernelsOnce() {
    var site = emptySite()
    site.call("exp", in: "Exp", [:])
    site.use("Exponential")
    site.use("Exp")
    #expect(site.kernels.sorted() == ["Exp", "Exponential"])
  }

  @Test func storesParametersUnderTheirNames() {
    var site = emptySite()
    let pointer = site.store(Parameter(name: "fc.weight", shape: [2, 3]) { [1, 2, 3, 4, 5, 6] })
    #expect(pointer == CallSite.weightPlaceholder("fc.weight"))
    #expect(site.weights.map(\.name) == ["fc.weight"])
    #expect(site.weights.map(\.layout) == ["[2, 3]"])
    #expect(site.weights.map(\.count) == [6])
    #expect(site.weights[0].values() == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [([100, 10], 100), ([10, 100], 100), ([64], 64), ([], 0)])
  func asksForTheLargestScratch(counts: [Int], largest: Int) {
    var site = emptySite()
    for count in counts { #expect(site.scratch(.fixed(count)) == "scratch") }
    #expect((site.scratchCounts.compactMap(\.fixedValue).max() ?? 0) == largest)
  }

  private func emptySite() -> CallSite {
    let type = TensorType(.float32, [4])
    return CallSite(
      inputs: [CallSite.Operand(pointer: "x", type: type)],
      output: CallSite.Operand(pointer: "y", type: type),
      parameters: []
    )
  }
}
