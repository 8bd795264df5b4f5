/// Text that compares by its UTF-8 bytes, as Python, YAML and every file format do.
///
/// Swift's `String` calls canonically equivalent texts equal (`"e\u{301}" == "\u{e9}"`), which would silently join two
/// categories that the prototype keeps apart.
package struct ExactText: Sendable, Hashable, Comparable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
