extension PackageRequest {
  /// The C files that carry a blob in the binary, next to the blob itself.
  ///
  /// - Parameters:
  ///   - folder: the target's folder in the package.
  ///   - target: the target's name.
  ///   - function: the function that gives the blob's pointer.
  ///   - type: the C type of an element.
  func embeddingFiles(
    folder: String,
    target: String,
    function: String,
    type: String,
    documentation: String,
    blobName: String,
    _ render: (TemplateSet.Name, TemplateContext) -> String?
  ) -> [GeneratedFile]? {
    let shared = sharedContext
    let source = """
      _Alignas(64) static const unsigned char bytes[] = {
      #embed "\(blobName)" suffix(,)
      0};

      const \(type) *\(function)(void) { return (const \(type) *)(const void *)bytes; }
      """
    let header = """
      /// \(documentation)
      const \(type) *_Nonnull \(function)(void);
      """
    guard
      let sourceText = render(
        .cSource,
        shared.merging(TemplateContext(["code": .text(source), "headerFile": .text("\(target).h")]))
      ),
      let headerText = render(
        .cHeader,
        shared.merging(TemplateContext(["code": .text(header), "guard": .text(target.uppercased())]))
      )
    else { return nil }
    return [
      GeneratedFile("\(folder)/\(blobName.split(separator: ".")[0]).c", text: sourceText),
      GeneratedFile("\(folder)/include/\(target).h", text: headerText),
    ]
  }
}
