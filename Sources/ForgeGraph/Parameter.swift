/// What an operator calls one of its parameters, under each convention of names.
package struct ParameterRole: Sendable, Hashable {
  package let pytorch: String
  package let keras: String

  package init(pytorch: String, keras: String) {
    self.pytorch = pytorch
    self.keras = keras
  }
}

/// A form in which a weights file may hold a parameter.
///
/// The stored tensor has `shape`; read as `view` (same elements, other axes) and with its axes in `order`, it is the parameter
/// that the operator computes with: axis `i` of the parameter is axis `order[i]` of the view.
package struct StoredForm: Sendable, Hashable {
  package var shape: [Int]
  package var view: [Int]
  package var order: [Int]

  /// The form that is already the operator's own.
  package init(_ shape: [Int]) {
    self.init(shape, order: Array(shape.indices))
  }

  package init(_ shape: [Int], view: [Int]? = nil, order: [Int]) {
    self.shape = shape
    self.view = view ?? shape
    self.order = order
  }

  /// Whether the elements stand in the file as the operator computes with them.
  package var isInOrder: Bool { order == Array(view.indices) }

  /// The shape after the axes are put in order.
  package var orderedShape: [Int] { order.map { view[$0] } }
}

/// A parameter that an operator needs: its role and the forms in which the file may hold it, all giving the same shape.
package struct ParameterDemand: Sendable {
  package let role: ParameterRole
  package let forms: [StoredForm]
  /// Whether an infinity is a sound element: in a mask it is, in a weight it spreads to every output.
  package let takesInfinities: Bool

  package init(_ role: ParameterRole, forms: [StoredForm], takesInfinities: Bool = false) {
    precondition(!forms.isEmpty, "a parameter needs at least one stored form")
    self.role = role
    self.forms = forms
    self.takesInfinities = takesInfinities
  }

  package init(_ role: ParameterRole, _ shape: [Int], takesInfinities: Bool = false) {
    self.init(role, forms: [StoredForm(shape)], takesInfinities: takesInfinities)
  }

  /// The shape that the operator computes with.
  package var shape: [Int] { forms[0].orderedShape }
}

/// A parameter with its values, in the operator's own axis order.
package struct Parameter: Sendable {
  /// The name in the weights file, or what a pass called it.
  package let name: String
  package let shape: [Int]
  private let source: @Sendable (Range<Int>) -> [Float]

  /// `elements` gives a range of the values in row-major order. It is called each time they are asked for, so that a large
  /// file is never held as a whole.
  package init(name: String, shape: [Int], elements: @escaping @Sendable (Range<Int>) -> [Float]) {
    self.name = name
    self.shape = shape
    self.source = elements
  }

  /// A parameter whose values are made as a whole, each time that any are asked for.
  package init(name: String, shape: [Int], values: @escaping @Sendable () -> [Float]) {
    self.init(name: name, shape: shape, elements: { range in Array(values()[range]) })
  }

  package var count: Int { shape.reduce(1, *) }

  /// The values in row-major order.
  package func values() -> [Float] { values(0..<count) }

  /// A range of the values in row-major order.
  package func values(_ range: Range<Int>) -> [Float] {
    let values = source(range)
    precondition(values.count == range.count, "parameter '\(name)' gives \(values.count) values for \(range.count)")
    return values
  }

  /// The values for the reference interpreter.
  package func reference() -> ReferenceTensor {
    ReferenceTensor(shape: shape, elements: values().map(Double.init))
  }
}
