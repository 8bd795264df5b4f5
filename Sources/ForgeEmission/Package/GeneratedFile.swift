/// A file of a package, as a value: nothing is written until all of them are there.
package struct GeneratedFile: Sendable {
  /// What the file holds.
  package enum Content: Sendable {
    case text(String)
    /// Bytes that are made when they are written, piece by piece, so that large weights are never held twice.
    case bytes(count: Int, pieces: @Sendable (_ write: ([UInt8]) throws -> Void) throws -> Void)
    /// A symbolic link to a file or folder of the package, relative to its own folder.
    case link(to: String)
  }

  /// The path inside the package, with `/`.
  package let path: String
  package let content: Content

  package init(_ path: String, _ content: Content) {
    self.path = path
    self.content = content
  }

  package init(_ path: String, text: String) { self.init(path, .text(text)) }

  package var byteCount: Int {
    switch content {
    case .text(let text): text.utf8.count
    case .bytes(let count, _): count
    case .link(let target): target.utf8.count
    }
  }

  /// Hands the bytes over, piece by piece; of a link, the path that it holds.
  package func forEachPiece(_ body: ([UInt8]) throws -> Void) rethrows {
    switch content {
    case .text(let text), .link(let text): try body(Array(text.utf8))
    case .bytes(_, let pieces): try withoutActuallyEscaping(body) { body in try rethrowing { try pieces(body) } }
    }
  }
}

/// Calls a body that throws only what its argument throws.
private func rethrowing(_ body: () throws -> Void) rethrows { try body() }
