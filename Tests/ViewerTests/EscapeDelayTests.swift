import Testing

@testable import Viewer

/// Whatever ESCDELAY says, Esc works.
@Suite struct EscapeDelayTests {
  @Test(arguments: [
    (nil, 0.15), ("", 0.15), ("soon", 0.15), ("nan", 0.15), ("inf", 0.15), ("-inf", 0.15),
    ("-20", 0.15), ("1e300", 10), ("20000", 10), ("0", 0), ("300", 0.3),
  ])
  func isBounded(text: String?, seconds: Double) {
    #expect(EscapeDelay.seconds(text) == seconds)
  }
}
