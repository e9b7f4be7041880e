import Foundation
import Project
import Volume

/// Whether the open image is the one that was drawn on.
///
/// A glance at its file tells when it is opened; all voxels are compared beside the event loop. Where the image is
/// another one, it is shown and nothing can be changed: strokes on it would be mixed with those on the first. The line
/// on the screen has room for a short sentence; the whole one, with the command to copy, follows on leaving.
extension Session {
  /// Why a volume may only be looked at whose image is not the one that was drawn on; fits 80 columns.
  static let foreignImageReason =
    "look only: not the image that was drawn on; leave (q) to see what to do"

  /// Compares the open image with what the project knows of it; all of it only where its file looks different.
  func glanceAtImage() {
    foreignImage = nil
    do {
      try project.checkImage(open.name, glancingAt: open.volume)
    } catch {
      foreignImage = "\(error)"
      // There may be another reason, which is what the state is told.
      if readOnlyReason != Session.foreignImageReason { notes.append(Session.foreignImageReason) }
    }
  }

  /// Compares all voxels of the open image beside the event loop.
  func readImage() {
    guard foreignImage == nil else { return }
    let (name, volume) = (open.name, open.volume)
    // As it was before the first stroke on this image.
    let known = (try? project.knownImage(name)) ?? nil
    background.run {
      guard let found = ImageIdentity(volume) else { return nil }
      return .imageRead(
        ImageReport(caseName: name, identity: found, difference: known?.difference(to: found)))
    }
  }

  /// Locks the volume where its image is another one, or notes which image it has.
  func take(_ report: ImageReport) -> [Event] {
    if let difference = report.difference {
      guard report.caseName == open.name else { return [] }
      foreignImage = "\(project.otherImage(report.caseName, difference))"
      return [.access(readOnlyReason: readOnlyReason)]
    }
    // What a viewer that may only look has found, the next one finds again.
    guard readOnlyReason == nil else { return [] }
    project.note(report.identity, of: report.caseName)
    guard lock != nil, project.exists, var onDisk = try? Project.open(project.url),
      onDisk != project
    else {
      return []
    }
    // Another program may have added volumes since.
    onDisk.takeImage(of: report.caseName, from: project)
    project = onDisk
    try? project.write()
    return []
  }
}
