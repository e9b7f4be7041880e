import Annotation
import Foundation
import Project
import Volume

/// Something that happened to the viewer.
package enum Event: Sendable {
  /// A key or the mouse.
  case input(InputEvent)
  /// From now on the terminal says when keys are let go.
  case keyReleases
  /// The screen has another size.
  case resize(columns: Int, rows: Int)
  /// tmux passes on what is wrapped for the terminal.
  case passthrough
  /// The image is drawn in another way from now on.
  case graphics(GraphicsMode)
  /// The program ends.
  case ending
  /// Time has passed.
  case tick(Date)
  /// The trainer's files say something new.
  case trainer(TrainerNews)
  /// Refreshed slices of the open volume.
  case live([LiveSlice])
  /// A whole prediction of a volume, by its name, was read.
  case prediction(String, WholePrediction)
  /// Another viewer has drawn on a volume that this one only looks at.
  case drawn(String, DrawnCase)
  /// A volume was opened.
  case opened(OpenCase)
  /// The project's folder was made.
  case projectCreated
  /// The state of saving: nil when everything is on disk.
  case saving(problem: SavingProblem?)
  /// Why nothing can be changed from here on; nil = it can.
  case access(readOnlyReason: String?)
  /// All voxels of an image were read.
  case imageRead(ImageReport)
  /// Training was asked for but did not start.
  case notStarted
  /// A frame of a volume, by its name, was read.
  case frame(String, Volume)
  /// A frame could not be read; why.
  case frameFailed(String)
  /// The names in a folder, for completion.
  case folder(FolderListing)
  /// The end of the trainer's log.
  case log([String])
  /// What a checkpoint file was found to be: why training can't start from it; nil = it can.
  case checkpointChecked(path: String, refusal: String?)
  /// How far the volumes of the project are, by number.
  case progress([Int: CaseProgress])
  /// A label map that was to be written for other programs is written, or was not.
  case exported(Message)
  /// Something has become of a segmentation of another program.
  case importing(ImportNews)
  /// Names and colours were read from the file of this path.
  case labelFile(LabelTable, path: String)
  /// A line is to be typed: it stands after `:`, and Enter sends it.
  case typing(String)
  /// Something that was asked for is done, or failed.
  case said(Message)
}

/// Something that is to be done outside.
package enum Effect: Equatable, Sendable {
  /// Append a batch of a stroke to the journal.
  case append(Edit)
  /// The stroke is complete: one unit of undo.
  case endStroke(Int, generation: Int?)
  /// A stroke was taken back.
  case undo(stroke: Int)
  /// A stroke was applied again.
  case redo(stroke: Int)
  /// Write the sparse label map now.
  case save
  /// Write frozen slices.
  case writeLabels(AcceptedLabels)
  /// Write decisions about slices.
  case writeReview(ReviewSheet)
  /// Write classes, names and colours.
  case writeClasses
  /// Write how far around the strokes training looks; nil = whole slices.
  case writeMargin(Double?)
  /// Write a choice of how the project is trained.
  case writeTraining(TrainingSetting)
  /// Look whether training can start from a checkpoint file.
  case checkCheckpoint(path: String)
  /// Take note of the image that a volume has.
  case noteImage(ImageReport)
  /// Open another volume of the project.
  case openCase(Int)
  /// Read how far the volumes are, for their list.
  case readProgress
  /// Start the trainer.
  case train
  /// Tell the running trainer something.
  case tell(TrainerCommand)
  /// The person looks at a slice.
  case focus(caseName: String, slice: Int)
  /// Show the end of the trainer's log.
  case readLog
  /// Keep a typed line for the next time.
  case rememberLine(String)
  /// Read a frame of the open volume.
  case readFrame(Int)
  /// Read the names in a folder.
  case readFolder(FolderListing)
  /// Write a picture of the slice.
  case export(path: String)
  /// Write a label map for other programs.
  case exportMap(ExportOrder)
  /// Find a name for a label map, and put the command that writes it after `:`.
  case proposeExport(ExportContent)
  /// Something with a segmentation of another program.
  case importing(ImportWork)
  /// Something with a file of label descriptions.
  case labelFile(LabelFileWork)
  /// Draw every cell anew.
  case redraw
  /// Give the terminal back to the shell for a while.
  case suspend
  /// End.
  case quit
}
