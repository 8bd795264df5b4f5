import ForgeJSON

/// Names of which no two are the same.
struct UniqueNames {
  private var taken: Set<ExactText> = []
  /// The number that the next name like this one gets.
  private var numbers: [ExactText: Int] = [:]

  /// Takes a name that is given; false where it is taken already.
  @discardableResult
  mutating func insert(_ name: String) -> Bool { taken.insert(ExactText(name)).inserted }

  /// Takes a name like `wanted`: with a number behind it where that is taken.
  mutating func insert(like wanted: String) -> String {
    var name = wanted
    var number = numbers[ExactText(wanted)] ?? 2
    while !insert(name) {
      name = "\(wanted)_\(number)"
      number += 1
    }
    numbers[ExactText(wanted)] = number
    return name
  }
}
