/// What `protoforge explain` tells of a code: a line, then what it means, why it is a finding, and an example with its remedy.
struct Explanation: Sendable {
  /// A sentence without a full stop.
  let title: String
  /// Plain text of 6 to 20 lines of at most 80 columns.
  let text: String

  init(_ title: String, _ text: String) {
    self.title = title
    self.text = text
  }
}
