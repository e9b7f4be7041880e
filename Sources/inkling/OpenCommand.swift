import ArgumentParser
import Foundation
import Project
import Viewer
import Volume

/// `inkling [open] PATH`: the viewer.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Look at a volume, scribble on it, train and review (the default sub-command).",
    discussion: """
      PATH is an image, a project folder, or a folder of DICOM files: of that dcm2niix makes FOLDER_SERIES.nii.gz \
      beside it, or in the current folder where nothing can be written there. An image opened by itself gets a project NAME.inkling \
      beside it with the first stroke. In the viewer, ? lists the keys and q leaves.
      """)

  @Argument(help: "An image (\(ImageName.expected)) or a project folder.")
  var path: String

  @Option(name: .customLong("case"), help: "The volume of the project to begin with.")
  var caseName: String?

  @Option(help: "The slice to begin with, counted from 0; where you left off when not given.")
  var slice: Int?

  @Option(help: "The frame of a 4D image, counted from 0.")
  var frame = 0

  @OptionGroup var series: SeriesOption

  @Option(help: "At most this many colours: 256, 16, 8 or mono. Found out when not given.")
  var colours: ColourMode?

  @Flag(help: "Plain ASCII instead of blocks and lines.")
  var ascii = false

  @Flag(help: "Digits in the cells of labels.")
  var highContrast = false

  @Flag(help: "Lower half blocks instead of upper ones, for fonts that draw those better.")
  var lowerBlocks = false

  @Option(help: "How the image is drawn: \(GraphicsWish.names.joined(separator: ", ")).")
  var graphics = GraphicsWish.automatic

  @Option(help: ArgumentHelp("A key map instead of your usual one.", valueName: "file"))
  var keys: String?

  @Flag(help: "Look only: nothing can be changed.")
  var readOnly = false

  @Option(
    help: ArgumentHelp(
      "Record what is typed and done with the mouse, for `inkling replay`.", valueName: "file"))
  var record: String?

  // A recording may come from anybody: what was typed in it must not make files.
  @Flag(help: ArgumentHelp("Write no files that are typed.", visibility: .hidden))
  var noExport = false

  func run() throws {
    let words = try runViewer(
      target: try ViewerTarget(path: shownPath()), executable: ownExecutable, options: options,
      recording: record.map { (fileURL($0), optionWords) })
    if let words { say(words) }
  }

  /// The path, or that of the image which a folder of DICOM files becomes.
  private func shownPath() throws -> String {
    try StandardFiles.refuseInput([path])
    let url = fileURL(path)
    guard !Project.isProject(url), let dicom = DicomFolder(url) else { return path }
    let parent = url.standardizedFileURL.deletingLastPathComponent()
    let place = access(parent.path, W_OK) == 0 ? parent : fileURL(".")
    return try dicom.image(series.series, in: place).path
  }

  /// The key map that counts: the one named, else the usual one where there is one.
  private var keyFile: URL? {
    if let keys { return fileURL(keys) }
    guard let usual = OwnKeys.usualFile, FileManager.default.fileExists(atPath: usual.path) else {
      return nil
    }
    return usual
  }

  /// The options as words, without the recording.
  var optionWords: [String] {
    var words: [String] = []
    if let caseName { words += ["--case", caseName] }
    if let slice { words += ["--slice", "\(slice)"] }
    if frame != 0 { words += ["--frame", "\(frame)"] }
    if let colours { words += ["--colours", colours.rawValue] }
    if let file = keyFile { words += ["--keys", file.path] }
    if graphics != .automatic { words += ["--graphics", graphics.defaultValueDescription] }
    let flags = [
      ("--ascii", ascii), ("--high-contrast", highContrast), ("--lower-blocks", lowerBlocks),
      ("--read-only", readOnly),
    ]
    return words + flags.filter(\.1).map(\.0)
  }

  private var options: ViewerOptions {
    var options = ViewerOptions()
    options.colours = colours
    options.ascii = ascii
    options.highContrast = highContrast
    options.lowerBlocks = lowerBlocks
    options.graphics = graphics
    options.readOnly = readOnly
    options.mayExport = !noExport
    options.caseName = caseName
    options.frame = frame
    options.slice = slice
    options.keys = keys.map { fileURL($0) }
    options.training = .ofTrainer
    return options
  }
}

extension ColourMode: ExpressibleByArgument {}

extension GraphicsWish: ExpressibleByArgument {
  /// `auto` or the name of a mode.
  package init?(argument: String) { self.init(name: argument) }

  /// The word that stands for it.
  package var defaultValueDescription: String {
    switch self {
    case .automatic: "auto"
    case .mode(let mode): mode.rawValue
    }
  }

  /// What completion offers.
  package static var allValueStrings: [String] { names }
}
