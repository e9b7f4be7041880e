import Foundation
import Testing

@testable import Volume

/// Label tables of other programs come back as they were, but for what was changed.
struct LabelTableLinesTests {
  private let snap = [
    "    0     1    2    3        0  0  0    \"Clear Label\"",
    "    1   255    0    0        1  1  1    \"Right ventricle\"",
    "    5     0  255    0      0.5  0  1    \"Myocardium\"",
  ]

  private var table: LabelTable {
    get throws { try LabelTable(text: snap.joined(separator: "\n") + "\n") }
  }

  private func lines(_ table: LabelTable) -> [String] {
    table.text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
  }

  @Test func untouchedLinesAreTheSameBytes() throws {
    #expect(try lines(table) == snap)
    // Added and removed labels leave the others alone.
    let added = Label(id: 2, name: "Apex", colour: RGB(red: 1, green: 2, blue: 3))
    let longer = try table.with(table.labels + [added])
    #expect(
      lines(longer) == [
        snap[0], snap[1], "    2    1    2    3        1  1  1    \"Apex\"", snap[2],
      ])
    #expect(try lines(longer.with(table.labels)) == snap)
  }

  @Test func changedLabelsKeepTheirOpacity() throws {
    var changed = try table
    changed.labels[1].name = "Wall"
    #expect(lines(changed)[2] == "    5    0  255    0        0.5  0  1    \"Wall\"")
    #expect(lines(changed)[1] == snap[1])
  }

  @Test func linesOfAnotherTableAreTakenOver() throws {
    var own = LabelTable.standard(names: ["Right ventricle"])
    own.labels[0].colour = RGB(red: 255, green: 0, blue: 0)
    own.takeLines(of: try table)
    #expect(lines(own) == [snap[0], snap[1]])
  }

  @Test func slicersTablesAreReadAndWritten() throws {
    let text =
      "# Color table file a.ctbl\n# 3 values\n0 Background 0 0 0 0\n1 right_ventricle 255 0 0 255\n2 wall 0 9 0 128\n"
    let table = try LabelTable(text: text)
    #expect(table.labels.map(\.name) == ["right ventricle", "wall"])
    #expect(lines(table)[2] == "    2    0    9    0        0.5  1  1    \"wall\"")
    let folder = try TemporaryFolder()
    try table.write(to: folder["t.ctbl"])
    let written = try String(contentsOf: folder["t.ctbl"], encoding: .utf8)
    #expect(
      written
        == "# Color table file\n# 3 values\n0 Background 0 0 0 0\n1 right_ventricle 255 0 0 255\n2 wall 0 9 0 128\n"
    )
    #expect(try LabelTable.load(folder["t.ctbl"]).labels == table.labels)
  }

  @Test func slicersColumnsAreRead() throws {
    let table = try LabelTable(
      text:
        "LabelValue,Name,Color_R,Color_G,Color_B,Color_A,Type.CodeMeaning\r\n0,Background,0,0,0,0,\r\n"
        + "1,\"Ventricle, right\",255,0,0,255,Heart\r\n3,LV,0,0,255,0,\r\n")
    #expect(table.labels.map(\.name) == ["Ventricle, right", "LV"])
    #expect(table.label(id: 3)?.colour == RGB(red: 0, green: 0, blue: 255))
    #expect(lines(table)[2].contains("0  0  0    \"LV\""), "transparent")
  }

  @Test func freeSurfersZeroIsOpaque() throws {
    let table = try LabelTable(
      text: "#No. Label Name: R G B A\n0 Unknown 0 0 0 0\n17 Left-Hippocampus 220 216 20 0\n")
    #expect(lines(table)[0] == "    0    0    0    0        0  0  0    \"Clear Label\"")
    #expect(lines(table)[1] == "   17  220  216   20        1  1  1    \"Left-Hippocampus\"")
  }

  private let atlas =
    "17 Left-Hippocampus 220 216 20 0\n1001 ctx-lh-bankssts 25 100 40 0\n2012 ctx-rh-x 1 2 3 0\n"

  @Test func ofAnAtlasOnlyWhatIsNamedIsTaken() throws {
    let named = try LabelTable(text: atlas, .values("1001=1,2012=right x"))
    #expect(named.labels.map(\.id) == [1, 2])
    #expect(named.labels.map(\.name) == ["ctx-lh-bankssts", "right x"])
    #expect(named.labels[0].colour == RGB(red: 25, green: 100, blue: 40))
    let error = #expect(throws: VolumeError.self) { try LabelTable(text: atlas, .values("1002=1")) }
    #expect(error?.description.contains("no line for the number 1002") == true)
    #expect(try LabelTable(text: atlas, .known([17, 3])).labels.map(\.id) == [17])
    let refused = #expect(throws: VolumeError.self) { try LabelTable(text: atlas) }
    #expect(refused?.description.contains("--label-values 1001=1") == true)
  }
}
