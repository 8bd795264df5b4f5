import Foundation

/// What came out of a run. The refusals by kind tell which rules of a reader the inputs reach.
struct FuzzReport {
  private var accepted = 0
  /// How often something was refused, and the number of the first such input.
  private var refused: [String: (count: Int, first: Int)] = [:]
  private var slowest: (number: Int, time: Duration) = (0, .zero)

  mutating func note(number: Int, refusal: String?, time: Duration) {
    if let refusal {
      refused[Self.kind(of: refusal), default: (0, number)].count += 1
    } else {
      accepted += 1
    }
    if time > slowest.time { slowest = (number, time) }
  }

  func print(options: FuzzOptions, time: Duration) {
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    Swift.print("\(options.target.name): \(options.iterations) inputs from \(options.first), seed \(options.seed),")
    Swift.print(
      "  \(options.target.seeds.count) seeds of its own, \(options.seedFiles.count) seed files, \(Int(seconds)) s, \(Int(Double(options.iterations) / seconds)) inputs/s"
    )
    Swift.print("  accepted \(accepted), refused \(options.iterations - accepted) in \(refused.count) ways")
    Swift.print("  slowest: input \(slowest.number), \(slowest.time); peak memory \(Self.peakMegabytes) MB")
    for (kind, cases) in refused.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
      Swift.print("  \(cases.count)  \(kind)  (first: input \(cases.first))")
    }
  }

  /// A message without its numbers and names: digits and what stands from the first to the last quote are left out.
  private static func kind(of message: String) -> String {
    let bytes = Array(message.utf8)
    let quote = UInt8(ascii: "'")
    let quoted = (bytes.firstIndex(of: quote) ?? 0)..<(bytes.lastIndex(of: quote) ?? 0)
    var kind: [UInt8] = []
    var isInNumber = false
    for (index, byte) in bytes.enumerated() where !quoted.contains(index) {
      let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      isInNumber = isDigit || (isInNumber && byte != UInt8(ascii: " "))
      if isDigit, kind.last != UInt8(ascii: "#") { kind.append(UInt8(ascii: "#")) }
      if !isInNumber { kind.append(byte) }
    }
    return String(decoding: kind, as: UTF8.self)
  }

  private static var peakMegabytes: Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss) >> 20
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) >> 10
    #endif
  }
}
