import ForgeJSON

/// An argument whose tensors have become values.
enum KerasValue {
  case value(Draft.Value)
  case list([KerasValue])
  case dictionary([Member])
  case constant(JSONValue)

  struct Member {
    let key: String
    let value: KerasValue
  }

  var values: [Draft.Value] {
    switch self {
    case .value(let value): [value]
    case .list(let items): items.flatMap(\.values)
    case .dictionary(let members): members.flatMap(\.value.values)
    case .constant: []
    }
  }

  var isNothing: Bool { if case .constant(.null) = self { true } else { false } }

  /// Whether it holds constants besides truth values.
  var hasNumbers: Bool {
    switch self {
    case .value: false
    case .list(let items): items.contains(where: \.hasNumbers)
    case .dictionary(let members): members.contains(where: \.value.hasNumbers)
    case .constant(let constant): !isNothing && constant.truth == nil
    }
  }

  /// The masks that a call is given for what it reads: one for the first value, or one for each of several, null for none.
  func masks(of arguments: [KerasValue]) -> [(value: Draft.Value, mask: KerasMask?)] {
    switch (self, arguments.first) {
    case (.value(let steps), let first?):
      first.values.prefix(1).map { ($0, KerasMask(steps: steps, maker: "the call")) }
    case (.list(let items), .list(let values)?): zip(values, items).flatMap { $1.masks(of: [$0]) }
    case (_, let first?) where isNothing: first.values.prefix(1).map { ($0, nil) }
    default: []
    }
  }

  /// The values in the order of a model's inputs: by name where both go by names.
  func members(_ keys: [String?]) -> [Draft.Value] {
    guard case .dictionary(let members) = self else { return values }
    let named = Dictionary(members.map { (ExactText($0.key), $0.value.values) }) { first, _ in first }
    return keys.allSatisfy { $0 != nil } ? keys.flatMap { key in key.flatMap { named[ExactText($0)] } ?? [] } : values
  }
}

extension [KerasArgument] {
  func resolved(in frame: KerasFrame) throws(ImportFault) -> [KerasValue] {
    var values: [KerasValue] = []
    for argument in self { values.append(try argument.resolved(in: frame)) }
    return values
  }
}

extension KerasArgument {
  fileprivate func resolved(in frame: KerasFrame) throws(ImportFault) -> KerasValue {
    switch self {
    case .tensor(let tensor): return .value(try frame.value(of: tensor))
    case .list(let items): return .list(try items.resolved(in: frame))
    case .dictionary(let members):
      let values = try members.map(\.value).resolved(in: frame)
      return .dictionary(zip(members, values).map { KerasValue.Member(key: $0.key, value: $1) })
    case .constant(let value): return .constant(value)
    }
  }
}
