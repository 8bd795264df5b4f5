import ForgeModel
import ForgeSpec

/// The levels of x86-64 that `cpu: auto` compiles the forward pass for, besides the one that every processor has.
enum ComputeVariant: String, CaseIterable {
  case v3, v4

  /// The end of the target's name.
  var suffix: String { rawValue.uppercased() }
  /// What the compiler calls the level.
  var architecture: String { "x86-64-\(rawValue)" }
  /// What kernels ask for with `#if`.
  var condition: String { "X86_64_\(suffix)" }
  /// What a reader knows it by.
  var instructions: String { self == .v3 ? "AVX2 and FMA" : "AVX-512" }
  /// The number by which the probe tells it.
  var level: Int { self == .v3 ? 3 : 4 }
}

extension PackageRequest {
  /// Whether the package holds several compilations of the forward pass and takes the best at run time.
  var choosesProcessor: Bool { model.spec.generate.cpu == .auto }

  /// Whether there is a C target: for embedded weights, for asking the processor what it is, or for what kernels cannot say in
  /// Swift.
  func hasCTarget(_ plan: ForwardPlan) -> Bool { !hasFileWeights || choosesProcessor || kernelsNeedC(plan) }

  /// What `Package.swift` is filled with.
  func packageContext(_ plan: ForwardPlan, hasGolden: Bool) -> TemplateContext {
    let hasCTarget = hasCTarget(plan)
    let kernelsNeedC = kernelsNeedC(plan)
    let dependencies = ["\"\(module)Compute\""] + (hasCTarget ? ["\"C\(module)\""] : [])
    let more = choosesProcessor ? " + variants.map { .target(name: $0.name) }" : ""
    var targets = [
      ".target(name: \"\(module)\", dependencies: [\(dependencies.joined(separator: ", "))]\(more))",
      ".target(name: \"\(module)Compute\"\(kernelsNeedC ? ", dependencies: [\"C\(module)\"]" : "")\(computeSettings))",
    ]
    if hasCTarget { targets.append(".target(name: \"C\(module)\")") }
    if hasGolden { targets.append(".target(name: \"C\(module)Golden\", path: \"Tests/C\(module)Golden\")") }
    let testDependencies = ["\"\(module)\""] + (hasGolden ? ["\"C\(module)Golden\""] : [])
    targets.append(".testTarget(name: \"\(module)Tests\", dependencies: [\(testDependencies.joined(separator: ", "))])")
    return sharedContext.merging(
      TemplateContext([
        "targets": .lines("declaration", targets), "compilesWithFlags": .flag(!computeSettings.isEmpty),
        "flags": .lines("line", flagLines(kernelsNeedC)), "moreTargets": .text(choosesProcessor ? " + variants" : ""),
      ])
    )
  }

  /// The compute target's settings: flags of its own unless the package is to be usable as a versioned dependency, which may
  /// have none.
  private var computeSettings: String {
    model.spec.generate.cpu == .portable ? "" : ", swiftSettings: computeSettings"
  }

  private func flagLines(_ kernelsNeedC: Bool) -> [String] {
    let optimized = "// The forward pass is optimised in debug builds too: unoptimised vector code is some fifty times slower."
    let debug = ".unsafeFlags([\"-O\"], .when(configuration: .debug))"
    let settings = "let computeSettings: [SwiftSetting] = [\(debug)]"
    switch model.spec.generate.cpu {
    case .portable: return []
    case .auto: return [optimized, settings, ""] + variantLines(kernelsNeedC)
    case .v3: return [optimized] + fixedLines(.v3, debug, settings)
    case .v4: return [optimized] + fixedLines(.v4, debug, settings)
    }
  }

  private func fixedLines(_ variant: ComputeVariant, _ debug: String, _ settings: String) -> [String] {
    [
      "// On x86-64 it needs a processor of the level \(variant.architecture) (\(variant.instructions)).", "#if arch(x86_64)",
      "  let computeSettings: [SwiftSetting] = [", "    \(debug),", "    \(flags(variant)),", "  ]", "#else", "  \(settings)",
      "#endif",
    ]
  }

  private func variantLines(_ kernelsNeedC: Bool) -> [String] {
    let targets = ComputeVariant.allCases.flatMap { variant in
      [
        "    // \(variant.architecture): \(variant.instructions)", "    .target(",
        "      name: \"\(module)Compute\(variant.suffix)\",",
      ] + (kernelsNeedC ? ["      dependencies: [\"C\(module)\"],"] : []) + [
        "      swiftSettings: computeSettings + [\(flags(variant))]),"
      ]
    }
    return [
      "// On x86-64 the same sources, by links, are compiled for two more levels of its instruction set; the model takes the best",
      "// that the processor has.", "#if arch(x86_64)", "  let variants: [Target] = [",
    ] + targets + ["  ]", "#else", "  let variants: [Target] = []", "#endif"]
  }

  private func flags(_ variant: ComputeVariant) -> String {
    ".define(\"\(variant.condition)\"), .unsafeFlags([\"-Xcc\", \"-march=\(variant.architecture)\"])"
  }
}
