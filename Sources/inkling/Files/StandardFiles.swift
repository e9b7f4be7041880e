import ArgumentParser
import Foundation
import Volume

/// Standard input and output in the place of files.
enum StandardFiles {
  /// Where standard input can be read by a path; its images are called `stdin`.
  static let input = URL(fileURLWithPath: "/dev/stdin")

  /// Whether a path stands for standard input.
  static func isInput(_ path: String) -> Bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path)
  }

  /// Whether a path stands for standard output.
  static func isOutput(_ path: String) -> Bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
  }

  /// The image that standard input holds.
  /// - Throws: `Failure` where it is the keyboard.
  static func image() throws -> URL {
    guard isatty(STDIN_FILENO) == 0 else {
      throw Failure(
        "Standard input is the keyboard, expected an image: `cat heart.nii.gz | inkling …`.")
    }
    return input
  }

  /// - Throws: `Failure` where a project's file is to be standard input, which nobody can read again.
  static func refuseInput(_ paths: [String]) throws {
    guard paths.contains(where: isInput) else { return }
    throw Failure(
      "A project's images must stay where they are, and standard input is read once. Save it first: "
        + "`cat > heart.nii.gz`.")
  }

  /// - Throws: `ValidationError` where a file and a document would both be written to standard output.
  static func check(_ output: String, json: Bool) throws {
    guard json, isOutput(output) else { return }
    throw ValidationError("--output - and --json both want standard output: leave out one.")
  }

  /// - Throws: `Failure` where standard output is the screen.
  static func refuseScreen() throws {
    guard isatty(STDOUT_FILENO) != 0 else { return }
    throw Failure(
      "Standard output is the screen, expected a file or a pipe: `--output - > labels.nii.gz`.")
  }
}

/// The one file that a command writes: at its place, or on standard output once it is whole.
final class OutputFile {
  /// Where it is to be written.
  let url: URL
  /// Whether it goes to standard output.
  let isStandard: Bool

  /// - Parameter path: what `--output` names. On standard output images are `.nii.gz`.
  /// - Throws: `Failure` where standard output is the screen.
  init(_ path: String) throws {
    isStandard = StandardFiles.isOutput(path)
    let given = fileURL(path)
    if !given.isFolder, !given.isImageName, let ending = Self.foreign(given) {
      throw Failure(
        "\(path): .\(ending) files are not written. Expected \(ImageName.expected), or a folder without such an ending."
      )
    }
    guard isStandard else {
      url = fileURL(path)
      return
    }
    try StandardFiles.refuseScreen()
    url = try TemporaryFolders.make().appendingPathComponent("stdout.nii.gz")
  }

  /// The ending of a file that others write, which is hardly meant as the name of a folder.
  private static func foreign(_ url: URL) -> String? {
    let ending = url.pathExtension.lowercased()
    let known = [
      "mha", "mhd", "mgz", "mgh", "mnc", "hdr", "img", "nhdr", "dcm", "npy", "npz", "tif", "tiff",
      "jpg", "jpeg", "txt", "csv", "json", "gz", "zip", "h5", "mat", "gii", "vtk", "stl",
    ]
    return known.contains(ending) ? ending : nil
  }

  /// Hands on what was written.
  func deliver() throws {
    guard isStandard else { return }
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty { try handOn(Array(bytes)) }
  }
}
