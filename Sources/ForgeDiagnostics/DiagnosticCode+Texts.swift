extension DiagnosticCode {
  /// A line on what the code stands for.
  package var title: String { entry.title }

  /// The long text of `protoforge explain`: plain text in at most 80 columns, without a line break at its end.
  package var explanation: String { entry.text }

  /// The texts lie in `Explanations`, a file for each family; a new code does not compile until it has one.
  private var entry: Explanation {
    switch self {
    case .malformedYAML: .malformedYAML
    case .invalidText: .invalidText
    case .duplicateKey: .duplicateKey
    case .aliasOrAnchor: .aliasOrAnchor
    case .severalDocuments: .severalDocuments
    case .nestingTooDeep: .nestingTooDeep
    case .fileTooLarge: .fileTooLarge
    case .tag: .tag
    case .emptyDocument: .emptyDocument
    case .unknownKey: .unknownKey
    case .missingKey: .missingKey
    case .wrongType: .wrongType
    case .valueNotAllowed: .valueNotAllowed
    case .unsupportedVersion: .unsupportedVersion
    case .invalidName: .invalidName
    case .nameClash: .nameClash
    case .ambiguousScalar: .ambiguousScalar
    case .conflictingKeys: .conflictingKeys
    case .pathEscapes: .pathEscapes
    case .transformNotApplicable: .transformNotApplicable
    case .degenerateConstants: .degenerateConstants
    case .unknownCategoryValue: .unknownCategoryValue
    case .duplicateCategoryValue: .duplicateCategoryValue
    case .unusedFeature: .unusedFeature
    case .outputMismatch: .outputMismatch
    case .notProbabilities: .notProbabilities
    case .unknownLayer: .unknownLayer
    case .unknownReference: .unknownReference
    case .shapeMismatch: .shapeMismatch
    case .wrongInputCount: .wrongInputCount
    case .cyclicGraph: .cyclicGraph
    case .sizeOverflow: .sizeOverflow
    case .unnamedParameters: .unnamedParameters
    case .unusedLayer: .unusedLayer
    case .wrongElementType: .wrongElementType
    case .conventionNeeded: .conventionNeeded
    case .unreadableWeights: .unreadableWeights
    case .missingParameter: .missingParameter
    case .misshapenParameter: .misshapenParameter
    case .unusedParameter: .unusedParameter
    case .nonFiniteParameter: .nonFiniteParameter
    case .unreadableGolden: .unreadableGolden
    case .missingGoldenColumn: .missingGoldenColumn
    case .unknownGoldenColumn: .unknownGoldenColumn
    case .badGoldenValue: .badGoldenValue
    case .parityFailed: .parityFailed
    case .parityNotVerified: .parityNotVerified
    case .packageDrifted: .packageDrifted
    case .folderNotOurs: .folderNotOurs
    case .cannotWrite: .cannotWrite
    case .brokenTemplate: .brokenTemplate
    case .unknownTemplateName: .unknownTemplateName
    case .unusedTemplateName: .unusedTemplateName
    case .unknownTemplate: .unknownTemplate
    case .unreadablePrototype: .unreadablePrototype
    case .unsupportedPrototype: .unsupportedPrototype
    case .fileNotFound: .fileNotFound
    case .unreadableFile: .unreadableFile
    }
  }
}
