import Foundation
import Project
import Viewer
import Volume

/// An image or project in a temporary folder: what is done to it touches nobody's work. The folder goes with its owner.
final class PrivateCopy {
  /// Where the copy lies.
  let folder: URL
  /// The image or the project's folder, to be opened.
  let path: URL
  /// The project: of an image the one beside it, which may not be there.
  let project: URL

  /// Copies an image, with or without the project beside it, or a project.
  ///
  /// The images of a project stay where they are, and are only read.
  init(of target: ViewerTarget, withProject: Bool = true) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-viewer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      switch target {
      case .image(let image):
        // What is no image is not copied: a device has no end.
        _ = try ImageHeader.load(image)
        path = folder.appendingPathComponent(image.lastPathComponent)
        project = Project.implicitFolder(for: path)
        try FileManager.default.copyItem(at: image.resolvingSymlinksInPath(), to: path)
        let original = Project.implicitFolder(for: image)
        guard withProject, Project.isProject(original) else { return }
        try Self.copy(Project.open(original), to: project, moving: (image, path))
      case .project(let place):
        let original = try Project.open(place)
        project = folder.appendingPathComponent(original.url.lastPathComponent)
        path = project
        try Self.copy(original, to: project)
      }
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// - Parameter moving: an image that is copied as well, and its new place.
  private static func copy(
    _ original: Project, to place: URL, moving: (from: URL, to: URL)? = nil
  ) throws {
    try FileManager.default.copyItem(at: original.url.resolvingSymlinksInPath(), to: place)
    var copy = try Project.open(place)
    // Who works in the original does not work here.
    for lock in [copy.trainerLockFile, copy.viewerLockFile] {
      try? FileManager.default.removeItem(at: lock)
    }
    // Relative paths lead from another place now.
    for (index, name) in copy.caseNames.enumerated() {
      let image = try original.imageURL(name)
      let isMoved = moving.map { image.isSameFile(as: $0.from) } ?? false
      copy.description.volumes[index].image = isMoved ? moving?.to.path ?? "" : image.path
      copy.description.volumes[index].truth = try original.truthURL(name)?.path
    }
    try copy.write()
  }
}
