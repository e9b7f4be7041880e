import Testing

@testable import Volume

/// What is wrong with a label description is said with the number of its line.
struct LabelTableFaultTests {
  private func fault(_ text: String) -> String {
    do {
      _ = try LabelTable(text: text)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func coloursBeyondTheirRangeAreRefused() {
    let found = fault("# comment\n1 255 0 0 1 1 1 \"RV\"\n2 300 0 0 1 1 1 \"LV\"\n")
    #expect(found.hasPrefix("Line 3 of the label table gives label 2 the colour 300 0 0"))
    #expect(fault("1 255 0 0 1 1 1 \"RV\"\n") == "")
    // Names of numbers are no colours.
    #expect(fault("3 Area 17\n") == "")
  }

  @Test func linesOfNoTableAreShownInPart() {
    let found = fault(String(repeating: "x", count: 100_000))
    #expect(found.hasPrefix("Line 1 of the label table is"))
    #expect(found.count < 300)
  }
}
