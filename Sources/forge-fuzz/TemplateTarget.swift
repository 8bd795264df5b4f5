import ForgeDiagnostics
import ForgeEmission
import ForgeGraph
import ForgeModel
import ForgeOperators

extension FuzzTarget {
  static let template = FuzzTarget(
    name: "template",
    seeds: .texts(
      "{{%CONTENT_TYPE:TEXT}}\n{{! a comment }}\n{{header}}\n",
      "{{{header}}}{{#features}}{{name}}{{/features}}{{&header}}"
    ),
    dictionary: .texts(
      "{{",
      "}}",
      "{{{",
      "}}}",
      "{{#",
      "{{^",
      "{{/",
      "{{!",
      "{{>",
      "{{<",
      "{{$",
      "{{=",
      "=}}",
      "{{&",
      "{{%CONTENT_TYPE:TEXT}}",
      "{{%CONTENT_TYPE:HTML}}",
      "{{.}}",
      "{{#.}}",
      "{{a.b}}",
      "{{header}}",
      "{{#cases}}",
      "{{/cases}}",
      "{{#features}}",
      "{{/features}}",
      "\r\n",
      "{{\u{301}",
      "\u{301}}}",
      "}}}}",
      "{{{{",
      "\u{2028}",
      "{{=<% %>=}}",
      "{{#lambda()}}",
      "{{uppercased(header)}}"
    ),
    exercise: { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      var kinds = TemplateSet.fileNames
      var refusal: String?
      // A refused file may hide another that is made after it, so that this takes several rounds.
      while !kinds.isEmpty {
        var sink = DiagnosticSink()
        let templates = TemplateSet(replacing: customs(kinds, text), into: &sink)
        if let files = generatePackage(request(templates), into: &sink) {
          checkBytes(of: files)
          return nil
        }
        let refused = Set(sink.diagnostics.filter { $0.severity == .error }.compactMap(\.place.path))
        precondition(!refused.isDisjoint(with: kinds), "a custom template is at fault, not one of the program's own")
        refusal = refusal ?? checkReport(sink, of: bytes, path: kinds[0])
        kinds.removeAll { refused.contains($0) }
      }
      return refusal
    }
  )

  private static let graph = scalarModel.graph.running(standardPasses)

  private static func request(_ templates: TemplateSet) -> PackageRequest {
    packageRequest(scalarModel, graph, golden: scalarVectors, templates: templates)
  }

  private static func customs(_ names: [String], _ text: String) -> [TemplateSet.Custom] {
    names.map { TemplateSet.Custom(fileName: $0, path: $0, text: text) }
  }

  private static let scalarVectors: GoldenVectors? = {
    var sink = DiagnosticSink()
    return readGoldenCSV(
      Array("a,b,c,d,e,t,n,f,k\n1,2,true,p,s,0.5,1,0,u\n".utf8),
      path: "golden.csv",
      features: scalarModel.features,
      outputs: scalarModel.outputs,
      at: .file(path: "golden.csv"),
      into: &sink
    )
  }()
}
