/// Why a text is not JSON.
package struct JSONError: Error, Sendable, Equatable {
  /// A sentence fragment in lower case without a full stop: what was found and what was wanted.
  package let message: String
  /// Where, counted in bytes from the start of the text.
  package let byteOffset: Int

  package init(message: String, byteOffset: Int) {
    self.message = message
    self.byteOffset = byteOffset
  }
}
