/// Why a prototype cannot be imported: what it has that cannot be expressed, and where.
package struct ImportFault: Error, Sendable, Equatable {
  /// A sentence fragment in lower case without a full stop: what was found and what was wanted.
  package var message: String
  /// The node of the prototype that it is about, with its operator: `node 'conv1' (Conv)`.
  package var node: String?
  /// Where in the file, in bytes from its start, when it is about one place.
  package var byteOffset: Int?
  /// What to do about it.
  package var hint: String?

  package init(_ message: String, node: String? = nil, byteOffset: Int? = nil, hint: String? = nil) {
    self.message = message
    self.node = node
    self.byteOffset = byteOffset
    self.hint = hint
  }
}
