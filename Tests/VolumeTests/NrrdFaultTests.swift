import Foundation
import Testing

@testable import Volume

/// NRRD files that are damaged, hostile or of a kind that is not read.
@Suite struct NrrdFaultTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What loading a file says; nil if it loads.
  private func message(_ url: URL) -> String? {
    do {
      _ = try Volume.load(url)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func message(
    _ changes: [String: String], _ voxels: [UInt8] = NrrdLines.voxels
  ) throws -> String? {
    message(try folder.nrrd(NrrdLines.lines(changes), voxels))
  }

  @Test(arguments: [
    ("type", "block", "its type is block"), ("type", "", "no field \"type\""),
    ("type", "complex", "\"type\" is \"complex\""), ("encoding", "bzip2", "encoding is bzip2"),
    ("encoding", "", "no field \"encoding\""), ("endian", "", "no field \"endian\""),
    ("endian", "middle", "little or big"), ("dimension", "5", "has 5 dimensions"),
    ("dimension", "", "has 0 dimensions"), ("dimension", "x", "a whole number"),
    ("sizes", "4 3", "expected 3 entries"), ("sizes", "4 0 2", "from 1 to 32767"),
    ("sizes", "4 -3 2", "from 1 to 32767"), ("sizes", "99999999999999999999 1 1", "from 1 to"),
    ("sizes", "", "no field \"sizes\""), ("kinds", "domain domain", "expected 3 entries"),
    ("kinds", "RGB-color domain domain", "are colours of 4 numbers"),
    ("kinds", "vector domain domain", "of kind vector of 4 numbers"),
    ("kinds", "list list domain", "2 of its 3 axes"),
    ("space directions", "(1,0,0) (0,1,0)", "expected 3 entries"),
    ("space directions", "(1,0,0) (0,1,0) (0,0,", "expected vectors"),
    ("space directions", "(1,0,0) (0,1,0) (0,0,x)", "expected vectors"),
    ("space directions", "(1,0,0) (0,1,0) (0,2,0)", "span space"),
    ("space directions", "(inf,0,0) (0,1,0) (0,0,1)", "span space"),
    ("space directions", "(1) (0,1,0) (0,0,1)", "vectors of three numbers"),
    ("space origin", "(nan,0,0)", "span space"), ("space origin", "none", "three numbers"),
    ("line skip", "-2", "a number of lines"), ("byte skip", "-2", "0 or more"),
    ("byte skip", "x", "a whole number"), ("data file", "x.raw", "lie in another file (x.raw)"),
    ("data file", "LIST", "lie in another file"),
  ])
  func wrongFields(field: String, value: String, words: String) throws {
    let said = try message([field: value])
    #expect(said?.contains(words) == true, "\(said ?? "loaded")")
  }

  @Test func wrongText() throws {
    for (lines, words) in [
      (["NRRD0009"] + NrrdLines.standard.dropFirst(), "expected NRRD0001 to NRRD0005"),
      (NrrdLines.standard + ["nonsense"], "line 12 is \"nonsense\""),
      (NrrdLines.standard + ["type: short"], "gives \"type\" twice"),
    ] {
      let said = message(try folder.nrrd(lines, NrrdLines.voxels))
      #expect(said?.contains(words) == true, "\(said ?? "loaded")")
    }
    // A header without end is not read to the end.
    let endless = Array("NRRD0004\n".utf8) + [UInt8](repeating: 35, count: 5 << 20)
    try Data(endless).write(to: folder["endless.nrrd"])
    #expect(
      message(folder["endless.nrrd"])?.contains("no blank line ends it within 4.0 MiB") == true)
    try Data("NRRD0004\ntype: short\n".utf8).write(to: folder["short.nrrd"])
    #expect(message(folder["short.nrrd"])?.contains("no field \"encoding\"") == true)
  }

  @Test func sizesAreCheckedBeforeAnythingIsAllocated() throws {
    for encoding in ["raw", "gzip", "ascii"] {
      let large = try message(["sizes": "32767 32767 32767", "encoding": encoding], [0, 0])
      #expect(large?.contains("35181150961663 voxels") == true, "\(large ?? "loaded")")
      let medium = try message(["sizes": "300 300 300", "encoding": encoding], [0, 0])
      #expect(medium?.contains("the file has only") == true, "\(medium ?? "loaded")")
    }
    let frames = try message(
      [
        "dimension": "4", "sizes": "9 9 9 32767", "kinds": "domain domain domain list",
        "space directions": "(1,0,0) (0,1,0) (0,0,1) none",
      ], [0, 0])
    #expect(frames?.contains("the file has only") == true, "\(frames ?? "loaded")")
  }

  @Test func truncatedAndDamagedVoxels() throws {
    #expect(
      try message([:], Array(NrrdLines.voxels.prefix(40)))?.contains(
        "expected 48 bytes of voxels, found 40") == true)
    #expect(try message(["byte skip": "-1"], [1, 2, 3])?.contains("found 3") == true)
    #expect(
      try message(["encoding": "ascii"], Array("1 2 x3 4".utf8))?.contains(
        "voxel number 2 is \"x3\"") == true)
    #expect(try message(["encoding": "ascii"], Array("1 2".utf8))?.contains("found 16") == true)
    var random = SplitMix64(seed: 4)
    let noise = (0..<48).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let file = try folder.nrrd(NrrdLines.lines(["encoding": "gzip"]), noise)
    #expect(message(file) == nil)
    let whole = try Data(contentsOf: file)
    for cut in [1, 6, 20, 60] {
      try whole.dropLast(cut).write(to: file)
      #expect(message(file) != nil, "\(cut) bytes are missing")
    }
    var wrong = whole
    wrong[whole.count - 6] ^= 0xff
    try wrong.write(to: file)
    #expect(message(file)?.contains("compressed data is damaged") == true)
    let lines = NrrdLines.lines(["encoding": "gz"])
    #expect(
      message(try folder.nrrd(lines, noise))?.contains("don't begin as gzip data do") == true)
  }

  @Test func damagedFilesLoadOrThrow() throws {
    let whole = [UInt8](
      try Data(contentsOf: folder.nrrd(NrrdLines.standard, NrrdLines.voxels)))
    let file = folder["fuzz.nrrd"]
    var (loaded, refused) = (0, 0)
    for seed in 0..<1000 {
      var random = SplitMix64(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...(seed % 5) {
        let place = Int(random.next() % UInt64(whole.count - 48))
        let special: [UInt8] = Array("0-9(,) \n:".utf8) + [0, 0xff]
        if place < 5 && seed % 10 != 0 { continue }
        bytes[place] = special[Int(random.next() % UInt64(special.count))]
      }
      if seed % 9 == 0 { bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count)))) }
      if bytes.isEmpty { continue }
      try Data(bytes).write(to: file)
      do {
        _ = ImageSummary(try Volume.load(file))
        _ = try? LabelMap.load(file)
        loaded += 1
      } catch is VolumeError {
        refused += 1
      }
    }
    #expect(loaded > 100 && refused > 100, "\(loaded) loaded, \(refused) refused")
  }
}
