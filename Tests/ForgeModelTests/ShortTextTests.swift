import ForgeModel
import Testing

@Suite struct ShortTextTests {
  @Test(
    "shows a number in at most six significant digits",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (0.1 + 0.2, "0.3"), (1.0 / 3, "0.333333"),
      (-2.0 / 3, "-0.666667"),
      (10, "10"), (123456, "123456"), (1234.5678, "1234.57"), (99999.96, "100000"), (0.001, "0.001"),
      (0.00012345678, "0.000123457"),
      (0.0001, "0.0001"), (0.99999999, "1"), (1e9, "1e9"), (1.5e10, "1.5e10"), (-1.2345e20, "-1.23e20"), (1e-5, "1e-5"),
      (2.5e-7, "2.5e-7"), (1.7976931348623157e308, "1.8e308"), (2.2250738585072014e-308, "2.23e-308"),
      (100_000_000, "100000000"),
      (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
    ] as [(Double, String)]
  )
  func shows(value: Double, text: String) {
    #expect(shortText(value) == text)
  }

  @Test(
    "carries over to the next power of ten",
    arguments: [(9.999e-5, "1e-4"), (9.999e-7, "1e-6"), (9.9999e12, "1e13")] as [(Double, String)]
  )
  func carriesOver(value: Double, text: String) {
    #expect(shortText(value) == text)
  }

  @Test(arguments: [(.leastNonzeroMagnitude, "5e-324"), (.leastNormalMagnitude / 2, "1.11e-308")] as [(Double, String)])
  func showsSubnormalNumbers(value: Double, text: String) {
    #expect(shortText(value) == text)
  }

  @Test(arguments: [(123_456_789, "1.23457e8"), (1_234_567.8, "1.23457e6")] as [(Double, String)])
  func showsNoMoreThanSixDigitsOfALargeNumber(value: Double, text: String) {
    #expect(shortText(value) == text)
  }
}
