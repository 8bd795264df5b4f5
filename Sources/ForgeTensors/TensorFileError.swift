/// Why a file of tensors is refused.
package struct TensorFileError: Error, Sendable, Equatable {
  /// A sentence fragment in lower case without a full stop: what was found and what was wanted.
  package var message: String
  /// Where in the file, in bytes from its start, when it is about one place.
  package var byteOffset: Int?
  /// The tensor that it is about.
  package var tensor: String?
  /// What to do about it.
  package var hint: String?

  package init(_ message: String, byteOffset: Int? = nil, tensor: String? = nil, hint: String? = nil) {
    self.message = message
    self.byteOffset = byteOffset
    self.tensor = tensor
    self.hint = hint
  }
}
