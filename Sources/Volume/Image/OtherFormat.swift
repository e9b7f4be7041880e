import Foundation

/// Files of formats that are not read: what they are, and the command that converts them.
enum OtherFormat {
  /// Why a file is neither NIfTI nor NRRD.
  ///
  /// - start: its first bytes, unpacked.
  static func fault(_ url: URL, _ start: [UInt8], compressed: Bool) -> VolumeError {
    if start.isEmpty {
      return .notAnImage(url, found: "its compressed data is damaged")
    }
    if let (name, advice) = recognise(url, start) {
      return .otherFormat(url, name: name, advice: advice)
    }
    return .notAnImage(url, found: appearance(start, compressed))
  }

  /// The commands that make a NIfTI file of an image that ITK reads.
  static func conversion(of url: URL) -> String {
    let (file, target) = (url.path.shellWord, target(url))
    return
      "Convert it: `c3d \(file) -o \(target)`, or without c3d `python3 -c \"import sys, SimpleITK as s; "
      + "s.WriteImage(s.ReadImage(sys.argv[1]), sys.argv[2])\" \(file) \(target)`"
  }

  /// NAME.nii.gz beside NAME.OTHER, as a word of a shell.
  private static func target(_ url: URL) -> String {
    (url.deletingPathExtension().path + ".nii.gz").shellWord
  }

  /// Name and advice; nil for what is not known.
  private static func recognise(_ url: URL, _ start: [UInt8]) -> (name: String, advice: String)? {
    func begins(_ bytes: [UInt8]) -> Bool { start.starts(with: bytes) }
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    let (file, ending) = (url.path.shellWord, url.pathExtension.lowercased())
    let text = String(decoding: start, as: UTF8.self)
    if text.contains("NDims =") || begins("ObjectType = Image") {
      return ("a MetaImage file", conversion(of: url))
    }
    if begins([0, 0, 0, 1]), ["mgh", "mgz"].contains(ending) {
      return ("a FreeSurfer volume", "Convert it: `mri_convert \(file) \(target(url))`")
    }
    if begins("CDF") || begins([0x89, 0x48, 0x44, 0x46]) {
      return ending == "mnc"
        ? ("a MINC file", "Convert it: `mri_convert \(file) \(target(url))`")
        : ("a file of netCDF or HDF5", "Export the image from it as NIfTI")
    }
    if begins([0x93] + Array("NUMPY".utf8)) {
      return (
        "a NumPy array, which does not say where its voxels lie",
        "Save it from Python with `nibabel.Nifti1Image(array, affine)` and the affine of its image"
      )
    }
    if start.dropFirst(128).starts(with: "DICM".utf8) {
      return ("one slice or more of DICOM", "Name the folder that holds the whole series")
    }
    let pictures: [(name: String, magics: [[UInt8]])] = [
      ("a TIFF picture", [[0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0]]),
      ("a PNG picture", [[0x89, 0x50, 0x4E, 0x47]]), ("a JPEG picture", [[0xFF, 0xD8, 0xFF]]),
    ]
    if ending == "img" {
      let header = url.deletingPathExtension().appendingPathExtension("hdr")
      return ("the voxels of a .hdr/.img pair, perhaps", conversion(of: header))
    }
    return pictures.first { $0.magics.contains(where: begins) }.map {
      ($0.name, "A picture does not say how large its pixels are. " + conversion(of: url))
    }
  }

  /// What an unknown file looks like.
  private static func appearance(_ start: [UInt8], _ compressed: Bool) -> String {
    let text = start.prefix(20)
    if text.allSatisfy({ (32..<127).contains($0) || $0 == 10 || $0 == 13 || $0 == 9 }) {
      let line = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).first
      // What git-annex and Git LFS leave in the place of a file.
      if line?.hasPrefix("/annex/objects/") == true
        || line?.hasPrefix("version https://git-") == true
      {
        return "it holds the name of its content (\"\(line ?? "")…\"), which is not fetched yet "
          + "(`datalad get`, `git annex get` or `git lfs pull`)"
      }
      return "it holds text (\"\(line ?? "")…\")"
    }
    return compressed
      ? "what it unpacks to has no NIfTI header" : "it does not begin with a NIfTI header"
  }
}
