import ForgeGraph
import ForgeTensors

// Layers put in the place of others.
extension Draft {
  /// What takes the place of a layer.
  enum Replacement {
    /// A value that comes before it.
    case value(Value)
    case layer(NewLayer)
  }

  /// A layer to be.
  struct NewLayer {
    let kind: String
    let name: String
    let inputs: [Source]
    var settings: [(key: String, value: Setting)] = []
    var weights: [(role: String, tensor: TensorEntry)] = []

    /// The values that it and the layers to be before it read.
    var values: [Value] {
      inputs.flatMap { input in
        switch input {
        case .value(let value): [value]
        case .layer(let layer): layer.values
        }
      }
    }
  }

  /// What a layer to be reads: a value that comes before the layer that it replaces, or another layer to be.
  enum Source {
    case value(Value)
    case layer(NewLayer)
  }

  /// What a layer to be gives.
  ///
  /// - Throws: what the layer's own reader or shape rule says against it.
  func type(of new: NewLayer) throws(ImportFault) -> TensorType {
    var types: [TensorType] = []
    for input in new.inputs {
      switch input {
      case .value(let value): types.append(type(of: value))
      case .layer(let layer): types.append(try type(of: layer))
      }
    }
    return try checked(new.kind, types, new.settings, weights: new.weights).type
  }

  /// The draft without the layers that no output reads.
  func withoutUnread() throws(ImportFault) -> Draft { try replacing([:]) }

  /// The draft with other layers in the place of some, and without those that no output reads; names are given anew.
  ///
  /// - Parameter replacements: of layers, each with a result of the same type.
  func replacing(_ replacements: [Value: Replacement]) throws(ImportFault) -> Draft {
    let isRead = readValues(replacements)
    var result = withoutLayers()
    var places: [Value: Value] = [:]
    for index in features.indices { places[Value(index: index)] = Value(index: index) }
    for (index, layer) in layers.enumerated() where isRead[features.count + index] {
      let value = Value(index: features.count + index)
      switch replacements[value] {
      case .value(let other): places[value] = places[other]
      case .layer(let new): places[value] = try result.add(new, places)
      case nil: places[value] = try result.adopt(layer, of: self, inputs: layer.inputs.compactMap { places[$0] })
      }
    }
    for output in outputs {
      if let value = places[output.value] { result.addOutput(output.name, value, labels: output.labels) }
    }
    return result
  }

  /// Whether an output reads each value, at once or through layers.
  private func readValues(_ replacements: [Value: Replacement]) -> [Bool] {
    var isRead = [Bool](repeating: false, count: features.count + layers.count)
    for output in outputs { isRead[output.value.index] = true }
    for (index, layer) in layers.enumerated().reversed() where isRead[features.count + index] {
      let inputs =
        switch replacements[Value(index: features.count + index)] {
        case .value(let other): [other]
        case .layer(let new): new.values
        case nil: layer.inputs
        }
      for input in inputs { isRead[input.index] = true }
    }
    return isRead
  }

  /// Adds a layer to be, and before it those that it reads.
  private mutating func add(_ new: NewLayer, _ places: [Value: Value]) throws(ImportFault) -> Value {
    var inputs: [Value] = []
    for input in new.inputs {
      switch input {
      case .value(let value): inputs += [places[value]].compactMap { $0 }
      case .layer(let layer): inputs.append(try add(layer, places))
      }
    }
    return try addLayer(new.kind, name: new.name, inputs, new.settings, weights: new.weights)
  }
}
