import CForgeAssets

/// The files of the repository that the program carries: templates and kernels.
enum Assets {
  private static let texts: [String: String] = {
    let assets = UnsafeBufferPointer(start: forge_assets(), count: forge_asset_count())
    let pairs = assets.map { asset in
      let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
      return (String(cString: asset.path), String(decoding: bytes, as: UTF8.self))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }()

  /// The text of an embedded file; it is a fault of the build when it is not there.
  static func text(_ path: String) -> String {
    guard let text = texts[path] else { preconditionFailure("'\(path)' is not embedded: run Scripts/assets") }
    return text
  }

  static func kernel(_ name: String) -> String { text("Sources/ForgeKernels/\(name).swift") }

  /// The C declarations that kernels use.
  static var kernelHeader: String { text("Sources/CForgeKernels/include/CForgeKernels.h") }

  static func template(_ name: String) -> String { text("Templates/\(name).mustache") }
}
