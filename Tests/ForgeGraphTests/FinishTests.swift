import ForgeGraph
import Testing

@Suite struct FinishTests {
  private let relu = Finish.Step("relu", file: "Relu") { sums, _ in "Kernel.relu(\(sums))" }
  private let add = Finish.Step("add", file: nil, operand: "skip") { sums, operand in "(\(sums) + \(operand))" }

  @Test func leavesResultsAsTheyAre() {
    #expect(Finish().closure(operands: []) == "{ sums, _ in sums }")
    #expect(FinishedKernel("product", in: "Product", finish: Finish()).suggestedName == "product")
  }

  @Test func appliesStepsInTheirOrder() {
    let kernel = FinishedKernel("product", in: "Product", finish: Finish([add, relu]))
    #expect(kernel.suggestedName == "productAddRelu")
    #expect(kernel.expression == "Kernel.relu((sums + Kernel.load(addend + offset)))")
    #expect(kernel.operands == ["addend"])
  }

  @Test func givesEveryOperandAName() {
    let kernel = FinishedKernel("product", in: "Product", finish: Finish([add, relu, add]))
    #expect(kernel.operands == ["addend", "addend2"])
    #expect(kernel.expression.contains("Kernel.load(addend2 + offset)"))
  }

  @Test func isTheSameForOtherOperandsAtTheSamePlaces() {
    let other = Finish.Step("add", file: nil, operand: "input") { sums, operand in "(\(sums) + \(operand))" }
    #expect(
      FinishedKernel("product", in: "Product", finish: Finish([add]))
        == FinishedKernel("product", in: "Product", finish: Finish([other]))
    )
  }

  @Test func isBriefWhereAllStepsAre() {
    let gelu = Finish.Step("gelu", file: "Gelu", isBrief: false) { sums, _ in "Kernel.gelu(\(sums))" }
    #expect(FinishedKernel("product", in: "Product", finish: Finish([add, relu])).isBrief)
    #expect(!FinishedKernel("product", in: "Product", finish: Finish([add, gelu])).isBrief)
  }

  @Test func passesOperandsToTheSharedFunctionOrTheClosure() {
    let type = TensorType(.float32, [4])
    let x = CallSite.Operand(pointer: "x", type: type)
    var site = CallSite(inputs: [x], output: CallSite.Operand(pointer: "y", type: type), parameters: [])
    let finish = Finish([add, relu])
    site.call("product", in: "Product", ["": "x", "into": "y"], finish: finish)
    let kernel = site.finishedKernels[0]
    #expect(site.statements == ["\(CallSite.finishedPlaceholder(kernel))(x, into: y, addend: skip)"])
    #expect(site.kernels == ["Product", "Relu"])
    site.call("product", in: "Product", ["": "x", "into": "y"], finish: finish, inlined: true)
    #expect(site.statements[1].hasSuffix("{ sums, offset in Kernel.relu((sums + Kernel.load(skip + offset))) }"))
  }
}
