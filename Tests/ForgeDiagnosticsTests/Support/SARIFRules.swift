import ForgeJSON

/// What the SARIF 2.1.0 standard (OASIS, 2020) asks of the parts that protoforge writes: a sentence for each breach.
struct SARIFRules {
  private(set) var breaches: [String] = []

  init(checking log: JSONValue) {
    checkLog(log)
  }

  private mutating func expect(_ condition: Bool, _ sentence: String) {
    if !condition { breaches.append(sentence) }
  }

  /// §3.13: the log file.
  private mutating func checkLog(_ log: JSONValue) {
    expect(log["version"] == "2.1.0", "§3.13.2: version is 2.1.0")
    expect(log["$schema"]?.text?.hasSuffix("sarif-2.1.0.json") == true, "§3.13.3: $schema names the schema of this version")
    onlyNames(log, ["$schema", "version", "runs"], "log")
    let runs = log["runs"]?.items
    expect(runs != nil, "§3.13.4: runs is an array")
    for run in runs ?? [] { checkRun(run) }
  }

  /// §3.14: a run with its tool.
  private mutating func checkRun(_ run: JSONValue) {
    onlyNames(run, ["tool", "columnKind", "results"], "run")
    let driver = run["tool"]?["driver"]
    expect(driver?["name"]?.text?.isEmpty == false, "§3.19.8: the driver has a name")
    expect(["utf16CodeUnits", "unicodeCodePoints"].contains(run["columnKind"]?.text), "§3.14.17: columnKind")
    expect(run["results"]?.items != nil, "§3.14.23: results is an array when the run was finished")
    let rules = driver?["rules"]?.items ?? []
    for rule in rules { checkRule(rule) }
    let ids = rules.compactMap { $0["id"]?.text }
    expect(Set(ids).count == rules.count, "§3.49.3: rules have ids, each its own")
    for result in run["results"]?.items ?? [] { checkResult(result, ids) }
  }

  /// §3.49: a reporting descriptor.
  private mutating func checkRule(_ rule: JSONValue) {
    onlyNames(rule, ["id", "name", "shortDescription", "fullDescription"], "rule")
    for key in ["shortDescription", "fullDescription"] {
      expect(rule[key]?["text"]?.text?.isEmpty == false, "§3.12.3: \(key) has a text")
    }
  }

  /// §3.27: a result.
  private mutating func checkResult(_ result: JSONValue, _ ids: [String]) {
    onlyNames(result, ["ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"], "result")
    let index = result["ruleIndex"]?.number ?? -1
    expect(ids.indices.contains(index), "§3.27.6: ruleIndex lies within rules")
    if ids.indices.contains(index) { expect(ids[index] == result["ruleId"]?.text, "§3.27.5: ruleId is that of the rule") }
    expect(["none", "note", "warning", "error"].contains(result["level"]?.text), "§3.27.10: level")
    expect(result["message"]?["text"]?.text?.isEmpty == false, "§3.27.11: message has a text")
    for location in result["locations"]?.items ?? [] { checkLocation(location) }
    for location in result["relatedLocations"]?.items ?? [] { checkLocation(location) }
  }

  /// §3.28: a location.
  private mutating func checkLocation(_ location: JSONValue) {
    onlyNames(location, ["physicalLocation", "message"], "location")
    let physical = location["physicalLocation"]
    checkURI(physical?["artifactLocation"]?["uri"]?.text ?? "")
    guard let region = physical?["region"] else { return }
    if let start = region["startLine"]?.number { checkTextRegion(region, start) } else { checkBinaryRegion(region) }
  }

  /// §3.30.5: a text region.
  private mutating func checkTextRegion(_ region: JSONValue, _ startLine: Int) {
    onlyNames(region, ["startLine", "startColumn", "endLine", "endColumn"], "text region")
    let startColumn = region["startColumn"]?.number ?? 1
    let endLine = region["endLine"]?.number ?? startLine
    expect(startLine >= 1 && startColumn >= 1, "§3.30.5: lines and columns count from 1")
    expect(endLine >= startLine, "§3.30.7: endLine is not before startLine")
    guard let endColumn = region["endColumn"]?.number else { return }
    expect(endColumn >= 1, "§3.30.8: endColumn counts from 1")
    if endLine == startLine { expect(endColumn >= startColumn, "§3.30.8: endColumn is not before startColumn") }
  }

  /// §3.30.6: a binary region.
  private mutating func checkBinaryRegion(_ region: JSONValue) {
    onlyNames(region, ["byteOffset", "byteLength"], "binary region")
    expect((region["byteOffset"]?.number ?? -1) >= 0, "§3.30.11: byteOffset is at least 0")
    expect((region["byteLength"]?.number ?? -1) >= 0, "§3.30.12: byteLength is at least 0")
  }

  /// RFC 3986: a URI reference whose characters are allowed in a path, percent-encoded where they are not.
  private mutating func checkURI(_ uri: String) {
    let path = uri.hasPrefix("file:///") ? String(uri.dropFirst(7)) : uri
    expect(path.wholeMatch(of: /(?:[A-Za-z0-9\-._~\/!$&'()*+,;=:@]|%[0-9A-F]{2})+/) != nil, "RFC 3986, 3.3: '\(uri)'")
    let firstSegment = path.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
    expect(!firstSegment.contains(":"), "RFC 3986, 4.2: a first segment with a colon would be a scheme: '\(uri)'")
  }

  private mutating func onlyNames(_ value: JSONValue, _ names: Set<String>, _ what: String) {
    guard case .object(let members) = value else { return expect(false, "\(what) is an object") }
    let keys = members.map(\.key)
    expect(Set(keys).count == keys.count, "\(what) has no name twice")
    expect(names.isSuperset(of: keys), "\(what) has only names of the standard, not \(Set(keys).subtracting(names).sorted())")
  }
}

extension JSONValue {
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var number: Int? { if case .integer(let number) = self { number } else { nil } }
  var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
}
