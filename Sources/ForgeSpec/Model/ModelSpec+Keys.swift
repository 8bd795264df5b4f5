import ForgeDiagnostics
import ForgeJSON

/// The keys of the spec's sections: the description from which come the reader, the JSON Schema and the reference page.
package enum SpecKeys {
  package enum Root {
    static let version = Key("protoforge", ValueType<Int>.integer(1...1), "The version of the spec language.")
    static let model = Key(
      "model",
      ValueType<ModelSection>.record(SpecKeys.model) { record, _ in ModelSection(record) },
      "What the model is and where it comes from."
    )
    static let weights = Key(
      optional: "weights",
      ValueType<WeightsSection>.record(SpecKeys.weights) { record, sink in WeightsSection(record, into: &sink) },
      "The file that holds the parameters; left out for a model without any."
    )
    static let golden = Key(
      optional: "golden",
      ValueType<GoldenSection>.record(SpecKeys.golden) { record, _ in GoldenSection(record) },
      shownAs: "parity is not verified",
      "Vectors recorded from the prototype: inputs and the outputs that it gave."
    )
    static let generate = Key(
      optional: "generate",
      ValueType<GenerateSection>.record(SpecKeys.generate) { record, _ in GenerateSection(record) },
      "How the package is written."
    )
  }

  package static let model = RecordType(
    "'model'",
    [
      AnyKey(Model.name), AnyKey(Model.summary), AnyKey(Model.version), AnyKey(Model.author), AnyKey(Model.license),
      AnyKey(Model.source),
    ]
  )
  package static let weights = RecordType("'weights'", [AnyKey(Weights.file), AnyKey(Weights.layout)])
  package static let golden = RecordType("'golden'", shorthand: "file", [AnyKey(Golden.file), AnyKey(Golden.tolerance)])
  package static let tolerance = RecordType("'tolerance'", [AnyKey(ToleranceKeys.absolute), AnyKey(ToleranceKeys.relative)])
  package static let generate = RecordType(
    "'generate'",
    [AnyKey(Generate.output), AnyKey(Generate.access), AnyKey(Generate.cpu), AnyKey(Generate.weights)]
  )

  enum Model {
    static let name = Key(
      "name",
      ValueType<String>.identifier.located,
      "The name of the Swift module and of the model's type, in UpperCamelCase."
    )
    static let summary = Key(
      optional: "summary",
      ValueType<String>.line,
      "A line on what the model tells; opens its documentation."
    )
    static let version = Key(optional: "version", ValueType<String>.line, "The model's own version, such as 1.4.0.")
    static let author = Key(optional: "author", ValueType<String>.line, "Who made the prototype.")
    static let license = Key(optional: "license", ValueType<String>.line, "The licence of the model.")
    static let source = Key(optional: "source", ValueType<String>.line, "Where the prototype lives.")
  }

  enum Weights {
    static let file = Key(
      "file",
      ValueType<String>.line.located,
      """
      A .safetensors, .npz, .npy or .onnx file, or one of PyTorch (.pt, .pth, .pt2) or Keras (.keras, .h5), beside the spec \
      or below its folder.
      """
    )
    static let layout = Key(
      optional: "layout",
      ValueType<WeightsLayoutWord>.word().map { word throws(Refusal) in word.rawValue }.located,
      shownAs: "the framework that writes such files; required for .safetensors, .npz, .npy and .onnx",
      "The framework whose names, axis orders and defaults hold."
    )
  }

  enum Golden {
    static let file = Key(
      "file",
      ValueType<String>.line.located,
      "A .csv file for named scalars, a .safetensors or .npz file for tensors."
    )
    static let tolerance = Key(
      "tolerance",
      SpecKeys.toleranceType,
      default: .standard,
      shownAs: "{ absolute: 1.0e-5, relative: 1.0e-4 }",
      "How far an output may lie from the prototype's."
    )
  }

  enum ToleranceKeys {
    static let absolute = Key("absolute", ValueType<Double>.nonNegativeNumber, default: 1e-5, "The absolute part.")
    static let relative = Key(
      "relative",
      ValueType<Double>.nonNegativeNumber,
      default: 1e-4,
      "The part that grows with the wanted value."
    )
  }

  /// `|got − want| ≤ absolute + relative · |want|`
  package static let toleranceType = ValueType<Tolerance>.record(tolerance) { record, _ in
    Tolerance(absolute: record[ToleranceKeys.absolute], relative: record[ToleranceKeys.relative])
  }

  enum Generate {
    static let output = Key(
      optional: "output",
      ValueType<String>.relativePath.located,
      shownAs: "a folder named like the model beside the spec",
      "The folder of the package."
    )
    static let access = Key(
      "access",
      ValueType<GenerateSection.Access>.word(),
      default: .public,
      shownAs: "public",
      "Who may use the generated API."
    )
    static let cpu = Key(
      "cpu",
      ValueType<GenerateSection.CPU>.word(),
      default: .auto,
      shownAs: "auto",
      "Which processors the compute target is compiled for."
    )
    static let weights = Key(
      "weights",
      ValueType<GenerateSection.Weights>.word(),
      default: .embedded,
      shownAs: "embedded",
      "Whether the weights lie in the binary or in a file that the program names."
    )
  }
}

/// The words of `weights.layout`; their meaning lies with the operators.
private enum WeightsLayoutWord: String, Sendable, CaseIterable {
  case pytorch, keras

  /// The framework that alone writes files of this name.
  init?(file: String) {
    guard let dot = file.lastIndex(of: ".") else { return nil }
    switch file[dot...].lowercased() {
    case ".pt", ".pth", ".pt2": self = .pytorch
    case ".keras", ".h5": self = .keras
    default: return nil
    }
  }
}

extension ModelSection {
  init(_ record: Record) {
    self.init(
      name: record[SpecKeys.Model.name],
      summary: record[SpecKeys.Model.summary],
      version: record[SpecKeys.Model.version],
      author: record[SpecKeys.Model.author],
      license: record[SpecKeys.Model.license],
      source: record[SpecKeys.Model.source]
    )
  }
}

extension WeightsSection {
  /// Nil when nothing tells the layout.
  init?(_ record: Record, into sink: inout DiagnosticSink) {
    let file = record[SpecKeys.Weights.file]
    if let layout = record[SpecKeys.Weights.layout] {
      self.init(file: file, layout: layout)
    } else if let layout = WeightsLayoutWord(file: file.value) {
      self.init(file: file, layout: Located(layout.rawValue, at: file.span))
    } else {
      sink.error(
        .missingKey,
        "'weights' needs 'layout': 'pytorch' or 'keras'",
        at: file.span,
        help: "such a file does not tell which framework's names and axis orders it follows"
      )
      return nil
    }
  }
}

extension GoldenSection {
  init(_ record: Record) {
    self.init(file: record[SpecKeys.Golden.file], tolerance: record[SpecKeys.Golden.tolerance])
  }
}

extension GenerateSection {
  init(_ record: Record) {
    self.init(
      output: record[SpecKeys.Generate.output],
      access: record[SpecKeys.Generate.access],
      cpu: record[SpecKeys.Generate.cpu],
      weights: record[SpecKeys.Generate.weights]
    )
  }

  static let standard = GenerateSection(output: nil, access: .public, cpu: .auto, weights: .embedded)
}
