import ForgeInterface
import Testing

@Suite struct TransformNumberTests {
  @Test func tableIsThere() {
    #expect(TransformCase.all.count == 40)
    #expect(TransformCase.all.allSatisfy { !$0.points.isEmpty && !$0.transforms.isEmpty })
  }

  @Test func everyTransformIsInTheTable() {
    let words = Set(TransformCase.all.flatMap(\.transforms).map { String($0.prefix { $0 != ":" }) })
    #expect(words == Set(TransformKind.all.map(\.name)))
  }

  @Test("computes what the framework computed", arguments: TransformCase.all)
  func matchesTheFramework(_ example: TransformCase) throws {
    let feature = try feature("{ name: x, type: number, transform: [\(example.transforms.joined(separator: ", "))] }")
    let differing = example.points.filter { x, y in
      !example.agreement.admits(feature.transforms.reduce(x) { $1($0) }, for: y)
    }
    #expect(differing.isEmpty)
  }

  /// By hand: `((x + 1)^2 − 1) / 2` at 3 is 7.5; `−log(1 − x)` at −3 is −log 4.
  @Test func yeoJohnsonFollowsTheFormula() throws {
    let transform = try feature("{ name: x, type: number, transform: [{ yeo_johnson: 2 }] }").transforms[0]
    #expect(Agreement.ulps.admits(transform(3), for: 7.5))
    #expect(Agreement.ulps.admits(transform(-3), for: -1.3862943611198906))
    #expect(transform(0) == 0)
  }
}
