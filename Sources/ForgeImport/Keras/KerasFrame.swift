import ForgeJSON

/// A model while its layers are written down: the values that its tensors have so far.
struct KerasFrame {
  struct Place: Hashable {
    let layer: Int
    let call: Int
  }

  let model: KerasModel
  /// The names of the models that lead to it.
  let path: [String]
  var values: [KerasTensor: Draft.Value] = [:]
  /// Which steps of the values count, where Keras hands that on.
  var masks: [KerasTensor: KerasMask] = [:]
  /// The calls that features have taken up.
  var done: Set<Place> = []
  private let places: [ExactText: Int]
  private var readers: [KerasTensor: [Place]] = [:]

  init(_ model: KerasModel, path: [String]) {
    self.model = model
    self.path = path
    places = Dictionary(uniqueKeysWithValues: model.layers.enumerated().map { (ExactText($1.name), $0) })
    for (layer, description) in model.layers.enumerated() {
      for (call, content) in description.calls.enumerated() {
        for tensor in content.tensors { readers[tensor, default: []].append(Place(layer: layer, call: call)) }
      }
    }
  }

  func value(of tensor: KerasTensor) throws(ImportFault) -> Draft.Value {
    guard let value = values[tensor] else {
      throw ImportFault(
        "result \(tensor.index) of call \(tensor.node) of \(tensor.layer.text.quotedForMessage) is nowhere computed"
      )
    }
    return value
  }

  /// The masks of the values that a call reads.
  func masks(of call: KerasCall) throws(ImportFault) -> [Draft.Value: KerasMask] {
    try KerasMask.byValue(call.tensors.compactMap { tensor in values[tensor].map { ($0, masks[tensor]) } })
  }

  /// The layer that gives a tensor; nil when there is none of that name.
  func layer(of tensor: KerasTensor) -> KerasLayer? { places[tensor.layer].map { model.layers[$0] } }

  /// All calls, each after those whose results it reads, otherwise in the order of the configuration.
  func order() throws(ImportFault) -> [Place] {
    enum State { case open, done }
    var states: [Place: State] = [:]
    var order: [Place] = []
    for (layer, description) in model.layers.enumerated() {
      for call in description.calls.indices where states[Place(layer: layer, call: call)] == nil {
        let start = Place(layer: layer, call: call)
        states[start] = .open
        var stack = [(place: start, needs: needs(of: start)[...])]
        while let top = stack.last {
          guard let needed = top.needs.first else {
            states[top.place] = .done
            order.append(top.place)
            stack.removeLast()
            continue
          }
          stack[stack.count - 1].needs.removeFirst()
          guard states[needed] != .done else { continue }
          guard states[needed] == nil else {
            throw ImportFault("it reads its own result", node: model.layers[needed.layer].title)
          }
          states[needed] = .open
          stack.append((needed, needs(of: needed)[...]))
        }
      }
    }
    return order
  }

  /// The calls whose results a call reads. Inputs, and what is not there, have none.
  private func needs(of place: Place) -> [Place] {
    model.layers[place.layer].calls[place.call].tensors.compactMap { tensor in
      guard let layer = places[tensor.layer], model.layers[layer].calls.indices.contains(tensor.node) else { return nil }
      return Place(layer: layer, call: tensor.node)
    }
  }

  /// The calls that read a tensor, each as often as it does.
  func readers(of tensor: KerasTensor) -> [Place] { readers[tensor] ?? [] }
}
