import ForgeDiagnostics

/// How many names may still be looked through for the sake of helping, so that thousands of faults among thousands of names do
/// not take minutes. A spec of ordinary size never spends it.
struct HelpBudget {
  private var comparisons = 50_000

  /// Whether so many names may be looked through once more; takes them from the budget.
  mutating func affords(_ count: Int) -> Bool {
    guard count <= comparisons else { return false }
    comparisons -= count
    return true
  }

  /// “did you mean …?”, while the budget lasts.
  mutating func didYouMean(_ word: String, among candidates: @autoclosure () -> [String], count: Int) -> String? {
    guard affords(count) else { return nil }
    return ForgeDiagnostics.didYouMean(word, among: candidates())
  }
}
