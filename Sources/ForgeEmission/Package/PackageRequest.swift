import ForgeGraph
import ForgeModel

/// Everything that a package is made from.
package struct PackageRequest: Sendable {
  /// A file that went in, as the lock file and the headers name it.
  package struct Source: Sendable {
    /// Relative to the spec's folder or root, so that it is the same on every machine.
    package let path: String
    package let sha256: String

    package init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  package var model: Model
  /// The model's graph after the passes.
  package var graph: Graph
  package var golden: GoldenVectors?
  package var spec: Source
  package var weights: Source?
  package var goldenSource: Source?
  package var templates: TemplateSet
  package var toolVersion: String

  package init(
    model: Model,
    graph: Graph,
    golden: GoldenVectors?,
    spec: Source,
    weights: Source?,
    goldenSource: Source?,
    templates: TemplateSet,
    toolVersion: String
  ) {
    self.model = model
    self.graph = graph
    self.golden = golden
    self.spec = spec
    self.weights = weights
    self.goldenSource = goldenSource
    self.templates = templates
    self.toolVersion = toolVersion
  }

  /// The name of the module.
  var module: String { model.name.text }

  var access: String { model.spec.generate.access.rawValue }

  /// The beginning of the package's C names.
  var cPrefix: String { model.name.snakeCase }
}
