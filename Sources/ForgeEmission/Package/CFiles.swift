/// A C target of a package: a header, and sources beside blobs that they embed.
struct CTarget {
  /// A C file: its name, and what stands in it behind the header's inclusion.
  struct Source {
    let fileName: String
    let code: String
  }

  let name: String
  let folder: String
  private(set) var declarations: [String] = []
  private(set) var sources: [Source] = []

  init(name: String, folder: String) {
    self.name = name
    self.folder = folder
  }

  /// A function with its own source.
  mutating func add(_ declaration: String, source: Source) {
    declarations.append(declaration)
    sources.append(source)
  }

  /// A function that the header has with its body.
  mutating func addInline(_ definition: String) { declarations.append(definition) }

  /// A blob in the binary, and the function that gives its pointer.
  ///
  /// - Parameters:
  ///   - function: the function's name.
  ///   - type: the C type of an element.
  mutating func addBlob(_ blobName: String, function: String, type: String, documentation: String) {
    let code = """
      #if defined(__clang__)
      #pragma clang diagnostic ignored "-Wc23-extensions"
      #endif

      _Alignas(64) static const unsigned char bytes[] = {
      #embed "\(blobName)" suffix(,)
      0};

      const \(type) *\(function)(void) { return (const \(type) *)(const void *)bytes; }
      """
    let stem = blobName.split(separator: ".").first.map(String.init) ?? blobName
    add(
      "/// \(documentation)\nconst \(type) *_Nonnull \(function)(void);",
      source: Source(fileName: "\(stem).c", code: code)
    )
  }

  /// The target's header and sources; nil after reporting what is wrong with a template.
  func files(
    _ shared: TemplateContext,
    _ render: (TemplateSet.Name, TemplateContext) -> String?
  ) -> [GeneratedFile]? {
    let header = TemplateContext(["code": .text(declarations.joined(separator: "\n\n")), "guard": .text(name.uppercased())])
    guard let headerText = render(.cHeader, shared.merging(header)) else { return nil }
    var files = [GeneratedFile("\(folder)/include/\(name).h", text: headerText)]
    // SwiftPM asks for a source even where a header holds all.
    for source in sources.isEmpty ? [Source(fileName: "\(name).c", code: "")] : sources {
      let context = TemplateContext(["code": .text(source.code), "headerFile": .text("\(name).h")])
      guard let text = render(.cSource, shared.merging(context)) else { return nil }
      files.append(GeneratedFile("\(folder)/\(source.fileName)", text: text))
    }
    return files
  }
}
