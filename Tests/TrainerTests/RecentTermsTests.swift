import Neural
import Testing

@testable import Trainer

/// The loss that a person sees.
@Suite struct RecentTermsTests {
  @Test func aStepWithoutStrokesDoesNotMakeTheLossVanish() {
    var recent = RecentTerms()
    #expect(recent.mean(\.total) == 0)
    for step in 1...40 {
      var terms = LossTerms()
      (terms.total, terms.distillation) = (step % 2 == 0 ? 0 : 1, Double(step))
      recent.mark(terms)
    }
    #expect(recent.mean(\.total) == 0.5)
    // Steps 11 to 40.
    #expect(recent.mean(\.distillation) == 25.5)
  }
}
