import ForgeOperators
import Testing

@Suite struct RegistryTests {
  @Test func everyLayerIsListedOnce() {
    let names = LayerKind.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
