import Foundation
import Volume

/// The file or folder that an argument names; `~` is the home folder.
func fileURL(_ path: String) -> URL {
  URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
}

/// The image or label map that an argument names, `-` for standard input; where that is a pipe, it is read to its end first.
/// - Throws: `VolumeError.unreadable` for pipes that give too much.
func imageURL(_ path: String) throws -> URL {
  let url = StandardFiles.isInput(path) ? try StandardFiles.image() : fileURL(path)
  guard PipeCopies.isPipe(url) else { return url }
  inform("Reading \(url.path), a pipe, to its end.")
  try PipeCopies.take(url)
  return url
}

/// The image that an argument names; of a folder of DICOM files the series that is meant, converted for as long as the
/// program runs.
func imageURL(_ path: String, series: String?) throws -> URL {
  let url = try imageURL(path)
  guard let dicom = DicomFolder(url) else { return url }
  return try dicom.image(series, in: TemporaryFolders.make())
}

extension URL {
  /// Whether something is there.
  var isPresent: Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether a folder is there.
  var isFolder: Bool {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && folder.boolValue
  }

  /// The file's name without its ending.
  var stem: String { ImageName(self).stem }

  /// The name of a case: the file's stem, or the folder's name where the file is called image, label or
  /// scribble.
  var caseName: String {
    let generic = ["image", "label", "scribble", "scribbles"]
    let folder = deletingLastPathComponent().lastPathComponent
    return generic.contains(stem) && !folder.isEmpty && folder != "/" ? folder : stem
  }

  /// Whether both are one file, links followed.
  func isSameFile(as other: URL) -> Bool {
    func place(_ url: URL) -> URL { url.resolvingSymlinksInPath().standardizedFileURL }
    return place(self) == place(other)
  }
}

/// Throws if a file is there already and `--force` was not given: nothing of a person's work is overwritten
/// by accident.
///
/// - inputs: files that are read, none of which is replaced in any case
func refuseToOverwrite(_ url: URL, force: Bool, inputs: [URL] = []) throws {
  if inputs.contains(where: url.isSameFile) {
    throw Failure("\(url.path) is the file that is read; choose another name for what is written.")
  }
  if url.isFolder {
    throw Failure("\(url.path) is a folder; expected the name of a file to write.")
  }
  if url.isPresent && !force {
    throw Failure("\(url.path) exists already. Add --force to replace it, or choose another name.")
  }
}
