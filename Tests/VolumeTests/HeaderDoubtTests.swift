import Foundation
import Testing

@testable import Volume

/// Fields of the header that are unusable or contradict each other: which are used, and what is said.
@Suite struct HeaderDoubtTests {
  private let spacing = SIMD3(1.5, 1.5, 8)

  private func header(_ change: (inout ImageHeader) -> Void = { _ in }) -> ImageHeader {
    var header = ImageHeader(
      geometry: Geometry(size: GridSize(i: 10, j: 12, k: 5), spacing: spacing))
    change(&header)
    return header
  }

  private func set(_ header: inout ImageHeader, pixdim: [Double]) {
    for (index, value) in pixdim.enumerated() {
      header.set(.pixelDimensions, index + 1, to: value)
    }
  }

  @Test(arguments: [0, .nan, .infinity, 1e-12] as [Double])
  func unusablePixdimLeavesTheSpacingToTheSform(value: Double) {
    let broken = header { set(&$0, pixdim: [value, value, value]) }
    #expect(broken.geometry.spacing == spacing)
    #expect(broken.geometry.sliceAxis == .k && broken.transform == .sform)
    #expect(broken.geometry.affine == header().geometry.affine)
    #expect(broken.doubts.count == 1, "\(broken.doubts)")
    #expect(
      broken.doubts[0].hasSuffix("the steps of the sform are used instead, 1.5, 1.5, 8 mm."),
      "\(broken.doubts)")
    let metres = header {
      set(&$0, pixdim: [value, value, value])
      $0.set(.units, to: 1)
    }
    #expect(metres.geometry.spacing == spacing * 1000)
  }

  @Test func oneUnusableAxisAlone() {
    let broken = header { set(&$0, pixdim: [1.5, 0, 8]) }
    #expect(broken.geometry.spacing == spacing)
    #expect(
      broken.doubts == ["pixdim[2] is 0: the steps of the sform are used instead, 1.5 mm."])
  }

  @Test func withoutAnSformItIsOne() {
    let broken = header {
      set(&$0, pixdim: [0, 1.5, 8])
      $0.set(.sformCode, to: 0)
    }
    #expect(broken.geometry.spacing == SIMD3(1, 1.5, 8) && broken.transform == .qform)
    #expect(broken.doubts == ["pixdim[1] is 0: 1 is used instead."])
  }

  @Test func negativePixdimIsItsSize() {
    let broken = header { set(&$0, pixdim: [-1.5, 1.5, 8]) }
    #expect(broken.geometry.spacing == spacing)
    #expect(broken.doubts.contains("pixdim[1] is negative: 1.5 mm is used."))
  }

  @Test func distancesUsePixdimWhereTheSformSaysOtherwise() {
    let broken = header { set(&$0, pixdim: [1.5, 1.5, 5]) }
    #expect(broken.geometry.spacing == SIMD3(1.5, 1.5, 5))
    #expect(broken.geometry.affine.k.z == 8)
    #expect(
      broken.doubts.contains {
        $0.hasPrefix("Along k pixdim says 5 mm and the sform 8 mm: distances use pixdim")
      })
    // Within one part in a hundred they are the same.
    #expect(header { set(&$0, pixdim: [1.5, 1.5, 8.05]) }.doubts.isEmpty)
  }

  @Test func formsThatContradictAreTold() {
    #expect(header().doubts.isEmpty)
    let turned = header {
      // By 180 degrees about the second axis.
      for (field, value) in zip(
        [HeaderField.quaternionB, .quaternionC, .quaternionD, .offsetX, .offsetZ],
        [0, 1, 0, 13.5, 32.0])
      { $0.set(field, to: value) }
    }
    #expect(turned.transform == .sform)
    let words = "sform and qform differ (180 degrees, 34.7 mm): the sform is used"
    #expect(turned.doubts.count == 1 && turned.doubts[0].hasPrefix(words), "\(turned.doubts)")
    let moved = header { $0.set(.offsetX, to: 3) }
    #expect(moved.doubts.first?.hasPrefix("sform and qform differ (0 degrees, 3 mm)") == true)
    // One alone contradicts nothing.
    for code in [HeaderField.qformCode, .sformCode] {
      #expect(
        header {
          $0.set(.offsetX, to: 3)
          $0.set(code, to: 0)
        }.doubts.isEmpty)
    }
  }

  /// Headers that other programs write store the quaternion in 32 bits: rounding is no contradiction.
  @Test func roundingIsNoContradiction() {
    for seed in 0..<40 {
      for version in [1, 2] {
        let header = Samples.header(
          version: version, bigEndian: false, size: [300, 300, 200], type: .int16,
          seed: UInt64(seed))
        #expect(header.formDifference == nil, "seed \(seed)")
      }
    }
  }

  @Test func unusableFormsAreNamed() {
    let noSform = header { $0.set(.rowX, 0, to: 0) }
    #expect(noSform.transform == .qform)
    #expect(noSform.doubts == ["The sform is singular or not finite and is not used."])
    let noQform = header { $0.set(.offsetX, to: .nan) }
    #expect(noQform.transform == .sform)
    #expect(noQform.doubts == ["The qform is singular or not finite and is not used."])
    let neither = header {
      $0.set(.offsetX, to: .nan)
      $0.set(.sformCode, to: 0)
    }
    #expect(neither.transform == .spacingOnly)
    #expect(neither.doubts.contains { $0.contains("left and right cannot be told apart") })
  }

  @Test func checkTellsThem() throws {
    let folder = try TemporaryFolder()
    let image = header { $0.set(.offsetX, to: 30) }
    try image.write(.uint8([UInt8](repeating: 1, count: 600)), to: folder["a.nii"], kind: .image)
    let check = try LabelMapCheck(image: folder["a.nii"], labelMap: folder["a.nii"])
    #expect(check.findings.contains { $0.hasPrefix("Image: sform and qform differ") })
  }
}
