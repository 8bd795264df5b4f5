/// Text that compares by its UTF-8 bytes, as Python, YAML and every file format do.
///
/// Swift's `String` calls canonically equivalent texts equal (`"e\u{301}" == "\u{e9}"`), which would silently join two
/// categories that the prototype keeps apart, and takes quadratic time on runs of combining marks.
package struct ExactText: Sendable, Hashable, Comparable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: Self, right: Self) -> Bool { left.text.hasSameUTF8(as: right.text) }

  package static func < (left: Self, right: Self) -> Bool { left.text.precedesInUTF8(right.text) }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
