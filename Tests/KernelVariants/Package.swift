// swift-tools-version: 6.2
import PackageDescription

// The kernels and their tests once more, by links, compiled as a variant of generated packages is. FORGE_CPU (v3, v4) says which
// code, FORGE_MARCH (the same if not set) with which instructions: so the code for v4 is tested on machines without AVX-512.
let level = Context.environment["FORGE_CPU"] ?? "v3"
let march = Context.environment["FORGE_MARCH"] ?? level
let settings: [SwiftSetting] = [
  .define("X86_64_\(level.uppercased())"), .unsafeFlags(["-Xcc", "-march=x86-64-\(march)"]),
]

let package = Package(
  name: "KernelVariants",
  targets: [
    .target(name: "CForgeKernels", path: "CForgeKernels"),
    .target(name: "ForgeKernels", dependencies: ["CForgeKernels"], path: "ForgeKernels", swiftSettings: settings),
    .testTarget(
      name: "ForgeKernelsTests",
      dependencies: ["ForgeKernels"],
      path: "ForgeKernelsTests",
      swiftSettings: settings
    ),
  ],
  swiftLanguageModes: [.v6]
)
