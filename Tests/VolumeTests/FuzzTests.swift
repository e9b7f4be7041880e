import Foundation
import Testing

@testable import Volume

/// Damaged files must load or throw, never crash or take memory that they do not hold.
@Suite struct FuzzTests {
  @Test(arguments: [1, 2])
  func damagedHeadersLoadOrThrow(version: Int) throws {
    let folder = try TemporaryFolder()
    let url = folder["fuzz.nii"]
    let header = Samples.header(
      version: version, bigEndian: false, size: [6, 5, 4, 2], type: .int16, seed: 3,
      extensions: [1, 0, 0, 0] + [UInt8](repeating: 0, count: 28))
    let whole = header.bytes + header.extensions + [UInt8](repeating: 1, count: 480)
    var (loaded, refused) = (0, 0)
    for seed in 0..<3000 {
      var random = SplitMix64(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...(seed % 6) {
        let place = Int(random.next() % UInt64(header.bytes.count))
        let special: [UInt8] = [0, 1, 0x7f, 0x80, 0xff, UInt8(truncatingIfNeeded: random.next())]
        // Most damage goes to fields that decide something; the first four bytes mostly stay.
        if place < 4 && seed % 10 != 0 { continue }
        bytes[place] = special[Int(random.next() % 6)]
      }
      if seed % 7 == 0 { bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count)))) }
      try Data(bytes).write(to: url)
      do {
        let volume = try Volume.load(url, frame: seed % 2)
        _ = ImageSummary(volume)
        _ = volume.geometry.axisLetters
        _ = PlaneLayout(volume.geometry, .coronal)
        _ = try? LabelMap.load(url, expecting: header.geometry)
        #expect(volume.voxels.count <= whole.count)
        loaded += 1
      } catch is VolumeError {
        refused += 1
      }
    }
    #expect(loaded > 300 && refused > 300, "\(loaded) loaded, \(refused) refused")
  }

  @Test func damagedCompressedFilesLoadOrThrow() throws {
    let folder = try TemporaryFolder()
    let header = Samples.header(
      version: 1, bigEndian: true, size: [6, 5, 4], type: .float32, seed: 3)
    var random = SplitMix64(seed: 10)
    let voxels = (0..<480).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try Samples.write(header, voxels, to: folder["whole.nii.gz"])
    let whole = [UInt8](try Data(contentsOf: folder["whole.nii.gz"]))
    var refused = 0
    for seed in 0..<1500 {
      var random = SplitMix64(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...(seed % 3) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      try Data(bytes).write(to: folder["fuzz.nii.gz"])
      do { _ = try Volume.load(folder["fuzz.nii.gz"]) } catch is VolumeError { refused += 1 }
    }
    #expect(refused > 1000)
  }

  @Test func damagedLabelTablesLoadOrThrow() throws {
    let whole = Array(LabelTable.standard(names: ["RV", "Myo", "LV"]).text.utf8)
    for seed in 0..<2000 {
      var random = SplitMix64(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...(seed % 8) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      do {
        let table = try LabelTable(text: String(decoding: bytes, as: UTF8.self))
        let again = try LabelTable(text: table.text)
        // Lines that were damaged and read all the same are written whole.
        #expect(again.labels == table.labels, "seed \(seed)")
      } catch is VolumeError {}
    }
  }
}
