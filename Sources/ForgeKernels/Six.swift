extension Kernel {
  /// Something for each of six rows.
  typealias Six<Element> = (Element, Element, Element, Element, Element, Element)

  /// The numbers of six rows, of which only the first few are there: the last stands for the others.
  @inline(__always) static func sixRows(_ count: Int) -> Six<Int> {
    let last = count &- 1
    return (0, min(1, last), min(2, last), min(3, last), min(4, last), min(5, last))
  }

  @inline(__always) static func ofSix<Element, Result>(
    _ six: Six<Element>,
    _ body: (Element) -> Result
  ) -> Six<Result> {
    (body(six.0), body(six.1), body(six.2), body(six.3), body(six.4), body(six.5))
  }
}
