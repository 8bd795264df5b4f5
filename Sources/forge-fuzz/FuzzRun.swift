import Foundation

/// One run over many inputs, with a report of what happened.
struct FuzzRun {
  let options: FuzzOptions
  private let fileSeeds: [[UInt8]]
  private let mutator: Mutator

  init(options: FuzzOptions) throws {
    self.options = options
    let seeds = try options.seedFiles.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
    fileSeeds = seeds
    mutator = Mutator(seeds: options.target.seeds + seeds, target: options.target, largestInput: options.largestInput)
  }

  func run() throws {
    var report = FuzzReport()
    FuzzWatch.start(reader: options.target.name, seed: options.seed)
    checkSeeds()
    let begin = ContinuousClock.now
    for number in options.first..<options.first + options.iterations {
      var random = SplitMix64(seed: options.seed)
      random = SplitMix64(seed: random.next() &+ UInt64(number) &* 0xD6E8_FEB8_6659_FD93)
      let input = mutator.input(&random)
      if let file = options.currentInputFile { try Data(input).write(to: URL(fileURLWithPath: file)) }
      let start = ContinuousClock.now
      FuzzWatch.begin(number)
      let refusal = options.target.exercise(input)
      FuzzWatch.end()
      report.note(number: number, refusal: refusal, time: ContinuousClock.now - start)
      if number % 100_000 == 0 { progress("input \(number), seed \(options.seed)") }
    }
    report.print(options: options, time: ContinuousClock.now - begin)
  }

  /// Says which seeds are refused: most should not be.
  private func checkSeeds() {
    for (index, (file, seed)) in zip(options.seedFiles, fileSeeds).enumerated() {
      FuzzWatch.begin(-1 - index)
      if let refusal = options.target.exercise(seed) { progress("the seed \(file) is refused: \(refusal)") }
      FuzzWatch.end()
    }
  }

  private func progress(_ line: String) {
    FileHandle.standardError.write(Data("forge-fuzz \(options.target.name): \(line)\n".utf8))
  }
}
