import ForgeModel
import ForgeSpec
import ForgeTensors

/// A model with what a framework computed: what compiled code is held against.
package struct CompiledCase: Sendable {
  package let name: String
  package let model: Model
  /// The sizes of the named axes.
  package let bindings: [String: Int]
  /// What goes into each feature and comes out of each output, all rows one after the other.
  package let inputs: [TensorEntry]
  package let outputs: [TensorEntry]
  package let rowCount: Int
  package let tolerance: Tolerance

  package init(
    name: String,
    model: Model,
    bindings: [String: Int] = [:],
    inputs: [TensorEntry],
    outputs: [TensorEntry],
    rowCount: Int,
    tolerance: Tolerance
  ) {
    self.name = name
    self.model = model
    self.bindings = bindings
    self.inputs = inputs
    self.outputs = outputs
    self.rowCount = rowCount
    self.tolerance = tolerance
  }
}
