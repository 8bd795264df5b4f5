import DigitsClassifier

/// Asks the generated model about one image of the prototype's test set and prints image and answer.
@main
enum DigitsDemo {
  static func main() throws {
    let model = DigitsClassifier()
    let output = try model.prediction(for: .init(image: handwrittenFive))
    for row in 0..<8 {
      print(handwrittenFive[row * 8..<row * 8 + 8].map(shade).joined())
    }
    print("\nThis is a \(output.digit) (probability \(output.probabilities[output.digit])).")
  }

  private static func shade(_ pixel: Float) -> String {
    pixel > 11 ? "██" : pixel > 5 ? "▒▒" : "  "
  }

  /// 8 × 8 pixels from 0 to 16: an image that the training never saw.
  private static let handwrittenFive: [Float] = [
    0, 3, 16, 13, 15, 16, 11, 0,
    0, 5, 16, 14, 12, 8, 10, 0,
    0, 2, 16, 12, 0, 0, 0, 0,
    0, 0, 7, 16, 12, 0, 0, 0,
    0, 0, 0, 7, 16, 8, 0, 0,
    0, 0, 0, 0, 13, 11, 0, 0,
    0, 3, 6, 8, 16, 7, 0, 0,
    0, 2, 15, 15, 9, 0, 0, 0,
  ]
}
