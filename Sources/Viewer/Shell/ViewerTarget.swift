import Foundation
import Project
import Volume

/// What `inkling open` is given: an image or a project.
package enum ViewerTarget: Equatable, Sendable {
  /// An image; its project NAME.inkling is made beside it with the first stroke.
  case image(URL)
  /// A project folder.
  case project(URL)

  /// Where it lies.
  package var url: URL {
    switch self {
    case .image(let url), .project(let url): url
    }
  }

  /// Looks what lies at a path.
  ///
  /// - Throws: a sentence when nothing does, or something that is neither image nor project.
  package init(path: String) throws {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw ProjectError.sentence(
        MissingFile.brokenLink(url) == nil
          ? "There is nothing at \(path). Expected an image (\(ImageName.expected)) or a project folder."
          : MissingFile.sentence(url))
    }
    if Project.isProject(url) || url.lastPathComponent == "project.json" {
      self = .project(url)
    } else if isFolder.boolValue {
      throw ProjectError.sentence(
        "\(path) is a folder without project.json. Expected an image or a project; "
          + ViewerTarget.advice(on: url))
    } else {
      self = .image(url)
    }
  }

  /// What to do with a folder that is no project: a command that works.
  private static func advice(on folder: URL) -> String {
    let place = folder.path.shellWord
    let command = "`inkling init \((folder.path + ".inkling").shellWord) --from \(place)"
    do {
      let found = try FoundFolder(folder)
      guard !found.items.isEmpty else {
        return "it holds no images either."
      }
      if found.classes != nil { return "\(command)` makes a project of the images in it." }
      return "\(command) --classes A,B` makes a project of the "
        + "images in it (put the names of what you want to outline for A and B)."
    } catch {
      return "\(error)"
    }
  }

  /// The project, read or, for an image without one, made in memory; of an image also the case that it is.
  /// - Throws: a sentence when the project of the image's name belongs to another image.
  func project(frame: Int) throws -> (project: Project, caseName: String?) {
    switch self {
    case .project(let url): return (try Project.open(url), nil)
    case .image(let url):
      var project = try Project.implicit(for: url, classes: ["label 1", "label 2"])
      if project.exists {
        guard !project.caseNames.isEmpty else { return (project, nil) }
        guard let name = try project.takeCase(of: url, frame: frame) else {
          throw project.refusal(of: url)
        }
        return (project, name)
      }
      let header = try ImageHeader.load(url)
      guard (0..<header.frames).contains(frame) else {
        throw VolumeError.noSuchFrame(url, frame: frame, frames: header.frames)
      }
      for index in project.description.volumes.indices {
        project.description.volumes[index].frame = frame
      }
      return (project, project.caseNames.first)
    }
  }
}
