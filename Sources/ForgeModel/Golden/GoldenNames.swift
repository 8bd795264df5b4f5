import ForgeDiagnostics
import ForgeGraph
import ForgeInterface
import ForgeJSON

/// The names of which a golden file and a model do not both know, told as one finding: mostly the file is another model's, or
/// calls its arrays otherwise.
struct GoldenNames {
  /// A feature or output for which the file has nothing.
  struct Missing {
    let noun: String
    let name: String
    /// What a row holds of it, as a message shows it; nil where a row holds one value.
    var shown: String?
    /// What its columns are called in a table, where that is not its name alone.
    var columns: String?
    /// Whether a row of this shape may be it; nil where the file does not tell shapes, and names alone must do.
    var takes: (([Int]) -> Bool)?
  }

  /// An array of the file that is no feature or output.
  struct Stranger {
    let name: String
    /// The shape of a row, nil where it is not known.
    var rowShape: [Int]?
  }

  /// `tensor` or `column`.
  let noun: String
  let missing: [Missing]
  let strangers: [Stranger]

  /// Up to so many names of one side are told one by one, each with its own way out.
  private static let mostAlone = 3
  private static let mostShown = 12
  /// More names are not looked for among each other.
  private static let mostPaired = 64

  /// Whether one finding tells more than one a name: names on both sides, or many.
  var isOneFinding: Bool {
    !missing.isEmpty && !strangers.isEmpty || missing.count + strangers.count > Self.mostAlone
  }

  func finding(_ path: String, at place: Place) -> Diagnostic {
    let counts = "\(missing.count) missing, \(strangers.count) unknown"
    let message =
      missing.isEmpty
      ? "\(strangers.count) \(noun)s of \(path) are no features or outputs"
      : strangers.isEmpty
        ? "\(path) has no \(noun)s for \(missing.count) features and outputs"
        : "the names in \(path) are not those of the model: \(counts)"
    var notes: [Diagnostic.Note] = []
    if !missing.isEmpty { notes.append(.init("the model wants \(Self.list(missing.map(Self.text)))")) }
    if !strangers.isEmpty {
      notes.append(.init("the file has \(missing.isEmpty ? "" : "instead ")\(Self.list(strangers.map(Self.text)))"))
    }
    return Diagnostic(
      .error,
      missing.isEmpty ? .unknownGoldenColumn : .missingGoldenColumn,
      message,
      at: place,
      notes: notes,
      help: help
    )
  }

  private var help: String {
    if missing.isEmpty { return "remove them from the golden file" }
    let pairs = pairs
    guard pairs.count == missing.count else {
      return
        "record the outputs of this very model with the inputs that they belong to, each under the name that the spec gives it"
    }
    let names = Self.list(pairs.map(Self.renaming))
    let rest = strangers.count > pairs.count ? ", remove the rest" : ""
    return "if they are the same, rename \(names) in the golden file\(rest); or use the file's names in the spec"
  }

  /// Which arrays may be meant by the missing names: the only one of the shape, or the only one of the shape whose name is near.
  private var pairs: [(stranger: String, name: String)] {
    guard missing.count <= Self.mostPaired, strangers.count <= Self.mostPaired else { return [] }
    let candidates = missing.map { wanted in
      let fitting = strangers.filter { stranger in
        guard let takes = wanted.takes, let shape = stranger.rowShape else { return true }
        return takes(shape)
      }
      // Swift calls texts equal that are written with other scalars and look alike.
      let twins = fitting.map(\.name).filter { $0 == wanted.name }
      let near = twins.isEmpty ? nearest(to: wanted.name, in: fitting.map(\.name)) : twins
      if near.count == 1 || wanted.takes == nil { return near }
      return fitting.map(\.name)
    }
    return zip(missing, candidates).compactMap { wanted, names in
      guard names.count == 1, candidates.count(where: { $0.contains { $0.hasSameUTF8(as: names[0]) } }) == 1 else { return nil }
      return (names[0], wanted.name)
    }
  }

  private static func renaming(_ pair: (stranger: String, name: String)) -> String {
    let texts = [pair.stranger, pair.name].map { pair.stranger == pair.name ? "'\($0.withASCIIOnly)'" : $0.quotedForMessage }
    return texts.joined(separator: " to ")
  }

  private static func text(_ missing: Missing) -> String {
    let details = [missing.shown, missing.columns.map { "(\($0))" }].compactMap { $0 }
    return (["\(missing.noun) \(missing.name.quotedForMessage)"] + details).joined(separator: " ")
  }

  private static func text(_ stranger: Stranger) -> String {
    guard let shape = stranger.rowShape, !shape.isEmpty else { return stranger.name.quotedForMessage }
    return "\(stranger.name.quotedForMessage) \(TensorShape(shape))"
  }

  /// Such as “a, b and 3 more”.
  private static func list(_ items: [String]) -> String {
    let hidden = items.count - mostShown
    if hidden > 1 { return "\(items.prefix(mostShown).joined(separator: ", ")) and \(hidden) more" }
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return "\(items.dropLast().joined(separator: ", ")) and \(last)"
  }
}

extension GoldenNames.Missing {
  /// A feature for which a file of tensors has none.
  init(_ feature: Feature) {
    self.init(noun: "feature", name: feature.name)
    if case .tensor(let type) = feature.kind {
      shown = "\(type.shape)"
      takes = { type.shape.admits($0) }
    } else {
      takes = { $0.allSatisfy { $0 == 1 } }
    }
  }

  /// An output for which a file of tensors has none; `type` is what the graph gives for it.
  init(_ output: Output, _ type: TensorType?) {
    self.init(noun: "output", name: output.name)
    switch output.kind {
    case .category(let labels):
      shown = "[\(labels.count)]"
      takes = { sizes in [[], [labels.count]].contains(sizes.filter { $0 != 1 }) }
    case .boolean, .number: takes = { $0.allSatisfy { $0 == 1 } }
    case .tensor:
      shown = type.map { "\($0.shape)" }
      takes = { type?.shape.admits($0) ?? true }
    }
  }
}

extension TensorShape {
  /// Whether these sizes are of this shape, where it does not vary.
  func admits(_ sizes: [Int]) -> Bool {
    sizes.count == rank
      && zip(sizes, dimensions).allSatisfy { size, wanted in wanted.fixedValue.map { $0 == size } ?? true }
  }
}
