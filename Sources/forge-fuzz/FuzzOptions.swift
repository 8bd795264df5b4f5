/// What the command line asks for.
struct FuzzOptions {
  var target: FuzzTarget
  var seedFiles: [String] = []
  var iterations = 100_000
  /// The number of the first input.
  var first = 0
  var seed: UInt64 = 1
  /// Where each input is written before it is read, so that one that crashes is left behind. Slow.
  var currentInputFile: String?
  /// Inputs are cut to this many bytes.
  var largestInput = 1 << 16

  static let usage = """
    usage: forge-fuzz READER [--iterations N] [--first N] [--seed S] [--max-bytes N] [--current FILE] [SEEDFILE...]
    readers: \(FuzzTarget.all.map(\.name).joined(separator: ", "))
    """

  init(arguments: [String]) throws(FuzzUsageError) {
    guard let name = arguments.first, let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      throw FuzzUsageError(message: "the first argument must name a reader")
    }
    self.target = target
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      switch argument {
      case "--iterations": iterations = try Self.number(after: argument, &rest)
      case "--first": first = try Self.number(after: argument, &rest)
      case "--seed": seed = try Self.number(after: argument, &rest)
      case "--max-bytes": largestInput = try Self.number(after: argument, &rest)
      case "--current": currentInputFile = try Self.value(after: argument, &rest)
      case _ where argument.hasPrefix("-"): throw FuzzUsageError(message: "unknown option \(argument)")
      default: seedFiles.append(argument)
      }
    }
    guard !seedFiles.isEmpty || !target.seeds.isEmpty else {
      throw FuzzUsageError(message: "\(name) needs at least one seed file")
    }
  }

  private static func value(after option: String, _ rest: inout ArraySlice<String>) throws(FuzzUsageError) -> String {
    guard let value = rest.popFirst() else { throw FuzzUsageError(message: "\(option) takes a value") }
    return value
  }

  private static func number<Number: FixedWidthInteger>(
    after option: String,
    _ rest: inout ArraySlice<String>
  ) throws(FuzzUsageError) -> Number {
    guard let number = Number(try value(after: option, &rest)), number >= 0 else {
      throw FuzzUsageError(message: "\(option) takes a whole number from 0")
    }
    return number
  }
}

/// A command line that cannot be followed.
struct FuzzUsageError: Error {
  let message: String
}
