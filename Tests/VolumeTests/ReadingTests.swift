import CNifti
import Foundation
import Testing

@testable import Volume

/// One way in which a file may be stored.
struct Storage: CustomStringConvertible, Sendable {
  let type: VoxelType
  let version: Int
  let bigEndian: Bool
  let name: String

  var description: String { "\(type) NIfTI-\(version) \(bigEndian ? "big" : "little") \(name)" }

  static let all: [Storage] = VoxelType.allCases.flatMap { type in
    [1, 2].flatMap { version in
      [false, true].map { bigEndian in
        Storage(
          type: type, version: version, bigEndian: bigEndian,
          name: (type.rawValue + version) % 2 == 0 ? "a.nii.gz" : "a.nii")
      }
    }
  }
}

@Suite struct ReadingTests {
  @Test(arguments: Storage.all)
  func everyDataTypeVersionAndByteOrder(storage: Storage) throws {
    let folder = try TemporaryFolder()
    var header = Samples.header(
      version: storage.version, bigEndian: storage.bigEndian, size: [3, 2, 2], type: storage.type,
      seed: 5)
    header.set(.slope, to: 2)
    header.set(.intercept, to: -10)
    let signed = ![VoxelType.uint8, .uint16, .uint32, .uint64].contains(storage.type)
    let stored = (0..<12).map { signed && $0 % 2 == 1 ? -$0 : $0 }
    let bytes = Samples.bytes(stored, type: storage.type, bigEndian: storage.bigEndian)
    try Samples.write(header, bytes, to: folder[storage.name])
    let volume = try Volume.load(folder[storage.name])
    #expect(volume.voxels == stored.map { Float(2 * $0 - 10) })
    #expect(volume.geometry.size == GridSize(i: 3, j: 2, k: 2))
    #expect(volume.nonFiniteCount == 0)
  }

  @Test func extremesOfTheTypes() throws {
    let folder = try TemporaryFolder()
    func voxels(_ type: VoxelType, _ bytes: [UInt8]) throws -> [Float] {
      let header = Samples.header(
        version: 1, bigEndian: false, size: [2, 1, 1], type: type, seed: 1)
      try Samples.write(header, bytes, to: folder["x.nii"])
      return try Volume.load(folder["x.nii"]).voxels
    }
    #expect(try voxels(.uint8, [0, 255]) == [0, 255])
    #expect(try voxels(.int8, [0x80, 0x7f]) == [-128, 127])
    #expect(try voxels(.uint16, [0, 0, 255, 255]) == [0, 65535])
    #expect(
      try voxels(.uint64, [UInt8](repeating: 255, count: 8) + [UInt8](repeating: 0, count: 8))
        == [0x1p64, 0])
    #expect(
      try voxels(.int64, [0, 0, 0, 0, 0, 0, 0, 0x80] + [UInt8](repeating: 255, count: 8))
        == [-0x1p63, -1])
  }

  @Test func framesAreChosen() throws {
    let folder = try TemporaryFolder()
    for name in ["f.nii", "f.nii.gz"] {
      let header = Samples.header(
        version: 1, bigEndian: false, size: [2, 2, 1, 3], type: .uint8, seed: 2)
      try Samples.write(header, (0..<12).map { UInt8($0) }, to: folder[name])
      let volume = try Volume.load(folder[name], frame: 2)
      #expect(volume.voxels == [8, 9, 10, 11])
      #expect(volume.frames == 3 && volume.frame == 2)
      #expect(throws: VolumeError.noSuchFrame(folder[name], frame: 3, frames: 3)) {
        try Volume.load(folder[name], frame: 3)
      }
    }
  }

  @Test func notANumberAndInfinityBecomeTheMinimum() throws {
    let folder = try TemporaryFolder()
    let header = Samples.header(
      version: 1, bigEndian: false, size: [5, 1, 1], type: .float32, seed: 3)
    let values: [Float] = [3, .nan, .infinity, -2, -.infinity]
    let bytes = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    }
    try Samples.write(header, bytes, to: folder["n.nii"])
    let volume = try Volume.load(folder["n.nii"])
    #expect(volume.voxels == [3, -2, -2, -2, -2])
    #expect(volume.nonFiniteCount == 3)
    let summary = ImageSummary(volume)
    #expect(summary.intensities.mean == 0.5)
    #expect(summary.doubts.contains { $0.contains("3 voxels are NaN") })
  }

  @Test func lengthsAreConvertedToMillimetres() {
    var header = ImageHeader(
      geometry: Geometry(size: GridSize(i: 2, j: 2, k: 2), spacing: SIMD3(1, 2, 3)))
    header.set(.units, to: 3)
    #expect(abs(header.geometry.spacing.z - 0.003) < 1e-12)
    #expect(abs(header.geometry.affine.k.z - 0.003) < 1e-12)
    header.set(.units, to: 1)
    #expect(header.geometry.spacing == SIMD3(1000, 2000, 3000))
  }

  @Test func theSformComesFirstThenTheQformThenTheSpacing() {
    var header = Samples.header(
      version: 1, bigEndian: true, size: [2, 2, 2], type: .uint8, seed: 9)
    #expect(header.transform == .sform)
    header.set(.sformCode, to: 0)
    #expect(header.transform == .qform)
    header.set(.qformCode, to: 0)
    #expect(header.transform == .spacingOnly)
    #expect(header.doubts.contains { $0.contains("left and right") })
    header.set(.sformCode, to: 1)
    header.set(.rowX, 0, to: .nan)
    #expect(header.transform == .spacingOnly)
  }

  /// libnifti2 reads the same dimensions, spacing, transforms and voxels from files of random headers.
  @Test func libniftiAgrees() throws {
    nifti_set_debug_level(0)
    let folder = try TemporaryFolder()
    for seed in 0..<60 {
      let (version, bigEndian) = (1 + seed % 2, seed % 4 >= 2)
      let type = VoxelType.allCases[seed % VoxelType.allCases.count]
      let header = Samples.header(
        version: version, bigEndian: bigEndian, size: [4, 3, 2], type: type, seed: UInt64(seed))
      let bytes = Samples.bytes(Array(0..<24), type: type, bigEndian: bigEndian)
      let url = folder["s\(seed).nii.gz"]
      try Samples.write(header, bytes, to: url)
      let image = try #require(nifti_image_read(url.path, 1))
      defer { nifti_image_free(image) }
      let volume = try Volume.load(url)
      let geometry = volume.geometry
      #expect(image.pointee.nx == 4 && image.pointee.ny == 3 && image.pointee.nz == 2)
      #expect(image.pointee.nvox == volume.voxels.count)
      #expect(abs(image.pointee.dz - geometry.spacing.z) < 1e-9, "seed \(seed)")
      let rows = image.pointee.sto_xyz.m
      let affine = geometry.affine
      #expect(abs(rows.0.0 - affine.i.x) < 1e-9 && abs(rows.1.2 - affine.k.y) < 1e-9)
      #expect(abs(rows.2.3 - affine.origin.z) < 1e-9 && abs(rows.2.1 - affine.j.z) < 1e-9)
      // The qform says the same place as the sform, to the precision of its 32 bits.
      var rotated = header
      rotated.set(.sformCode, to: 0)
      let difference = (rotated.geometry.affine.k - affine.k).length
      #expect(difference < 1e-4, "seed \(seed)")
      // libnifti2 swaps the bytes of the voxels, so the last one can be compared as stored.
      let last = try #require(image.pointee.data) + 23 * type.byteCount
      let expected = Samples.bytes([23], type: type, bigEndian: false)
      #expect(Array(UnsafeRawBufferPointer(start: last, count: type.byteCount)) == expected)
      #expect(volume.voxels.last == 23)
    }
  }
}
