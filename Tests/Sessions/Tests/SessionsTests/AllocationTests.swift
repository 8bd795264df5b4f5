import CAllocations
import DiabetesProgression
import DigitsClassifier
import ElectionSurvey
import IrisClassifier
import RandomResidualNetwork
import Testing

/// A session allocates nothing from its second prediction on.
@Suite struct AllocationTests {
  /// How often a body asks for memory when it has run before.
  private func allocations(_ body: () throws -> Void) rethrows -> Int {
    try body()
    let before = allocation_count()
    for _ in 0..<100 { try body() }
    return allocation_count() - before
  }

  @Test func countingWorks() {
    var sum = 0
    let count = allocations { sum += Array(repeating: 1, count: Int.random(in: 100...200)).count }
    #expect(sum > 0)
    #if canImport(Glibc)
      #expect(count >= 100)
    #endif
  }

  @Test func numbersToACategory() throws {
    var session = IrisClassifier().makeSession()
    let input = IrisClassifier.Input(sepalLength: 5.1, sepalWidth: 3.5, petalLength: 1.4, petalWidth: 0.2)
    var sum: Float = 0
    let count = try allocations { sum += try session.prediction(for: input).probabilities[.setosa] }
    #expect(sum > 0)
    #expect(count == 0)
  }

  @Test func imageToACategory() throws {
    var session = DigitsClassifier().makeSession()
    let input = DigitsClassifier.Input(image: (0..<64).map { Float($0 % 17) })
    var digits = 0
    let count = try allocations { digits += try session.prediction(for: input).digit.rawValue }
    #expect(digits >= 0)
    #expect(count == 0)
  }

  @Test func numbersToANumber() throws {
    var session = DiabetesProgression().makeSession()
    let input = DiabetesProgression.Input(
      age: 59,
      sex: .allCases[0],
      bmi: 32.1,
      bloodPressure: 101,
      cholesterol: 157,
      ldl: 93.2,
      hdl: 38,
      cholesterolRatio: 4,
      logTriglycerides: 4.8598,
      glucose: 87
    )
    var sum = 0.0
    let count = try allocations { sum += try session.prediction(for: input).progression }
    #expect(sum > 0)
    #expect(count == 0)
  }

  @Test func categoriesAndMissingValuesToACategory() throws {
    var session = ElectionSurvey().makeSession()
    let input = ElectionSurvey.Input(
      party: .allCases[0],
      population: 190,
      clintonPlacement: .allCases[1],
      dolePlacement: .allCases[2],
      education: .allCases[3]
    )
    var count = 0
    var votes = 0
    count = try allocations { votes += try session.prediction(for: input).vote.rawValue }
    #expect(votes >= 0)
    #expect(count == 0)
  }

  @Test func arraysOfAnOutputAreUsedAgain() throws {
    var session = RandomResidualNetwork().makeSession()
    let image = (0..<(3 * 24 * 24)).map { Float($0 % 17) / 16 }
    let input = RandomResidualNetwork.Input(image: image, context: [Float](repeating: 0.5, count: 8))
    var output = try session.prediction(for: input)
    let count = try allocations { try session.predict(input, into: &output) }
    #expect(count == 0)
  }
}
