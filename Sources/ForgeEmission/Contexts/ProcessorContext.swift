import ForgeModel
import ForgeSpec

extension PackageRequest {
  /// What `Processor.swift` is filled with.
  func processorContext(_ plan: ForwardPlan) -> TemplateContext {
    let imports = choosesProcessor ? ["import C\(module)"] + importsOfVariants : ["import \(module)Compute"]
    let code = choosesProcessor ? choosing(plan) : single(plan)
    return sharedContext.merging(
      TemplateContext(["imports": .lines("line", imports), "code": .text(code.joined(separator: "\n"))])
    )
  }

  private var importsOfVariants: [String] {
    ["import \(module)Compute", "", "#if arch(x86_64)"]
      + ComputeVariant.allCases.map { "  import \(module)Compute\($0.suffix)" } + ["#endif"]
  }

  /// One compilation for every processor.
  private func single(_ plan: ForwardPlan) -> [String] {
    [
      "/// The forward pass, compiled once for every processor.", "struct Processor: Sendable {",
      "  static let best = Processor()", "",
    ]
      + functions(plan) { [call($0, "\(module)Compute", plan)] } + ["}"]
  }

  /// The best of several compilations.
  private func choosing(_ plan: ForwardPlan) -> [String] {
    let cases = ComputeVariant.allCases.flatMap {
      ["  /// The level \($0.architecture) of x86-64: \($0.instructions).", "  case \($0.rawValue) = \($0.level)"]
    }
    return [
      "/// The compilations of the forward pass.", "package enum Processor: Int32, Sendable, CaseIterable {",
      "  /// Any processor.", "  case baseline = 0",
    ] + cases + [
      "",
      "  /// The best that this processor has the instructions for. The environment variable `PROTOFORGE_CPU` (`baseline`, `v3`)",
      "  /// asks for a lesser one.",
      "  static let best = Processor(rawValue: \(cPrefix)_processor_level()) ?? .baseline", "",
      "  /// Those that this processor can run.",
      "  package static let available = allCases.filter { $0.rawValue <= best.rawValue }", "",
    ]
      + functions(plan) { function in
        let baseline = call(function, "\(module)Compute", plan)
        let calls = ComputeVariant.allCases.flatMap {
          ["  case .\($0.rawValue):", "    \(call(function, "\(module)Compute\($0.suffix)", plan))"]
        }
        return ["#if arch(x86_64)", "  switch self {", "  case .baseline:", "    \(baseline)"] + calls
          + ["  }", "#else", "  \(baseline)", "#endif"]
      } + ["}"]
  }

  /// The functions of the forward pass: for one example, and for several where there is one.
  private enum Function: String {
    case one = "compute"
    case several = "computeBatch"
  }

  private func functions(_ plan: ForwardPlan, body: (Function) -> [String]) -> [String] {
    var lines = [
      "  /// Computes the outputs from the inputs, in place.", "  @inline(__always) func forward(",
      "    weights: UnsafePointer<Float>, floats: UnsafeMutablePointer<Float>, ids: UnsafeMutablePointer<Int32>"
        + plan.symbols.map { ", \($0): Int" }.joined(),
      "  ) {",
    ]
    lines += body(.one).map { "    \($0)" } + ["  }"]
    guard plan.batch != nil else { return lines }
    lines += [
      "", "  /// Computes the outputs of several examples at once, in place.", "  @inline(__always) func forwardBatch(",
      "    weights: UnsafePointer<Float>, floats: UnsafeMutablePointer<Float>, ids: UnsafeMutablePointer<Int32>, examples: Int",
      "  ) {",
    ]
    return lines + body(.several).map { "    \($0)" } + ["  }"]
  }

  private func call(_ function: Function, _ target: String, _ plan: ForwardPlan) -> String {
    let sizes = plan.symbols.map { ", \($0): \($0)" }.joined() + (function == .several ? ", examples: examples" : "")
    return "\(target).\(forwardType).\(function.rawValue)(weights: weights, floats: floats, ids: ids\(sizes))"
  }

  /// The C function that asks the processor for its level.
  var processorDeclaration: String {
    """
    /// The level of x86-64 that the processor and the operating system have: 3, 4, or 0 for any other. `PROTOFORGE_CPU` in the
    /// environment asks for a lesser one.
    int \(cPrefix)_processor_level(void);
    """
  }

  var processorSource: String {
    """
    #include <stdlib.h>
    #include <string.h>

    static int supported_level(void) {
    #if defined(__x86_64__)
      __builtin_cpu_init();
      if (__builtin_cpu_supports("x86-64-v4")) return 4;
      if (__builtin_cpu_supports("x86-64-v3")) return 3;
    #endif
      return 0;
    }

    int \(cPrefix)_processor_level(void) {
      int level = supported_level();
      const char *wanted = getenv("PROTOFORGE_CPU");
      if (wanted == NULL) return level;
      if (strcmp(wanted, "baseline") == 0) return 0;
      if (strcmp(wanted, "v3") == 0 && level > 3) return 3;
      return level;
    }
    """
  }
}
