import ForgeJSON

/// What `forward` calls its results: the keys of the dictionaries that it gives.
///
/// `torch.export` lays the results out in a row and keeps the form that they had, a tree of dictionaries, tuples and registered
/// classes. A tuple's members have places alone.
///
/// Source: `torch/utils/_pytree.py`, `treespec_dumps`, protocol 1 (PyTorch 2.13).
struct ProgramOutputNames {
  /// The way to each result from the root: a key or, where there is none, a place. It begins with `output` where the root has
  /// no keys.
  private let paths: [[String]]

  /// - Parameters:
  ///   - text: the form as the program holds it; nil where it holds none.
  ///   - count: how many results there are. A form of another number is not theirs.
  init(_ text: String?, count: Int) {
    let places = count == 1 ? [[]] : (0..<count).map { [String($0)] }
    var paths: [[String]] = []
    if let text, let form = try? JSONValue(parsing: Array(text.utf8), maximumDepth: 64), form.items.first?.whole == 1 {
      Self.add(form.items.last, at: [], to: &paths)
    }
    self.paths = (paths.count == count ? paths : places).map { $0.first.map(Self.isKey) == true ? $0 : ["output"] + $0 }
  }

  /// A name for a result, such as `scores`, `output_1` or `states_0`; the only one that is something needs no place.
  func name(of index: Int, isOnly: Bool) -> String {
    let path = paths[index]
    return (isOnly ? path.filter(Self.isKey) : path).joined(separator: "_")
  }

  private static func add(_ node: JSONValue?, at path: [String], to paths: inout [[String]]) {
    guard let type = node?["type"]?.text else { return paths.append(path) }
    let children = (node?["children_spec"]).items
    let keys = keys(of: type, node?["context"], count: children.count)
    for (index, child) in children.enumerated() {
      add(child, at: path + [(keys?[index] ?? String(index))], to: &paths)
    }
  }

  /// The keys of a node's members, nil where they have places alone; one is nil that no name can hold.
  private static func keys(of type: String, _ context: JSONValue?, count: Int) -> [String?]? {
    var names: [JSONValue] = []
    if type == "collections.defaultdict" {
      names = (context?["dict_context"]).items
    } else if let text = context?.text, let content = try? JSONValue(parsing: Array(text.utf8), maximumDepth: 8) {
      let isMapping = ["builtins.dict", "collections.OrderedDict"].contains(type) || type.hasPrefix("transformers.")
      // A dataclass has two lists: the fields with a value, and those that are None.
      names = isMapping ? content.items : content.items.count == 2 ? content.items[0].items : []
    }
    guard names.count == count else { return nil }
    return names.map { name in name.text.flatMap { isKey($0) ? $0 : nil } }
  }

  /// Whether a name of a spec may hold the key as it is.
  private static func isKey(_ text: String) -> Bool {
    guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "_") }), first.isASCIILetter else { return false }
    return text.utf8.allSatisfy { $0.isASCIILetter || "0123456789_-./".utf8.contains($0) }
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
