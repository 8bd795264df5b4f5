/// Names of types that generated code uses or declares itself: what a spec's own names may not hide.
package enum KeptTypeNames {
  /// What generated code and its tests take from Swift, the C library and Swift Testing.
  static let fromLibraries: Set<String> = [
    "Android", "Any", "AnyObject", "Array", "ArraySlice", "Bool", "CaseIterable", "Character", "ClosedRange", "Comparable",
    "Copyable", "CustomStringConvertible", "Darwin", "Dictionary", "Dispatch", "DispatchQueue", "Double", "Equatable", "Error",
    "Escapable", "Float",
    "Float16", "Foundation", "Glibc", "Hashable", "Int", "Int32", "Int64", "Issue", "MADV_HUGEPAGE", "MemoryLayout", "Musl",
    "Never", "Optional",
    "Protocol", "Range", "Result", "SIMD16", "SIMD2", "SIMD32", "SIMD4", "SIMD64", "SIMD8", "SIMDMask", "Self", "Sendable",
    "Set", "StaticString", "String", "Substring", "Suite", "Swift", "Tag", "Task", "Test", "Testing", "Trait", "Type",
    "UInt16", "UInt32", "UInt64", "UInt8", "UnsafeBufferPointer", "UnsafeMutableBufferPointer", "UnsafeMutablePointer",
    "UnsafeMutableRawPointer", "UnsafePointer", "UnsafeRawBufferPointer", "UnsafeRawPointer", "Void", "WASILibc", "XCTest",
  ]

  /// What generated code declares beside, or in, the model's own type.
  static let declared: Set<String> = [
    "Examples", "Feature", "Golden", "Input", "InputError", "Kernel", "Metadata", "Output", "Places", "Problem", "Processor",
    "Session", "Weights", "WorkingMemory",
  ]

  /// Neither a module nor an enum may be called so.
  package static let all = fromLibraries.union(declared)

  /// The modules of a package, which types of its model may not hide.
  package static func modules(of model: ModuleName) -> Set<String> {
    [
      model.text, "\(model.text)Compute", "\(model.text)ComputeV3", "\(model.text)ComputeV4", "\(model.text)Forward",
      "C\(model.text)", "C\(model.text)Golden", "\(model.text)Tests",
    ]
  }
}
