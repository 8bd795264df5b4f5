/// Evaluates a Swift expression of whole numbers, names, `+ - * /` and brackets, as the compiler would: `*` and `/` before `+`
/// and `-`, from left to right, division towards zero.
struct Arithmetic {
  let value: Int

  struct Fault: Error {
    let text: String
  }

  init(_ text: String, _ names: [String: Int]) throws {
    var parser = Parser(text: text, names: names, rest: Array(text.filter { !$0.isWhitespace }))
    value = try parser.sum()
    guard parser.rest.isEmpty else { throw Fault(text: text) }
  }

  private struct Parser {
    let text: String
    let names: [String: Int]
    var rest: [Character]

    mutating func sum() throws -> Int {
      var value = try product()
      while let sign = rest.first, sign == "+" || sign == "-" {
        rest.removeFirst()
        let next = try product()
        value = sign == "+" ? value + next : value - next
      }
      return value
    }

    mutating func product() throws -> Int {
      var value = try factor()
      while let sign = rest.first, sign == "*" || sign == "/" {
        rest.removeFirst()
        let next = try factor()
        value = sign == "*" ? value * next : value / next
      }
      return value
    }

    mutating func factor() throws -> Int {
      if rest.first == "(" {
        rest.removeFirst()
        let value = try sum()
        guard rest.first == ")" else { throw Fault(text: text) }
        rest.removeFirst()
        return value
      }
      let word = String(rest.prefix { $0.isLetter || $0.isNumber })
      rest.removeFirst(word.count)
      guard let value = Int(word) ?? names[word] else { throw Fault(text: text) }
      return value
    }
  }
}
