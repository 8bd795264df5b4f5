import ForgeGraph
import Testing

@Suite struct ParameterTests {
  @Test func readsItsValuesEachTime() {
    let parameter = Parameter(name: "w", shape: [2, 2]) { [1, 2, 3, 4] }
    #expect(parameter.count == 4)
    #expect(parameter.values() == [1, 2, 3, 4])
    #expect(parameter.reference() == ReferenceTensor(shape: [2, 2], elements: [1, 2, 3, 4]))
  }

  @Test func refusesValuesThatDoNotFillItsShape() async {
    await #expect(processExitsWith: .failure) {
      _ = Parameter(name: "w", shape: [2, 2]) { [1, 2, 3] }.values()
    }
  }

  /// A Keras kernel `[in, out]` becomes `[out, in]`; a depthwise kernel `[h, w, in, 1]` is viewed without its last axis.
  @Test func knowsTheShapeThatAStoredFormGives() {
    #expect(StoredForm([3, 5], order: [1, 0]).orderedShape == [5, 3])
    #expect(StoredForm([4, 6]).orderedShape == [4, 6])
    #expect(StoredForm([3, 3, 8, 2], view: [3, 3, 16], order: [2, 0, 1]).orderedShape == [16, 3, 3])
    let role = ParameterRole(pytorch: "weight", keras: "kernel")
    #expect(ParameterDemand(role, forms: [StoredForm([3, 5], order: [1, 0]), StoredForm([5, 3])]).shape == [5, 3])
  }
}
