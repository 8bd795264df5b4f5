import ForgeDiagnostics
import Testing

@Suite struct SuggestionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let word: String
    let candidates: [String]
    let nearest: [String]

    init(_ id: String, _ word: String, _ candidates: [String], _ nearest: [String]) {
      testDescription = id
      self.word = word
      self.candidates = candidates
      self.nearest = nearest
    }
  }

  /// A word of n letters may be n / 3 edits away.
  static let edits = [
    Case("a letter left out", "unts", ["units"], ["units"]),
    Case("a letter too many", "unitss", ["units"], ["units"]),
    Case("another letter", "unyts", ["units"], ["units"]),
    Case("neighbours swapped are one edit", "untis", ["units"], ["units"]),
    Case("first letters swapped", "nuits", ["units"], ["units"]),
    Case("two edits in five letters are too many", "unyss", ["units"], []),
    Case("a swap and another letter are two edits", "krenal", ["kernel"], ["kernel"]),
    Case("three edits in six letters are too many", "krnall", ["kernel"], []),
    Case("letters far apart are no swap", "sniut", ["units"], []),
    Case("a swapped pair is not edited again", "xxxxca", ["xxxxabc"], []),
    Case("one letter is no other", "x", ["y"], []),
    Case("two letters are no others", "xy", ["xz"], []),
    Case("much longer", "pad", ["padding"], []),
    Case("never the word itself", "relu", ["relu", "relu6"], ["relu6"]),
    Case("no candidates", "relu", [], []),
  ]

  static let scalars = [
    Case("ASCII case does not count", "UNITS", ["units"], ["units"]),
    Case("ASCII case of the candidate does not count", "dreem", ["Dream"], ["Dream"]),
    Case("case beyond ASCII counts as one edit", "ÄRA", ["ära"], ["ära"]),
    Case("case beyond ASCII counts twice", "ÄÖ", ["äö"], []),
    Case("one scalar another", "lànge", ["länge"], ["länge"]),
    Case("a composed letter is two edits from a decomposed one", "caf\u{E9}", ["cafe\u{301}"], []),
    Case("beyond the basic plane", "tag🙂", ["tag🙃"], ["tag🙃"]),
  ]

  static let orders = [
    Case("the nearest first", "filter", ["fitters", "filters"], ["filters", "fitters"]),
    Case("equally near by text", "filter", ["filters", "fitters", "filler"], ["filler", "filters", "fitters"]),
    Case("one that differs in case alone stands alone", "Filter", ["filters", "filter"], ["filter"]),
    Case("at most three", "cat", ["rat", "mat", "hat", "bat", "cats"], ["bat", "cats", "hat"]),
  ]

  @Test("finds candidates within a third of the word's length", arguments: edits + scalars + orders)
  func findsTheNearest(_ example: Case) {
    #expect(nearest(to: example.word, in: example.candidates) == example.nearest)
  }

  @Test func givesNothingForAVeryLongWord() {
    let long = String(repeating: "a", count: 257)
    #expect(nearest(to: long, in: [long + "b"]).isEmpty)
    #expect(nearest(to: String(long.dropLast()), in: [long]) == [long])
  }

  @Test func asksInOneSentence() {
    #expect(didYouMean("filtr", among: ["filter", "units"]) == "did you mean 'filter'?")
    #expect(didYouMean("filter", among: ["fitters", "filters"]) == "did you mean 'filters' or 'fitters'?")
    #expect(didYouMean("filter", among: ["units"]) == nil)
  }
}
