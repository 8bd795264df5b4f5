import ForgeDiagnostics

/// The compute part of a package by itself: the forward pass as a type, its plan, and the kernels that it needs.
///
/// The operator suite puts the forward passes of many models into one module with it, so that one compilation tests all.
package struct ComputeBundle: Sendable {
  package let plan: ForwardPlan
  /// The Swift file with the type `<Module>Forward`.
  package let source: String
  package let kernelNames: [String]

  package init(_ request: PackageRequest) throws(BundleFault) {
    plan = ForwardPlan(request.graph, outputNames: request.model.outputs.map(\.name))
    var sink = DiagnosticSink()
    guard let source = TemplateSet.standard.render(.compute, request.computeContext(plan), into: &sink) else {
      throw BundleFault(diagnostics: sink.diagnostics)
    }
    self.source = source
    kernelNames = request.kernelNames(plan)
  }

  /// The text of an embedded kernel file.
  package static func kernelText(_ name: String) -> String { Assets.kernel(name) }

  /// The C header that kernels import as the module `CForgeKernels`.
  package static var kernelHeader: String { Assets.kernelHeader }
}

/// Why a forward pass could not be written: a template of the program's own is broken.
package struct BundleFault: Error, Sendable {
  package let diagnostics: [Diagnostic]
}
