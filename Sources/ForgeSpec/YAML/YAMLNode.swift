import ForgeDiagnostics
import ForgeJSON

/// A node of a YAML document with its place: untyped, because the schema alone decides what a scalar means.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    /// The scalar's text as written; `isPlain` when it stands without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// The pairs in the order of the file, keys unique.
    case mapping([YAMLPair])
  }

  package var content: Content
  package var span: SourceSpan

  package init(_ content: Content, span: SourceSpan) {
    self.content = content
    self.span = span
  }

  /// What the node is, as a message names it.
  package var kindDescription: String {
    switch content {
    case .scalar(let text, let isPlain): text.isEmpty && isPlain ? "nothing" : text.quotedForMessage
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Whether the node is a plain scalar without text, as after `key:`.
  package var isEmpty: Bool {
    if case .scalar("", isPlain: true) = content { true } else { false }
  }

  /// The scalar's text, or nil for a list or mapping.
  package var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }
}

/// A key of a mapping with its value.
package struct YAMLPair: Sendable {
  package var key: String
  package var keySpan: SourceSpan
  package var value: YAMLNode

  package init(key: String, keySpan: SourceSpan, value: YAMLNode) {
    self.key = key
    self.keySpan = keySpan
    self.value = value
  }
}
