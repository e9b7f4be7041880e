import ArgumentParser
import Foundation
import Project
import Viewer

/// `inkling export nnunet`: a project as a dataset that nnU-Net trains on.
struct ExportNNUNetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nnunet",
    abstract: "Write a dataset for nnU-Net: imagesTr, labelsTr and dataset.json.",
    discussion: """
      Labels are numbered 0 = background, 1, 2, 3… in the order of the classes, as nnU-Net needs them; what is \
      not drawn (--labels scribbles) or not accepted (--labels accepted) gets its ignore label, the number after \
      the last. The dataset is written whole or not at all: a case that can't be written ends the command with \
      its name. Images that nnU-Net reads as they are become links, or with --copy copies; frames of 4D images \
      and uncompressed ones become files of their own. nnU-Net's predictions are called CASE.nii.gz and are \
      scored by `inkling evaluate PREDICTIONS PROJECT`. Example:

        inkling export nnunet heart.inkling --output nnUNet_raw/Dataset123_Heart --labels accepted
      """)

  @Argument(help: "The project.")
  var project: String
  @Option(help: "The folder to make, such as nnUNet_raw/Dataset123_Heart.")
  var output: String
  @Option(help: "scribbles, accepted (accepted slices) or labels (the whole segmentation).")
  var labels = NNUNetExport.Content.scribbles
  @Option(name: .customLong("case"), parsing: .upToNextOption, help: "The cases (default: all).")
  var cases: [String] = []
  @Flag(help: "Copy images instead of linking them, to take the dataset to another machine.")
  var copy = false
  @Flag(help: "Put cases without labels into imagesTs, instead of refusing them.")
  var testImages = false
  @Flag(help: "Print one JSON document.")
  var json = false

  /// What was written.
  private struct Report: Encodable {
    let dataset: String
    let trainingCases, testImages: Int

    enum CodingKeys: String, CodingKey {
      case dataset
      case trainingCases = "training_cases"
      case testImages = "test_images"
    }
  }

  func run() throws {
    let project = try Project.open(fileURL(project))
    let names = try cases.isEmpty ? project.caseNames : cases.map { try project.entry($0).caseName }
    let export = try NNUNetExport(
      project, content: labels, copies: copy, testImages: testImages)
    let folder = fileURL(output)
    let written = try export.write(to: folder, cases: names, tell: inform)
    if let change = export.labels.changeWords {
      inform("nnU-Net wants consecutive numbers: \(change) there. dataset.json keeps both.")
    }
    inform(
      "Wrote \(folder.path): \(Words.count(written.training, "training case"))"
        + (written.test > 0 ? ", \(Words.count(written.test, "test image"))" : "") + ".")
    if !copy { inform("Images are links where they can be; --copy copies them.") }
    if json {
      try printJSON(
        Report(
          dataset: folder.path, trainingCases: written.training, testImages: written.test))
    }
    let number = folder.datasetNumber
    inform("Next: `nnUNetv2_plan_and_preprocess -d \(number) --verify_dataset_integrity`")
  }
}

extension NNUNetExport.Content: ExpressibleByArgument {}

extension URL {
  /// `123` of `Dataset123_Heart`, without leading zeros.
  fileprivate var datasetNumber: String {
    "\(Int(lastPathComponent.dropFirst("Dataset".count).prefix(3)) ?? 0)"
  }
}
