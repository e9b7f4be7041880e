import Foundation
import Testing

@testable import Volume

/// What numbers in label maps mean: written, read, kept, proposed.
struct LabelValuesTests {
  private let names: [UInt8: String] = [1: "RV", 2: "Myo", 3: "LV"]

  private func values(_ text: String, _ kind: LabelValues.Kind = .scribbles) throws -> LabelValues {
    try LabelValues(text, kind: kind, names: names)
  }

  private func refusal(_ text: String, _ kind: LabelValues.Kind = .scribbles) -> String {
    do {
      _ = try values(text, kind)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func namesAndNumbersSayTheSame() throws {
    let named = try values("0=none, 4=background, 1=rv,2=Myo,3=LV,5=none")
    #expect(try named == values("0=none,4=background,1=1,2=2,3=3,5=none"))
    #expect(named.text == "0=none,4=background,1=1,2=2,3=3,5=none")
    #expect(named.text(names: names) == "0=none,4=background,1=RV,2=Myo,3=LV,5=none")
    #expect(
      named.text(names: [1: "right ventricle"]).hasPrefix("'0=none,4=background,1=right ventricle,")
    )
    #expect(LabelValues(kept: named.text) == named)
    #expect(LabelValues(kept: "0=nothing") == nil && LabelValues(kept: "0=none,0=1") == nil)
    // A class that is gone by now is no reason to refuse a project.
    #expect(LabelValues(kept: "0=none,9=200")?.meaning(of: 9) == .label(200))
  }

  @Test(arguments: [
    ("0=none,1=Aorta", "found \"1=Aorta\""), ("0=none,1=RV,1=LV", "each number once"),
    ("0=none,-1=RV", "whole numbers"), ("0=none,1.5=RV", "whole numbers"), ("1=RV", "0=none"),
    ("0=none,RV", "NUMBER=MEANING"), ("0=none,", "NUMBER=MEANING"), ("0=none,70000=RV", "32767"),
  ])
  func badValuesAreExplained(text: String, words: String) {
    let found = refusal(text)
    #expect(found.contains(words), "\(found)")
    #expect(found.hasPrefix("--scribble-values"))
  }

  @Test func denseMapsHaveNoUnlabelledVoxels() throws {
    #expect(
      refusal("1001=RV,7=none", .labels).hasPrefix("--label-values wants a class or background"))
    #expect(try values("1001=RV", .labels).meaning(of: 1001) == .label(1))
    #expect(
      throws: VolumeError.self, "2 is a class and the name of another"
    ) { try LabelValues("5=2", kind: .labels, names: [1: "2", 2: "b"]) }
  }

  @Test(arguments: ScribbleEncoding.allCases)
  func encodingsAreSuchValues(encoding: ScribbleEncoding) throws {
    let scribbles = LabelMap(
      size: GridSize(i: 5, j: 2, k: 1), voxels: [0, 0, 0, 0, 0, 0, 1, 2, 3, 255])
    let values = LabelValues(encoding, classes: 3)
    let raw = encoding.encode(scribbles, classes: 3)
    #expect(try values.encode(scribbles) == raw)
    #expect(values.scribbles(in: NumberMap(raw)) == scribbles)
  }

  @Test func valuesEncodeAndDecode() throws {
    let values = try values("0=none,1=background,2=RV,9=RV,4=LV")
    let scribbles = LabelMap(size: GridSize(i: 4, j: 1, k: 1), voxels: [0, 255, 1, 3])
    #expect(try values.encode(scribbles).voxels == [0, 1, 2, 4])
    let raw = LabelMap(size: scribbles.size, voxels: [9, 1, 2, 4])
    #expect(values.scribbles(in: NumberMap(raw))?.voxels == [1, 255, 1, 3])
    #expect(values.scribbles(in: NumberMap(LabelMap(size: raw.size, filledWith: 7))) == nil)
    #expect(throws: VolumeError.self, "Myo has no number") {
      try values.encode(LabelMap(size: scribbles.size, filledWith: 2))
    }
    #expect(throws: VolumeError.self, "bytes hold no 1001") {
      try LabelValues("0=none,1001=RV", kind: .scribbles, names: names).encode(
        LabelMap(size: scribbles.size, voxels: [0, 0, 1, 0]))
    }
  }

  @Test func headersNoteThem() throws {
    let folder = try TemporaryFolder()
    let size = GridSize(i: 3, j: 2, k: 2)
    let header = ImageHeader(geometry: Geometry(size: size))
    let form = ScribbleForm.values(try values("0=none,4=background,1=RV"))
    try LabelMap(size: size).write(
      to: folder["s.nii.gz"], like: form.noted(in: header), kind: form.kind)
    let read = try ImageHeader.load(folder["s.nii.gz"])
    #expect(ScribbleForm.recorded(in: read) == form)
    // Written again with another encoding, the old comment says nothing any more.
    try LabelMap(size: size).write(
      to: folder["t.nii.gz"], like: read, kind: ScribbleForm.ignore255.kind)
    let again = try ImageHeader.load(folder["t.nii.gz"])
    #expect(ScribbleForm.recorded(in: again) == .ignore255)
    #expect(ScribbleForm.recorded(in: header) == nil)
  }
}

/// Maps with numbers that labels can't have.
struct LargeNumberTests {
  private let size = GridSize(i: 4, j: 2, k: 3)
  private let names: [UInt8: String] = [1: "RV", 2: "LV"]

  /// 0 mostly, 1001 on slice 0, 2012 on slices 1 and 2.
  private func write(_ folder: TemporaryFolder, _ extra: Int16 = 0) throws -> URL {
    var numbers = [Int16](repeating: 0, count: size.count)
    (numbers[0], numbers[1], numbers[9], numbers[17], numbers[18]) = (1001, 1001, 2012, 2012, extra)
    let header = ImageHeader(geometry: Geometry(size: size, spacing: SIMD3(1, 1, 4)))
    try header.write(.int16(numbers), to: folder["aparc.nii.gz"], kind: .image)
    return folder["aparc.nii.gz"]
  }

  @Test func theyAreMapped() throws {
    let folder = try TemporaryFolder()
    let file = try write(folder, 7)
    let values = try LabelValues("1001=RV,2012=LV", kind: .labels, names: names)
    var notes: [String] = []
    let map = try LabelReading(values).load(file, note: { notes.append($0) }).map
    #expect(map.counts[1] == 2 && map.counts[2] == 2 && map.counts[0] == size.count - 4)
    #expect(notes == ["Without a label value and counted as background: 7 (1)."])
    #expect(
      try LabelValues("0=none,7=background,1001=RV,2012=LV", kind: .scribbles, names: names)
        .scribbles(in: NumberMap.load(file))?.counts[255] == 1)
  }

  @Test func withoutValuesTheyAreListed() throws {
    let folder = try TemporaryFolder()
    let file = try write(folder)
    let error = #expect(throws: VolumeError.self) {
      try LabelReading(nil, names: names).load(file)
    }
    let text = error?.description ?? ""
    #expect(text.contains("  1001:  2 voxels on slice 0\n"), "\(text)")
    #expect(text.contains("  2012:  2 voxels on 2 slices (1 to 2)\n"))
    #expect(text.hasSuffix("--label-values 1001=RV,2012=LV"))
  }

  @Test func aFileWithoutSuchNumbersIsReadAsItIs() throws {
    let folder = try TemporaryFolder()
    let values = try LabelValues("1001=RV,2012=LV", kind: .labels, names: names)
    let own = LabelMap(size: size, voxels: (0..<size.count).map { UInt8($0 % 3) })
    try own.write(to: folder["own.nii"], like: ImageHeader(geometry: Geometry(size: size)))
    #expect(
      try LabelReading(values, where: .present).load(folder["own.nii"]).map == own)
    #expect(
      try LabelReading(values).load(folder["own.nii"]).map.counts[0] == size.count)
  }

  @Test func fractionsAreNoNumbers() throws {
    let folder = try TemporaryFolder()
    let header = ImageHeader(geometry: Geometry(size: size))
    for bad: Float in [1000.5, -3, 40_000, .nan] {
      var numbers = [Float](repeating: 0, count: size.count)
      numbers[3] = bad
      try header.write(.float32(numbers), to: folder["p.nii"], kind: .values)
      let error = #expect(throws: VolumeError.self, "\(bad)") {
        try NumberMap.load(folder["p.nii"])
      }
      #expect(error?.description.contains("is not a label map") == true)
    }
  }
}

/// What is proposed for files that nothing is known of.
struct ValueProposalTests {
  private let names: [UInt8: String] = [1: "RV", 2: "Myo", 3: "LV"]

  private func proposal(_ counts: [Int: Int], _ table: [Int: String] = [:]) -> String {
    let voxels = counts.sorted { $0.key < $1.key }.flatMap {
      Array(repeating: UInt8($0.key), count: $0.value)
    }
    let map = LabelMap(size: GridSize(i: voxels.count, j: 1, k: 1), voxels: voxels)
    return String(
      ValueProposal(NumberMap(map), names: names, table: table).scribbles.dropFirst(
        "--scribble-values ".count))
  }

  @Test func ofITKSnapAndSlicer() {
    #expect(proposal([0: 100, 1: 3, 2: 3, 3: 2, 4: 9]) == "0=none,1=RV,2=Myo,3=LV,4=background")
    #expect(proposal([0: 100, 1: 9, 2: 3, 3: 2, 4: 3]) == "0=none,1=background,2=RV,3=Myo,4=LV")
    #expect(proposal([0: 100, 1: 3, 4: 2]) == "0=none,1=RV,4=background")
    #expect(proposal([0: 100, 2: 3, 255: 2]) == "0=none,2=Myo,255=background")
    #expect(proposal([0: 5, 1: 3, 4: 100]) == "0=background,1=RV,4=none")
    #expect(proposal([0: 100, 10: 3, 20: 2, 30: 2]) == "0=none,10=RV,20=Myo,30=LV")
  }

  @Test func namesBesideTheFileHelp() {
    let table = [1: "LV", 2: "bg", 3: "Myo", 4: "RV"]
    #expect(
      proposal([0: 100, 1: 3, 2: 2, 3: 5, 4: 9], table) == "0=none,1=LV,2=background,3=Myo,4=RV")
  }
}
