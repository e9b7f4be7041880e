import ArgumentParser
import Project
import Volume

/// `inkling export labels`: the segmentation as it stands.
struct ExportLabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels",
    abstract: "Write the segmentation: accepted slices, and predictions elsewhere.",
    discussion: """
      Without --encoding: dense label maps, 0 = background. Accepted slices are as they were accepted, the \
      others as predicted, and scribbled voxels keep the label that you drew. A volume with slices that are \
      neither is left out; the exit status is 1 then, with a list of such volumes.

      With --encoding: accepted slices alone, everything else "no label" in that encoding, to train \
      other programs on what a person has checked.
      """)

  @OptionGroup var options: ExportOptions
  @Option(help: "Accepted slices only, as inkling, ignore-last or ignore-255.")
  var encoding: ScribbleEncoding?

  func run() throws {
    try options.write(encoding.map { .accepted($0) } ?? .labels, wantsAll: encoding == nil)
  }
}
