import Foundation
import Testing

@testable import Volume

/// Endings, and files of other formats.
@Suite struct ImageNameTests {
  @Test(arguments: [
    ("a.nii", "a", ImageName.Format.nifti, false), ("b.c.NII.GZ", "b.c", .nifti, true),
    ("d.nrrd", "d", .nrrd, true), ("e.seg.nrrd", "e", .segmentation, true),
    ("f.gz", "f", nil, true), ("g.mha", "g.mha", nil, false), ("nii.gz", "nii", nil, true),
  ])
  func endings(name: String, stem: String, format: ImageName.Format?, packed: Bool) {
    let found = ImageName(URL(fileURLWithPath: "/x/\(name)"))
    #expect(found.stem == stem && found.format == format && found.isCompressed == packed)
    #expect(found.stem + found.ending == name)
  }

  @Test func whatComesWithASegmentationIsPlain() {
    #expect(ImageName(URL(fileURLWithPath: "a.seg.nrrd")).plainEnding == ".nrrd")
    #expect(ImageName(URL(fileURLWithPath: "a.nii.gz")).plainEnding == ".nii.gz")
  }

  @Test(arguments: [
    ("x.mha", "ObjectType = Image\nNDims = 3\n", "is a MetaImage file", "c3d"),
    ("x.mhd", "NDims = 3\n", "is a MetaImage file", "ReadImage"),
    ("x.mgz", "\u{0}\u{0}\u{0}\u{1}", "is a FreeSurfer volume", "mri_convert"),
    ("x.mnc", "CDF\u{1}", "is a MINC file", "mri_convert"),
    ("x.nc", "CDF\u{1}", "netCDF or HDF5", "Export"),
    ("x.tif", "II*\u{0}", "is a TIFF picture", "c3d"),
    ("my x.img", "\u{7}\u{6}\u{5}", ".hdr/.img pair", "my x.hdr'"),
    ("x", String(repeating: "\u{0}", count: 128) + "DICM", "DICOM", "the folder"),
  ])
  func otherFormatsAreNamed(name: String, start: String, words: String, advice: String) throws {
    let folder = try TemporaryFolder()
    try Data(Array(start.utf8) + [UInt8](repeating: 1, count: 400)).write(to: folder[name])
    let error = #expect(throws: VolumeError.self) { try Volume.load(folder[name]) }
    let text = error?.description ?? ""
    #expect(text.contains(words) && text.contains(advice), "\(text)")
  }

  @Test func picturesAndArraysAreNamed() throws {
    let folder = try TemporaryFolder()
    let starts: [([UInt8], String)] = [
      ([0x89, 0x50, 0x4E, 0x47, 13, 10], "a PNG picture"), ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG"),
      ([0x93] + Array("NUMPY".utf8), "a NumPy array"),
    ]
    for (start, words) in starts {
      try Data(start + [UInt8](repeating: 1, count: 400)).write(to: folder["x"])
      let error = #expect(throws: VolumeError.self) { try Volume.load(folder["x"]) }
      #expect(error?.description.contains(words) == true)
    }
  }
}
