import Foundation
import Testing
import Volume

@testable import Viewer

/// Slices are counted from 0 wherever a person reads or types their number.
struct SliceNumberTests {
  @Test func everyPlaceCountsAlike() {
    for slice in [0, 3] {
      var app = Script(volume: .ramp(8, 8, 4), columns: 120, rows: 40)
      app.type("\(slice)")
      #expect(app.state.view.cursor.k == slice)
      let screen = app.screen.text
      #expect(screen.contains("axial \(slice) (0-3)") && screen.contains("slice \(slice): "))
      #expect(screen.contains(",\(slice))") || screen.contains(", \(slice))"))
      app.press("r")
      let line = app.screen.text.split(separator: "\n").first { $0.contains("on screen") } ?? ""
      #expect(line.contains(">\(slice) "))
      app.press("Enter")
      #expect(app.message.hasPrefix("slice \(slice): "))
      app.press("V")
      app.press("Enter")
      #expect(app.message == "axial slice \(slice)")
    }
    var app = Script(volume: .ramp(8, 8, 4))
    app.type("4")
    #expect(app.message == "slices of this plane run from 0 to 3")
  }

  @Test func noMessageMixesCounts() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("g Space l Space G Space l Space ]")
    #expect(app.state.slice == 0 && app.message == "slice 0: one of 2 with scribbles")
    app.press("}")
    #expect(app.message.hasPrefix("slice \(app.state.slice): "))
    #expect(!app.message.contains("number 1 of"))
  }
}
