import ForgeDiagnostics
import ForgeSpec
import Testing

@Suite struct YAMLLimitsTests {
  enum Nesting: String, Sendable, CaseIterable {
    case flowList, flowMapping, blockList, blockMapping, keys

    /// A document whose innermost scalar lies at this depth; the root is at depth 1.
    func document(depth: Int) -> String {
      let count = depth - 1
      switch self {
      case .flowList: return String(repeating: "[", count: count) + "x" + String(repeating: "]", count: count)
      case .flowMapping: return String(repeating: "{a: ", count: count) + "x" + String(repeating: "}", count: count)
      case .blockList: return String(repeating: "- ", count: count) + "x\n"
      case .blockMapping:
        return (0..<count).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + String(repeating: " ", count: count)
          + "x\n"
      case .keys: return String(repeating: "? ", count: count) + "x\n"
      }
    }
  }

  @Test("reads 64 levels and refuses the 65th", arguments: Nesting.allCases)
  func bounds(_ nesting: Nesting) throws {
    let allowed = YAMLReading(nesting.document(depth: 64))
    // Keys that are mappings are refused for what they are, not for their depth.
    #expect(allowed.node != nil)
    #expect(Set(allowed.codes).isSubset(of: nesting == .keys ? [.wrongType] : []))
    let refused = YAMLReading(nesting.document(depth: 65))
    #expect(refused.node == nil)
    #expect(refused.codes == [.nestingTooDeep])
    #expect(refused.diagnostics.first?.message == "nested deeper than 64 levels")
  }

  @Test(.timeLimit(.minutes(1)), arguments: Nesting.allCases.filter { $0 != .blockMapping })
  func refusesDeepNestingAtOnce(_ nesting: Nesting) {
    #expect(YAMLReading(nesting.document(depth: 20_000)).codes == [.nestingTooDeep])
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["[", "{", "{a: ", "[[{x: "])
  func refusesDeepNestingThatNeverCloses(_ opening: String) {
    #expect(YAMLReading(String(repeating: opening, count: 20_000)).codes == [.nestingTooDeep])
  }

  @Test func takesTheDepthFromTheLimits() {
    var limits = YAMLLimits()
    limits.depth = 3
    #expect(YAMLReading("[[x]]", limits: limits).diagnostics.isEmpty)
    #expect(YAMLReading("[[[x]]]", limits: limits).codes == [.nestingTooDeep])
  }

  @Test func reads16MiBAndNoMore() {
    #expect(YAMLLimits.standard.bytes == 16_777_216)
    var limits = YAMLLimits()
    limits.bytes = 10
    #expect(YAMLReading("a: 3456789", limits: limits).diagnostics.isEmpty)
    let refused = YAMLReading("a: 34567890", limits: limits)
    #expect(refused.node == nil)
    #expect(refused.codes == [.fileTooLarge])
    #expect(refused.diagnostics.first?.message == "the spec has 11 bytes, but at most 10 are read")
    #expect(refused.diagnostics.first?.place == .file(path: "spec.yaml"))
  }

  @Test(.timeLimit(.minutes(1)))
  func readsALongListOnOneLine() {
    let reading = YAMLReading("a: [" + (0..<20_000).map { "x\($0)" }.joined(separator: ", ") + "]\n")
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(.timeLimit(.minutes(1)))
  func readsAMappingOfManyKeys() {
    let reading = YAMLReading((0..<20_000).map { "key\($0): \($0)\n" }.joined())
    #expect(reading.diagnostics.isEmpty)
  }
}
