// swift-tools-version: 6.2
import PackageDescription

// What sessions of generated packages promise beyond their own tests: they allocate nothing.
let package = Package(
  name: "Sessions",
  dependencies: [
    .package(path: "../../Specs/iris/IrisClassifier"), .package(path: "../../Specs/digits/DigitsClassifier"),
    .package(path: "../../Specs/diabetes/DiabetesProgression"), .package(path: "../../Specs/election/ElectionSurvey"),
    .package(path: "../../Specs/residual/RandomResidualNetwork"),
  ],
  targets: [
    .target(name: "CAllocations"),
    .testTarget(
      name: "SessionsTests",
      dependencies: [
        "CAllocations", "IrisClassifier", "DigitsClassifier", "DiabetesProgression", "ElectionSurvey",
        "RandomResidualNetwork",
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
