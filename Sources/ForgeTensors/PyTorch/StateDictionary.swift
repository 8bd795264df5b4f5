import ForgeJSON

/// A tensor of a state dict under its name.
struct NamedTensor {
  let name: String
  let tensor: PickledTensor
}

/// The dictionary of a pickle that holds a model's tensors under their names.
///
/// Which one it is follows from what the dictionaries hold. A dictionary is *pure* when all its keys are texts and all its
/// values tensors or pure dictionaries (what modules save under `…_extra_state` may be anything).
/// 1. A pure file is read whole, with the names of nested dictionaries joined by dots. When all that it holds are dictionaries
///    under names such as `state_dict` and `ema`, it is a checkpoint.
/// 2. In a checkpoint, the outermost pure dictionaries below keys that are texts are candidates. When there is none, the
///    outermost that hold a tensor themselves are, whatever else they hold.
/// 3. A single candidate is read. Among several the least deep with a name of ``wellKnownNames`` is, in their order; else the
///    file is refused, and the candidates are named.
struct StateDictionary {
  private let objects: PickledObjects
  private let limits: TensorLimits
  private var surveys: [PickleContainer: Survey?] = [:]

  /// The keys under which checkpoints keep the parameters, the most telling first.
  static let wellKnownNames = [
    "state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "params", "weights",
  ]
  static let deepest = 64
  /// Keys and values that may be looked at, counted again for each dictionary that a dictionary stands in.
  private static let mostSteps = 1 << 22
  /// How many items of a list are looked at for tensors.
  private static let shownItems = 64
  /// The suffix under which modules save what is no tensor (`torch.nn.Module.get_extra_state`).
  private static let extraStateSuffix = "_extra_state".utf8

  /// How to save a state dict.
  static let hint = #"in Python: torch.save(model.state_dict(), "model.pt")"#

  init(_ objects: PickledObjects, limits: TensorLimits) {
    self.objects = objects
    self.limits = limits
  }

  /// The tensors of the state dict, under unique names.
  mutating func tensors() throws(TensorFileError) -> [NamedTensor] {
    guard case .dictionary(let root, _) = objects.root else { throw refusal(of: objects.root) }
    let survey = try self.survey(root, depth: 1)
    let chosen = survey.isPure ? try wrapped(in: root, survey) : try choice(in: root)
    let extent = try self.survey(chosen, depth: 1)
    guard extent.tensors <= limits.tensors, extent.steps <= Self.mostSteps else {
      throw TensorFileError("the file holds more than \(limits.tensors) tensors, the limit")
    }
    var tensors: [NamedTensor] = []
    try collect(chosen, prefix: "", into: &tensors)
    try checkNames(of: tensors)
    return tensors
  }

  private func refusal(of root: PickleValue) -> TensorFileError {
    if case .tensor = root {
      return TensorFileError(
        "the file holds one tensor without a name",
        hint: #"torch.save({"weight": x}, "model.pt") names it"#
      )
    }
    return TensorFileError(
      "the file holds \(root.kind), not a dictionary of tensors by name",
      hint: Self.hint
    )
  }
}

// MARK: What dictionaries hold

/// What a dictionary holds below keys that are texts.
private struct Survey {
  /// In it and in dictionaries below it; no more than `Int32.max` are counted.
  var tensors = 0
  var ownTensors = 0
  /// Keys with values, counted like `tensors`.
  var steps = 0
  /// Dictionaries inside each other, with this one.
  var height = 1
  var isPure = true

  mutating func add(_ inner: Survey) {
    tensors = min(tensors + inner.tensors, Int(Int32.max))
    steps = min(steps + inner.steps, Int(Int32.max))
    height = max(height, inner.height + 1)
    isPure = isPure && inner.isPure
  }
}

extension StateDictionary {
  /// Keys and values of a dictionary.
  private func pairs(of dictionary: PickleContainer) -> [(key: PickleValue, value: PickleValue)] {
    let items = objects.items(of: dictionary)
    return stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }
  }

  /// Each dictionary is looked into once, however often it stands in others.
  private mutating func survey(_ dictionary: PickleContainer, depth: Int) throws(TensorFileError) -> Survey {
    if let known = surveys[dictionary] {
      guard let known else { throw TensorFileError("a dictionary in the file holds itself") }
      return known
    }
    surveys[dictionary] = .some(nil)
    var survey = Survey()
    for (key, value) in pairs(of: dictionary) {
      survey.steps += 1
      guard case .text(let text) = key else {
        survey.isPure = false
        continue
      }
      switch value {
      case .tensor:
        survey.tensors += 1
        survey.ownTensors += 1
      case .dictionary(let inner, _):
        guard depth < Self.deepest else { throw tooDeep }
        survey.add(try self.survey(inner, depth: depth + 1))
      default:
        let key = objects.utf8(text)
        survey.isPure = survey.isPure && key.suffix(Self.extraStateSuffix.count).elementsEqual(Self.extraStateSuffix)
      }
    }
    // A dictionary that was met before may be higher than what is left of the depth.
    guard survey.height <= Self.deepest else { throw tooDeep }
    surveys[dictionary] = survey
    return survey
  }

  private var tooDeep: TensorFileError {
    TensorFileError("dictionaries in the file are nested deeper than \(Self.deepest) levels")
  }
}

// MARK: Choosing

/// A dictionary that may be the state dict.
private struct Candidate {
  let path: [PickleText]
  let dictionary: PickleContainer
  /// The place of its name among those that are well known.
  let rank: Int?
}

extension StateDictionary {
  /// The state dict in a file that holds nothing but tensors: the file's own dictionary, unless that is a checkpoint.
  private mutating func wrapped(in root: PickleContainer, _ survey: Survey) throws(TensorFileError) -> PickleContainer {
    guard survey.tensors > 0 else { throw TensorFileError("the file's dictionary holds no tensors", hint: Self.hint) }
    var candidates: [Candidate] = []
    for (key, value) in pairs(of: root) {
      guard case .text(let text) = key, case .dictionary(let inner, _) = value else { return root }
      let candidate = Candidate(path: [text], dictionary: inner, rank: rank(of: text))
      guard candidate.rank != nil || isAverage(text) else { return root }
      if try self.survey(inner, depth: 2).tensors > 0 { candidates.append(candidate) }
    }
    return try best(of: candidates)
  }

  private func rank(of name: PickleText?) -> Int? {
    name.flatMap { name in Self.wellKnownNames.firstIndex { objects.utf8(name).elementsEqual($0.utf8) } }
  }

  /// Whether a name is that of a running average of parameters, as in `model_ema`.
  private func isAverage(_ name: PickleText) -> Bool {
    objects.utf8(name).split { "_-.".utf8.contains($0) }.contains { $0.elementsEqual("ema".utf8) }
  }

  /// The state dict in a checkpoint.
  private mutating func choice(in root: PickleContainer) throws(TensorFileError) -> PickleContainer {
    for wants in [{ $0.isPure && $0.tensors > 0 }, { $0.ownTensors > 0 }] as [(Survey) -> Bool] {
      var candidates: [Candidate] = []
      var seen: Set<PickleContainer> = []
      try find(in: root, path: [], seen: &seen, into: &candidates, where: wants)
      if !candidates.isEmpty { return try best(of: candidates) }
    }
    throw TensorFileError(
      "the file's dictionary holds no tensors under names",
      hint: Self.hint
    )
  }

  /// The outermost dictionaries that are wanted, each once.
  private mutating func find(
    in dictionary: PickleContainer,
    path: [PickleText],
    seen: inout Set<PickleContainer>,
    into candidates: inout [Candidate],
    where wants: (Survey) -> Bool
  ) throws(TensorFileError) {
    guard seen.insert(dictionary).inserted else { return }
    if wants(try survey(dictionary, depth: 1)) {
      candidates.append(Candidate(path: path, dictionary: dictionary, rank: rank(of: path.last)))
      return
    }
    for (key, value) in pairs(of: dictionary) {
      guard case .text(let text) = key, case .dictionary(let inner, _) = value else { continue }
      try find(in: inner, path: path + [text], seen: &seen, into: &candidates, where: wants)
    }
  }

  private func best(of candidates: [Candidate]) throws(TensorFileError) -> PickleContainer {
    if candidates.count == 1 { return candidates[0].dictionary }
    let known = candidates.filter { $0.rank != nil }
    let order = { (candidate: Candidate) in (candidate.path.count, candidate.rank ?? .max) }
    if let first = known.min(by: { order($0) < order($1) }), known.filter({ order($0) == order(first) }).count == 1 {
      return first.dictionary
    }
    let names = candidates.prefix(8).map { $0.path.map(objects.string).joined(separator: ".").quotedForMessage }
    let shown = names.joined(separator: ", ") + (candidates.count > 8 ? " and \(candidates.count - 8) more" : "")
    throw TensorFileError(
      "the file holds \(candidates.count) dictionaries of tensors, and it is not plain which is the model's: \(shown)",
      hint: "in Python, save one of them: torch.save(torch.load(\"old.pt\", weights_only=True)[…], \"new.pt\")"
    )
  }
}

// MARK: Names

extension StateDictionary {
  /// Adds the tensors of a dictionary and of those below it. What is no tensor is left out, as the rest of a checkpoint is.
  private mutating func collect(
    _ dictionary: PickleContainer,
    prefix: String,
    into tensors: inout [NamedTensor]
  ) throws(TensorFileError) {
    for (key, value) in pairs(of: dictionary) {
      guard case .text(let text) = key else {
        if case .tensor = value {
          throw TensorFileError("a tensor stands under \(key.kind), where a name is wanted")
        }
        continue
      }
      switch value {
      case .tensor(let number):
        let name = try name(prefix, text)
        tensors.append(NamedTensor(name: name, tensor: objects.tensors[Int(number)]))
      case .dictionary(let inner, _):
        guard try survey(inner, depth: 1).tensors > 0 else { continue }
        try collect(inner, prefix: try name(prefix, text) + ".", into: &tensors)
      case .list(let inner), .tuple(let inner):
        if objects.items(of: inner).prefix(Self.shownItems).contains(where: \.isTensor) {
          throw TensorFileError(
            "\(try name(prefix, text).quotedForMessage) is \(value.kind) that holds tensors, which have no names there",
            hint: "save them in a dictionary, under names; layers that were quantised keep such tuples"
          )
        }
      default: break
      }
    }
  }

  private func name(_ prefix: String, _ text: PickleText) throws(TensorFileError) -> String {
    let name = prefix + objects.string(text)
    try TensorName.check(name, limits: limits)
    return name
  }

  private func checkNames(of tensors: [NamedTensor]) throws(TensorFileError) {
    var seen: Set<ExactText> = []
    for tensor in tensors where !seen.insert(ExactText(tensor.name)).inserted {
      throw TensorFileError("two tensors have this name", tensor: tensor.name)
    }
  }
}

extension PickleValue {
  fileprivate var isTensor: Bool { if case .tensor = self { true } else { false } }
}
