import ForgeSpec
import Testing

/// `|got − want| ≤ absolute + relative · |want|`, as `numpy.isclose(got, want, equal_nan=True)` has it.
@Suite struct ToleranceTests {
  static let tolerance = Tolerance(absolute: 0.5, relative: 0.25)

  @Test(
    "admits what lies within the sum of both parts",
    arguments: [
      (10, 10, true), (13, 10, true), (13.0001, 10, false), (7, 10, true), (6.9999, 10, false), (-13, -10, true),
      (10, -10, false), (0.5, 0, true), (-0.5, 0, true), (0.5001, 0, false), (0, -0.0, true), (1.5, 4, false), (2.5, 4, true),
      (4, 2.5, false), (1e308, 1.2e308, true), (1e308, -1e308, false),
    ] as [(Double, Double, Bool)]
  )
  func admits(got: Double, want: Double, isAdmitted: Bool) {
    #expect(Self.tolerance.admits(got, for: want) == isAdmitted)
  }

  @Test(
    "takes NaN for NaN and an infinity for itself alone",
    arguments: [
      (.nan, .nan, true), (.nan, 0, false), (0, .nan, false), (.infinity, .infinity, true),
      (-.infinity, -.infinity, true), (.infinity, -.infinity, false), (.infinity, 1e308, false), (1e308, .infinity, false),
      (.nan, .infinity, false), (.infinity, .nan, false),
    ] as [(Double, Double, Bool)]
  )
  func admitsSpecials(got: Double, want: Double, isAdmitted: Bool) {
    #expect(Self.tolerance.admits(got, for: want) == isAdmitted)
    #expect(Tolerance(absolute: 0, relative: 0).admits(got, for: want) == isAdmitted)
  }

  @Test func admitsOnlyTheSameNumberWithoutSlack() {
    let exact = Tolerance(absolute: 0, relative: 0)
    #expect(exact.admits(0.1, for: 0.1))
    #expect(!exact.admits((0.1).nextUp, for: 0.1))
    #expect(!exact.admits(.leastNonzeroMagnitude, for: 0))
  }

  @Test func isStandardAsTheManualSays() {
    #expect(Tolerance.standard == Tolerance(absolute: 1e-5, relative: 1e-4))
  }
}
