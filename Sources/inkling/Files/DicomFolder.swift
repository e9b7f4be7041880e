import ArgumentParser
import Foundation
import Viewer
import Volume

/// `--series N|DESCRIPTION`.
struct SeriesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of a folder of DICOM files: the series to take, by its number or its description.",
      valueName: "series"))
  var series: String?
}

/// A folder of DICOM files. `dcm2niix` makes NIfTI files of them.
struct DicomFolder {
  let url: URL

  /// Entries and files that are looked at, at most.
  private static let most = (entries: 2000, files: 100)

  /// Nil where no DICOM file is found in the folder or those in it.
  init?(_ url: URL) {
    guard url.isFolder,
      let entries = FileManager.default.enumerator(
        at: url, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    else { return nil }
    var (seen, read) = (0, 0)
    for case let entry as URL in entries {
      seen += 1
      guard seen <= Self.most.entries, read < Self.most.files else { return nil }
      guard let file = try? RegularFile(entry) else { continue }
      read += 1
      if (try? file.read(4, at: 128)) == Array("DICM".utf8) {
        self.url = url
        return
      }
    }
    return nil
  }

  /// Converts the folder.
  ///
  /// - Parameters:
  ///   - wanted: the number or description of a series; nil = the only one.
  ///   - place: the folder that gets FOLDER_SERIES.nii.gz.
  /// - Returns: the image.
  /// - Throws: `Failure` where dcm2niix is missing or makes nothing, and where the series must be named.
  func image(_ wanted: String?, in place: URL) throws -> URL {
    let scratch = try TemporaryFolders.make()
    let (status, words) = try Self.convert(url, into: scratch)
    let all = try DicomSeries.list(in: scratch)
    guard !all.isEmpty else {
      throw Failure(
        "dcm2niix made no image of \(url.path) (exit status \(status)): \(words.plainForTerminals)")
    }
    if status != 0 {
      inform("dcm2niix ended with status \(status): \(words.plainForTerminals)")
    }
    let series = try DicomSeries.choose(all, wanted, in: url)
    let name = FileName.fitting(
      "\(url.standardizedFileURL.lastPathComponent)_\(series.file.stem)", before: ".nii.gz")
    return try Self.move(series.file, to: place.appendingPathComponent(name))
  }

  /// Gives an image its place; one that is there already must be the same.
  private static func move(_ file: URL, to target: URL) throws -> URL {
    let files = FileManager.default
    if target.isPresent {
      guard files.contentsEqual(atPath: file.path, andPath: target.path) else {
        throw Failure(
          "\(target.path) is there already and is not what dcm2niix makes now. Move it away, or name it in "
            + "the place of the DICOM folder.")
      }
      return target
    }
    try files.moveItem(at: file, to: target)
    return target
  }

  /// Runs dcm2niix, which sees nothing that is typed.
  /// - Returns: its exit status and its last words.
  private static func convert(_ source: URL, into target: URL) throws -> (Int32, String) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/dcm2niix" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      throw Failure(
        "\(source.path) holds DICOM files, and dcm2niix, which converts them, is not installed: "
          + "`apt install dcm2niix`.")
    }
    inform("Converting the DICOM files of \(source.path) with dcm2niix.")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: found)
    // It compresses by itself (-z i): other programs would get our names through a shell.
    process.arguments = [
      "-z", "i", "-b", "y", "-f", "%3s_%d", "-o", target.path, source.standardizedFileURL.path,
    ]
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    var words = Data()
    while let more = try output.fileHandleForReading.read(upToCount: 1 << 16), !more.isEmpty {
      words = (words + more).suffix(2000)
    }
    process.waitUntilExit()
    let last = String(decoding: words, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(2)
    return (process.terminationStatus, last.joined(separator: " "))
  }
}

/// One image that dcm2niix has made.
struct DicomSeries {
  let file: URL
  /// What the DICOM files say; empty where they say nothing.
  let number: String
  let description: String

  /// What dcm2niix has written beside the image.
  private struct Sidecar: Decodable {
    var SeriesNumber: Int?
    var SeriesDescription: String?
  }

  /// All images in a folder, in the order of their names.
  static func list(in folder: URL) throws -> [DicomSeries] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map(folder.appendingPathComponent).filter(\.isImageName).map { file in
        let json = folder.appendingPathComponent(file.stem + ".json")
        let bytes = (try? RegularFile(json).readAll(limit: 1 << 22)) ?? []
        let sidecar = try? JSONDecoder().decode(Sidecar.self, from: Data(bytes))
        return DicomSeries(
          file: file, number: sidecar?.SeriesNumber.map(String.init) ?? "",
          description: sidecar?.SeriesDescription ?? "")
      }
  }

  /// The series that is meant.
  /// - Throws: `Failure` with the list where none or several are.
  static func choose(_ all: [DicomSeries], _ wanted: String?, in folder: URL) throws
    -> DicomSeries
  {
    guard let wanted else {
      guard all.count > 1 else { return all[0] }
      throw Failure(
        "\(folder.path) holds \(all.count) series: choose one with --series, by number or description.\n"
          + text(all))
    }
    let lower = wanted.lowercased()
    let rules: [(DicomSeries) -> Bool] = [
      { $0.file.stem == wanted }, { $0.number == wanted }, { $0.description.lowercased() == lower },
      { $0.description.lowercased().contains(lower) },
    ]
    let found = rules.lazy.map { rule in all.filter(rule) }.first { !$0.isEmpty } ?? []
    guard let only = found.first, found.count == 1 else {
      let what = found.isEmpty ? "no series" : "\(found.count) series"
      throw Failure(
        "\(folder.path) holds \(what) \"\(wanted)\". There are:\n\(text(found.isEmpty ? all : found))"
      )
    }
    return only
  }

  /// A line for each: what --series takes, and the size.
  private static func text(_ all: [DicomSeries]) -> String {
    let lines = all.prefix(40).map { series -> String in
      let header = try? ImageHeader.load(series.file)
      let size = header.map { "\($0.size)" + ($0.frames > 1 ? ", \($0.frames) frames" : "") } ?? "?"
      return "  \(series.file.stem)  (\(size))"
    }
    return (lines + (all.count > 40 ? ["  …"] : [])).joined(separator: "\n")
  }
}
