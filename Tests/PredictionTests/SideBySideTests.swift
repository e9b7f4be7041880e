import Foundation
import Testing

@testable import Prediction

@Suite struct SideBySideTests {
  private struct Fault: Error, Equatable { let number: Int }

  @Test func bothAreDoneAtOnce() throws {
    let (reached, met) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    // Each waits for the other.
    let (here, there) = try sideBySide {
      reached.signal()
      return met.wait(timeout: .now() + 20)
    } beside: {
      met.signal()
      return reached.wait(timeout: .now() + 20)
    }
    #expect(here == .success && there == .success)
  }

  @Test func theFirstFaultIsToldAndBothHaveEnded() {
    nonisolated(unsafe) var hasEnded = false
    #expect(throws: Fault(number: 1)) {
      try sideBySide {
        throw Fault(number: 1)
      } beside: {
        Thread.sleep(forTimeInterval: 0.05)
        hasEnded = true
        throw Fault(number: 2)
      }
    }
    #expect(hasEnded)
    #expect(throws: Fault(number: 2)) {
      try sideBySide {
        1
      } beside: {
        throw Fault(number: 2)
      }
    }
  }
}
