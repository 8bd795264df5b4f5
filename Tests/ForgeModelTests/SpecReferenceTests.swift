import ForgeDiagnostics
import ForgeInterface
import ForgeModel
import ForgeOperators
import ForgeSpec
import Testing

@Suite struct SpecReferenceTests {
  private let lines = specReference().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

  @Test("has a section for every layer", arguments: LayerKind.all.map(\.name))
  func hasALayer(name: String) {
    #expect(lines.count { $0 == "#### `\(name)`" } == 1)
  }

  @Test("has a section for every transform, feature and output")
  func hasOtherKinds() {
    for name in TransformKind.all.map(\.name) { #expect(lines.contains("### `\(name)`")) }
    for kind in FeatureKeys.pages.map(\.kind) { #expect(lines.contains("### `\(kind)`")) }
    for kind in OutputKeys.pages.map(\.kind) { #expect(lines.contains("### `\(kind)`")) }
  }

  @Test("has a chapter for every kind of layer", arguments: LayerKind.Chapter.allCases)
  func hasAChapter(_ chapter: LayerKind.Chapter) {
    #expect(lines.contains("### \(chapter.rawValue)"))
  }

  @Test func hasTablesWhoseRowsAllHaveFourCells() {
    for line in lines where line.hasPrefix("|") {
      let cells = line.replacing("\\|", with: "").split(separator: "|", omittingEmptySubsequences: false)
      #expect(cells.count == 6, "\(line)")
    }
  }

  @Test(
    "tells a key with its default",
    arguments: [
      ("units", "required"), ("bias", "`true`"), ("padding", "`valid`"), ("stride", "`1`"), ("file", "required"),
      ("layout", "`the framework that writes such files; required for .safetensors, .npz, .npy and .onnx`"),
      ("access", "`public`"), ("threshold", "required"),
    ]
  )
  func tellsDefaults(key: String, standard: String) {
    let rows = lines.filter { $0.hasPrefix("| `\(key)`") }
    #expect(!rows.isEmpty)
    #expect(rows.contains { $0.contains("| \(standard) |") })
  }

  @Test func marksTheKeyThatMayStandForTheMapping() {
    #expect(lines.contains { $0.hasPrefix("| `rate` * |") })
    #expect(lines.contains { $0.hasPrefix("| `lambda` * |") })
  }

  @Test func namesParametersInBothLayouts() {
    #expect(lines.contains("Parameters: `weight`, `bias` (pytorch), `kernel`, `bias` (keras). Takes `activation`."))
  }

  @Test func hasAParagraphOfTextForEveryKind() {
    for kind in LayerKind.all { #expect(kind.summary.last == "." && kind.summary.first?.isUppercase == true, "\(kind.name)") }
  }
}

@Suite struct StarterSpecTests {
  @Test func isASoundSpec() throws {
    let weights = [
      Numbers("fc1.weight", [16, 5]), Numbers("fc1.bias", [16]), Numbers("fc2.weight", [3, 16]), Numbers("fc2.bias", [3]),
    ]
    let reading = try ModelReading(starterSpec, weights: weights)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.model?.outputs.map(\.name) == ["species"])
  }

  @Test func fitsTheWidthOfAnEditor() {
    #expect(starterSpec.split(separator: "\n").allSatisfy { $0.count <= 128 })
    #expect(starterSpec.hasSuffix("\n"))
  }
}
