import Foundation

/// Says which input crashed or hung: an input that takes more than two seconds of processor time ends the run.
///
/// Processor time, not time on the wall, so that a busy machine makes no hangs. All state is in globals that are written
/// before the input is read, because a signal handler may touch nothing else.
enum FuzzWatch {
  private static let secondsForAnInput = 2

  /// Watches from here on; crashes are told on standard error with the input's number.
  static func start(reader: String, seed: UInt64) {
    beginning = Array("forge-fuzz \(reader): input ".utf8)
    crashed = Array(" crashed (seed \(seed))\n".utf8)
    hung = Array(" takes more than \(secondsForAnInput) s of processor time (seed \(seed))\n".utf8)
    useOwnStack()
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGPROF] { handle(number) }
  }

  static func begin(_ number: Int) {
    inputNumber = number
    setTimer(seconds: secondsForAnInput)
  }

  static func end() { setTimer(seconds: 0) }

  private static func setTimer(seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    #if canImport(Darwin)
      setitimer(ITIMER_PROF, &timer, nil)
    #else
      setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    #endif
  }

  /// A stack that has overflown leaves no room for the handler.
  private static func useOwnStack() {
    let size = 1 << 16
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = numericCast(size)
    sigaltstack(&stack, nil)
  }

  private static func handle(_ number: Int32) {
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = tell
    #else
      action.__sigaction_handler.sa_handler = tell
    #endif
    action.sa_flags = Int32(SA_ONSTACK)
    sigaction(number, &action, &previous[Int(number)])
  }
}

// Written before the watch begins or between inputs; the handler interrupts the only thread and reads them.
nonisolated(unsafe) private var inputNumber = -1
nonisolated(unsafe) private var beginning: [UInt8] = []
nonisolated(unsafe) private var crashed: [UInt8] = []
nonisolated(unsafe) private var hung: [UInt8] = []

/// What handled each signal before, such as Swift's backtraces.
nonisolated(unsafe) private var previous: [sigaction] = (0..<64).map { _ in .init() }

/// Writes the input's number and lets the signal do what it did before, which ends the process: the instruction that failed
/// fails again as soon as this returns.
private func tell(_ number: Int32) {
  put(beginning)
  putNumber(inputNumber)
  put(number == SIGPROF ? hung : crashed)
  sigaction(number, &previous[Int(number)], nil)
  guard number == SIGABRT || number == SIGPROF else { return }
  sigaction(SIGABRT, &previous[Int(SIGABRT)], nil)
  abort()
}

private func put(_ text: [UInt8]) {
  text.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Decimal digits without an allocation; the first seed file is −1, the next −2.
private func putNumber(_ number: Int) {
  if number < 0 {
    putByte(UInt8(ascii: "-"))
    return putNumber(-number)
  }
  if number >= 10 { putNumber(number / 10) }
  putByte(UInt8(ascii: "0") + UInt8(number % 10))
}

private func putByte(_ byte: UInt8) {
  var byte = byte
  _ = write(STDERR_FILENO, &byte, 1)
}
