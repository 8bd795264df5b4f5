#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Serves a generated model as protocol.h says. The driver writes `Model`, its `input(_:)` and its outputs' `values` and
/// `witness` beside this file.
@main
enum Runner {
  private static let batchSize = 64

  static func main() throws {
    // FOLDER INPUTS THREADS SHAPE OUTPUTS; the model carries the first and knows the last two.
    let inputs = try inputs(in: CommandLine.arguments[2], shape: CommandLine.arguments[4])
    let sharesBatches = CommandLine.arguments[3] != "1"
    print("threads yes")
    let model = Model()
    var session = model.makeSession()
    _ = try session.prediction(for: inputs[0])
    print("ready")
    fflush(nil)

    let batch = (0..<batchSize).map { inputs[$0 % inputs.count] }
    while let line = readLine() {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int($0) }
      switch (words.first, numbers.first) {
      case ("run", let readings?):
        try answer(time(&session, inputs, readings: readings, group: numbers[1]))
      case ("batch", let readings?):
        try answer((0..<readings).map { _ in try time(model, batch, concurrently: sharesBatches) })
      case ("output", batchSize?):
        answer(try model.predictions(for: batch).prefix(inputs.count).flatMap(\.values))
      case ("output", _):
        answer(try inputs.flatMap { try session.prediction(for: $0).values })
      case ("memory", _):
        answer([peakMemory()])
      default:
        return
      }
    }
  }

  /// Nanoseconds of `group` predictions for one input, `readings` times, the inputs in turn.
  private static func time(
    _ session: inout Model.Session,
    _ inputs: [Model.Input],
    readings: Int,
    group: Int
  ) throws -> [Int] {
    var times: [Int] = []
    for reading in 0..<readings {
      let input = inputs[reading % inputs.count]
      let start = now()
      for _ in 0..<group { keep(try session.prediction(for: input).witness) }
      times.append(now() - start)
    }
    return times
  }

  private static func time(_ model: Model, _ batch: [Model.Input], concurrently: Bool) throws -> Int {
    let start = now()
    let outputs = try model.predictions(for: batch, concurrently: concurrently)
    let end = now()
    keep(outputs[outputs.count - 1].witness)
    return end - start
  }

  /// Uses a value, so that the compiler cannot leave out what computes it.
  @inline(never)
  @_optimize(none)
  private static func keep(_ value: Float) {}

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func answer(_ values: [some CustomStringConvertible]) {
    print(values.map(\.description).joined(separator: " "))
    fflush(nil)
  }

  private static func inputs(in path: String, shape: String) throws -> [Model.Input] {
    let size = shape.split(separator: ",").reduce(1) { $0 * (Int($1) ?? 0) }
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let examples = ftell(file) / (size * MemoryLayout<Float>.stride)
    rewind(file)
    var inputs: [Model.Input] = []
    for _ in 0..<examples {
      // As the runners in C read them: once, into memory that nothing has filled before.
      let values = [Float](unsafeUninitializedCapacity: size) { values, count in
        count = fread(values.baseAddress, MemoryLayout<Float>.stride, size, file)
      }
      inputs.append(Model.input(values))
    }
    return inputs
  }

  /// Largest resident set in KiB.
  private static func peakMemory() -> Int {
    guard let status = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(status) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), status) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if text.hasPrefix("VmHWM:") { return Int(text.filter(\.isNumber)) ?? 0 }
    }
    return 0
  }

  private struct Unreadable: Error {
    let path: String
  }
}
