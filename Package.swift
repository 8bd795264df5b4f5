// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "protoforge",
  platforms: [.macOS(.v13)],
  products: [.executable(name: "protoforge", targets: ["protoforge"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CForgeHDF5"),
    .target(name: "ForgeDiagnostics", dependencies: ["ForgeJSON"]),
    .target(name: "ForgeJSON"),
    .target(name: "ForgeTensors", dependencies: ["ForgeJSON", "CZlib", "CForgeHDF5"]),
    .target(name: "ForgeSpec", dependencies: ["CLibYAML", "ForgeDiagnostics", "ForgeJSON"]),
    .target(name: "ForgeGraph", dependencies: ["ForgeDiagnostics"]),
    .target(name: "ForgeOperators", dependencies: ["ForgeGraph", "ForgeSpec", "ForgeDiagnostics", "ForgeJSON"]),
    .target(name: "ForgeInterface", dependencies: ["ForgeGraph", "ForgeSpec", "ForgeDiagnostics", "ForgeJSON"]),
    .target(
      name: "ForgeModel",
      dependencies: [
        "ForgeInterface", "ForgeOperators", "ForgeGraph", "ForgeTensors", "ForgeSpec", "ForgeDiagnostics", "ForgeJSON",
      ]
    ),
    .target(
      name: "ForgeImport",
      dependencies: ["ForgeOperators", "ForgeGraph", "ForgeTensors", "ForgeSpec", "ForgeDiagnostics", "ForgeJSON"]
    ),
    .executableTarget(
      name: "protoforge",
      dependencies: [
        "ForgeEmission", "ForgeImport", "ForgeModel", "ForgeInterface", "ForgeOperators", "ForgeGraph", "ForgeTensors",
        "ForgeSpec", "ForgeDiagnostics", "ForgeJSON", "CForgeSystem",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .executableTarget(name: "forge-cases", dependencies: ["CompiledCases", "ForgeCases"]),
    .executableTarget(
      name: "forge-conformance",
      dependencies: [
        "CompiledCases", "ForgeImport", "ForgeModel", "ForgeGraph", "ForgeTensors", "ForgeSpec",
        "ForgeDiagnostics", "ForgeJSON",
      ]
    ),
    .executableTarget(
      name: "forge-fuzz",
      dependencies: [
        "CZlib", "ForgeJSON", "ForgeTensors", "ForgeImport", "ForgeSpec", "ForgeInterface", "ForgeModel", "ForgeEmission",
        "ForgeOperators", "ForgeGraph", "ForgeDiagnostics",
      ]
    ),
    .testTarget(name: "ProtoforgeTests", dependencies: ["protoforge"]),
    .testTarget(name: "ForgeDiagnosticsTests", dependencies: ["ForgeDiagnostics", "ForgeJSON"]),
    .testTarget(name: "ForgeSpecTests", dependencies: ["ForgeSpec", "ForgeDiagnostics", "ForgeJSON"]),
    .testTarget(name: "ForgeGraphTests", dependencies: ["ForgeGraph", "ForgeDiagnostics"]),
    .testTarget(
      name: "ForgeInterfaceTests",
      dependencies: ["ForgeInterface", "ForgeSpec", "ForgeGraph", "ForgeDiagnostics", "ForgeJSON"],
      exclude: ["Expected"]
    ),
    .testTarget(
      name: "ForgeModelTests",
      dependencies: [
        "ForgeModel", "ForgeInterface", "ForgeOperators", "ForgeGraph", "ForgeTensors", "ForgeSpec", "ForgeDiagnostics",
        "ForgeJSON",
      ]
    ),
    .testTarget(
      name: "ForgeEmissionTests",
      dependencies: ["ForgeEmission", "ForgeModel", "ForgeGraph", "ForgeDiagnostics", "ForgeJSON"],
      exclude: ["Expected"]
    ),
    .testTarget(name: "ForgeJSONTests", dependencies: ["ForgeJSON"]),
    .testTarget(
      name: "ForgeImportTests",
      dependencies: [
        "ForgeImport", "ForgeModel", "ForgeOperators", "ForgeGraph", "ForgeTensors", "ForgeSpec", "ForgeDiagnostics",
        "ForgeJSON",
      ],
      exclude: ["Fixtures"]
    ),
    .testTarget(name: "ForgeTensorsTests", dependencies: ["ForgeJSON", "ForgeTensors"], exclude: ["Fixtures"]),
    .target(
      name: "ForgeCases",
      dependencies: [
        "ForgeModel", "ForgeOperators", "ForgeGraph", "ForgeTensors", "ForgeSpec", "ForgeDiagnostics", "ForgeJSON",
      ],
      path: "Tests/ForgeCases"
    ),
    .target(
      name: "CompiledCases",
      dependencies: [
        "ForgeEmission", "ForgeModel", "ForgeInterface", "ForgeOperators", "ForgeGraph", "ForgeTensors", "ForgeSpec",
      ],
      path: "Tests/CompiledCases"
    ),
    .testTarget(name: "ForgeOperatorsTests", dependencies: ["ForgeCases", "ForgeModel", "ForgeOperators", "ForgeGraph"]),
    .target(name: "CForgeAssets"),
    .target(name: "CForgeSystem"),
    .target(
      name: "ForgeEmission",
      dependencies: [
        "CForgeAssets", "ForgeModel", "ForgeInterface", "ForgeGraph", "ForgeSpec", "ForgeDiagnostics", "ForgeJSON",
        .product(name: "Mustache", package: "swift-mustache"),
      ]
    ),
    .target(name: "CForgeKernels"),
    .target(name: "ForgeKernels", dependencies: ["CForgeKernels"]),
    .testTarget(name: "ForgeKernelsTests", dependencies: ["ForgeKernels"]),
  ],
  swiftLanguageModes: [.v6]
)
