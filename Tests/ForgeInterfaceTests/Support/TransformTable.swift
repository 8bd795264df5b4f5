import ForgeJSON
import Foundation
import Testing

/// What NumPy, SciPy, scikit-learn and pandas computed: `Scripts/expected/transforms.py` writes the file.
struct TransformCase: Sendable, CustomTestStringConvertible {
  let id: String
  /// The transforms as a spec writes them.
  let transforms: [String]
  let agreement: Agreement
  let points: [(x: Double, y: Double)]

  var testDescription: String { id }

  static let all: [TransformCase] = {
    do {
      let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Expected/transforms.json")
      guard case .array(let cases)? = try JSONValue(parsing: Array(Data(contentsOf: file)))["cases"] else { return [] }
      return cases.map(TransformCase.init)
    } catch {
      return []
    }
  }()

  private init(_ value: JSONValue) {
    id = value["id"]?.text ?? ""
    transforms = value["transform"]?.items.map(\.text) ?? []
    agreement = Agreement(rawValue: value["tolerance"]?.text ?? "") ?? .exact
    points = (value["points"]?.items ?? []).map { point in
      (Double(point.items[0].text) ?? .signalingNaN, Double(point.items[1].text) ?? .signalingNaN)
    }
  }
}

/// How far a number may lie from the framework's.
enum Agreement: String, Sendable {
  case exact
  /// Within 4 units in the last place.
  case ulps
  /// `|got − want| ≤ 1e-12 + 1e-12 · |want|`
  case close

  func admits(_ got: Double, for want: Double) -> Bool {
    if got == want || got.isNaN && want.isNaN { return true }
    guard got.isFinite, want.isFinite else { return false }
    switch self {
    case .exact: return false
    case .ulps: return abs(got - want) <= 4 * want.ulp
    case .close: return abs(got - want) <= 1e-12 + 1e-12 * abs(want)
    }
  }
}

extension JSONValue {
  fileprivate var text: String { if case .string(let text) = self { text } else { "" } }
  fileprivate var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
}
