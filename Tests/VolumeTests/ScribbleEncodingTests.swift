import Foundation
import Testing

@testable import Volume

@Suite struct ScribbleEncodingTests {
  /// Mostly unscribbled, classes 1…3 and background, in the encoding `inkling`.
  private let scribbles = LabelMap(
    size: GridSize(i: 10, j: 2, k: 1),
    voxels: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 255, 255, 0, 0])

  @Test(arguments: ScribbleEncoding.allCases)
  func decodingInvertsEncoding(encoding: ScribbleEncoding) throws {
    let raw = encoding.encode(scribbles, classes: 3)
    #expect(try encoding.decode(raw, classes: 3) == scribbles)
  }

  @Test func theTableOfTheDesign() {
    let last = ScribbleEncoding.ignoreLast.encode(scribbles, classes: 3)
    #expect(last.counts[4] == 15 && last.counts[0] == 2)
    let other = ScribbleEncoding.ignore255.encode(scribbles, classes: 3)
    #expect(other.counts[255] == 15 && other.counts[0] == 2)
  }

  @Test func aContradictedEncodingIsRefused() {
    for written in ScribbleEncoding.allCases {
      let raw = written.encode(scribbles, classes: 3)
      for named in ScribbleEncoding.allCases where named != written {
        #expect(throws: VolumeError.self, "\(written) read as \(named)") {
          try named.decode(raw, classes: 3)
        }
      }
    }
  }

  @Test func unknownValuesAreNamed() {
    var raw = scribbles
    raw.voxels[0] = 9
    let error = #expect(throws: VolumeError.self) {
      try ScribbleEncoding.inkling.decode(raw, classes: 3)
    }
    #expect(error?.description.contains("1 voxels have the value 9") == true)
  }

  @Test func onlyWhatIsBeyondDoubtIsDetected() throws {
    #expect(ScribbleEncoding.detect(scribbles, classes: 3) == nil)
    for encoding in [ScribbleEncoding.ignore255, .ignoreLast] {
      let raw = encoding.encode(scribbles, classes: 3)
      #expect(ScribbleEncoding.detect(raw, classes: 3) == encoding)
    }
    let header = ImageHeader(geometry: Geometry(size: scribbles.size))
    #expect(throws: VolumeError.self) {
      try ScribbleEncoding.determine(for: scribbles, header: header, named: nil, classes: 3)
    }
    let folder = try TemporaryFolder()
    try scribbles.write(to: folder["s.nii"], like: header, kind: .scribbles(.inkling))
    let (map, written) = try LabelMap.loadWithHeader(folder["s.nii"])
    #expect(
      try ScribbleEncoding.determine(for: map, header: written, named: nil, classes: 3) == .inkling)
  }
}

@Suite struct LabelTableTests {
  @Test func writtenTablesReadBack() throws {
    var table = LabelTable.standard(names: ["RV", "Myo", "left \"ventricle\""])
    table.labels[1].severalOrgans = true
    let read = try LabelTable(text: table.text)
    #expect(read.labels.map(\.name) == ["RV", "Myo", "left 'ventricle'"])
    #expect(read.labels.map(\.severalOrgans) == [false, true, false])
    #expect(read.labels.map(\.colour) == table.labels.map(\.colour))
    let folder = try TemporaryFolder()
    try read.write(to: folder["labels.txt"])
    #expect(try LabelTable.load(folder["labels.txt"]) == read)
  }

  @Test func itkSnapsOwnFileIsRead() throws {
    let text = """
      ################################################
      # ITK-SnAP Label Description File
      ################################################
          0     0    0    0        0  0  0    "Clear Label"
          1   255    0    0        1  1  1    "Right ventricle"
          5     0  255    0      0.5  1  1    "Myocardium"
      """
    let table = try LabelTable(text: text)
    #expect(table.labels.map(\.id) == [1, 5])
    #expect(table.label(id: 5)?.colour == RGB(red: 0, green: 255, blue: 0))
    #expect(table.label(id: 1)?.name == "Right ventricle")
  }

  @Test func lenientReading() throws {
    let table = try LabelTable(
      text: "\u{FEFF}2,10,20,30,Liver lobe\r\n\r\n1 Spleen\r\n3\t1\t2\t3\t1\t1\t1\tKidney\r\n7\r\n")
    #expect(table.labels.map(\.name) == ["Spleen", "Liver lobe", "Kidney", "Label 7"])
    #expect(table.label(id: 2)?.colour == RGB(red: 10, green: 20, blue: 30))
  }

  @Test(arguments: [
    // FreeSurfer, 3D Slicer, and without a column for opacity.
    "#No. Label Name:       R   G   B   A\n0 Unknown 0 0 0 0\n17  Left-Hippocampus  220 216 20  0\n53 RV 1 2 3 0\n",
    "# Color table file C:/a b.ctbl\n# 3 values\n0 Background 0 0 0 0\n17 Left-Hippocampus 220 216 20 255\r\n53 RV 1 2 3 255",
    "17,Left-Hippocampus,220,216,20\n53,RV,1,2,3",
  ])
  func colourTablesOfOtherProgramsAreRead(text: String) throws {
    let table = try LabelTable(text: text)
    #expect(table.labels.map(\.id) == [17, 53])
    #expect(table.labels.map(\.name) == ["Left-Hippocampus", "RV"])
    #expect(table.label(id: 17)?.colour == RGB(red: 220, green: 216, blue: 20))
  }

  @Test func listsOfNamesStayListsOfNames() throws {
    let names = try LabelTable(text: "1 Area 17\n2 Lobule VIIIa\n3 Vertebra 1 2 3")
    #expect(names.labels.map(\.name) == ["Area 17", "Lobule VIIIa", "Vertebra 1 2 3"])
    let mixed = try LabelTable(text: "1 255 0 0 1 1 1 \"Part 1 2 3 4\"\n2 0 255 0 1 1 1 \"b\"")
    #expect(mixed.labels.map(\.name) == ["Part 1 2 3 4", "b"])
    #expect(mixed.label(id: 1)?.colour == RGB(red: 255, green: 0, blue: 0))
  }

  @Test func badTablesAreExplained() {
    for (text, words) in [
      ("", "names no class"), ("0 0 0 0 0 0 0 \"x\"", "names no class"),
      ("RV 1", "expected a label number"), ("1 a\n1 b", "a second time"),
      ("300 \"x\"", "gives label 300"), ("1001 ctx-lh 1 2 3 0", "gives label 1001"),
    ] {
      let error = #expect(throws: VolumeError.self) { try LabelTable(text: text) }
      #expect(error?.description.contains(words) == true, "\(text)")
    }
  }

  @Test func manyClassesHaveColoursOfTheirOwn() {
    let table = LabelTable.standard(names: (1...21).map { "c\($0)" })
    #expect(Set(table.labels.map(\.colour)).count == 21)
  }
}

@Suite struct IntensityWindowTests {
  @Test func percentilesByHand() {
    let values = (0...100).map { Float($0) }
    #expect(IntensityWindow.percentiles([0, 50, 99.8, 100], of: values) == [0, 50, 100, 100])
    #expect(IntensityWindow.percentiles([50], of: []) == [0])
    let window = IntensityWindow.automatic(for: values.shuffled())
    #expect(window == IntensityWindow(low: 0, high: 100))
    #expect(window.position(of: 25) == 0.25 && window.position(of: -3) == 0)
  }

  @Test func constantAndMaskVolumesHaveAWindow() {
    #expect(IntensityWindow.automatic(for: [5, 5, 5]) == IntensityWindow(low: 5, high: 6))
    #expect(IntensityWindow.automatic(for: [1e30, 1e30]).high > 1e30)
    let mask = [Float](repeating: 0, count: 10_000) + [1]
    #expect(IntensityWindow.automatic(for: mask) == IntensityWindow(low: 0, high: 1))
    #expect(IntensityWindow.automatic(for: [Float]()).high > 0)
  }

  @Test func samplingLargeVolumesChangesLittle() {
    var random = SplitMix64(seed: 1)
    let values = (0..<600_000).map { _ in Float(random.normal()) }
    let all = IntensityWindow.percentiles([5, 95], of: values, sample: .max)
    let some = IntensityWindow.percentiles([5, 95], of: values)
    #expect(abs(all[0] - some[0]) < 0.05 && abs(all[1] - some[1]) < 0.05)
  }
}

@Suite struct AtomicFileTests {
  @Test func replacesAndKeepsPermissions() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Data("one".utf8), to: folder["a.txt"])
    chmod(folder["a.txt"].path, 0o640)
    try AtomicFile.write(Data("two".utf8), to: folder["a.txt"])
    #expect(try String(contentsOf: folder["a.txt"], encoding: .utf8) == "two")
    var status = stat()
    #expect(stat(folder["a.txt"].path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.txt"])
  }

  @Test func failuresLeaveTheOldFileAndNothingElse() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Data("one".utf8), to: folder["a.txt"])
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try AtomicFile.replace(folder["a.txt"]) { temporary in
        try Data("half".utf8).write(to: temporary)
        throw Stop()
      }
    }
    #expect(try String(contentsOf: folder["a.txt"], encoding: .utf8) == "one")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.txt"])
    let error = #expect(throws: VolumeError.self) {
      try AtomicFile.write(Data(), to: folder["none/a.txt"])
    }
    #expect(error?.description.contains("No such file") == true)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func aFullDiskIsReported() throws {
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 2, j: 2, k: 2)))
    // /dev/full takes no byte, as a full disk; the map goes there through a link.
    let folder = try TemporaryFolder()
    for name in ["full.nii", "full.nii.gz"] {
      let map = LabelMap(size: header.size)
      #expect(throws: VolumeError.self) {
        try header.store(map, through: "/dev/full", as: folder[name])
      }
    }
  }
}

extension ImageHeader {
  /// Writes a label map to a device in the way in which files are written.
  fileprivate func store(_ map: LabelMap, through device: String, as url: URL) throws {
    let large = [UInt8](repeating: 7, count: 1 << 16).map { _ in UInt8.random(in: 0...255) }
    try PackedFile.store(
      [bytes, extensions, map.voxels, large], at: URL(fileURLWithPath: device),
      compressed: url.pathExtension == "gz", for: url)
  }
}
