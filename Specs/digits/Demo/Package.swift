// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "DigitsDemo",
  dependencies: [.package(path: "../DigitsClassifier")],
  targets: [
    .executableTarget(name: "DigitsDemo", dependencies: [.product(name: "DigitsClassifier", package: "DigitsClassifier")])
  ],
  swiftLanguageModes: [.v6]
)
