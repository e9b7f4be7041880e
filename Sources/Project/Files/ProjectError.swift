import Foundation
import Volume

/// What can go wrong with a project and its files; every description says what was expected, what was
/// found and what to do.
package enum ProjectError: Error, Equatable, Sendable {
  /// A file or folder can't be read.
  case unreadable(path: String, reason: String)
  /// A file or folder can't be written.
  case unwritable(path: String, reason: String)
  /// A file is not what its place says.
  case invalid(path: String, expected: String, found: String)
  /// A file was written by a later version of this program.
  case newer(path: String, version: Int, known: Int)
  /// There is no project at this path.
  case noProject(path: String)
  /// There is a project already.
  case projectExists(path: String)
  /// A volume isn't where the project expects it.
  case volumeMoved(caseName: String, path: String, project: String)
  /// The project has no such volume.
  case noCase(String, known: [String])
  /// The journal or a label map belongs to a volume of another size.
  case otherGrid(path: String, expected: String, found: String)
  /// A case's image is not the one that was drawn on.
  case otherImage(caseName: String, path: String, project: String, difference: String)
  /// Another process holds the lock.
  case locked(String)
  /// Anything else; a whole sentence.
  case sentence(String)
}

extension ProjectError: CustomStringConvertible, LocalizedError {
  /// One or two sentences for people.
  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason). Check that it exists and that you may read it."
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason). Nothing was changed; "
        + "\(SavingProblem.advice(after: reason) ?? "look at the folder") and try again."
    case .invalid(let path, let expected, let found):
      "\(path) is not usable: expected \(expected), found \(found)."
    case .newer(let path, let version, let known):
      "\(path) has format version \(version), this inkling knows versions up to \(known). "
        + "Install a newer inkling to open it."
    case .noProject(let path):
      ProjectError.brokenLink(path)
        ?? "\(path) is not an inkling project: expected a folder with project.json. "
        + "Make one with `inkling init \(path) --volume IMAGE --classes A,B`."
    case .projectExists(let path):
      "\(path) exists already. Choose another name, add volumes with `inkling add`, or start over "
        + "with --force (old scribbles are moved aside, not deleted)."
    case .volumeMoved(let name, let path, let project):
      ProjectError.brokenLink(path)
        ?? "The image of \(name) is not at \(path) any more. Put it back, or tell the project where it is: "
        + "`inkling add \(project) --volume NEW_PATH --replace \(name)`."
    case .noCase(let name, let known):
      "The project has no case \(name): it has \(known.isEmpty ? "none" : known.joined(separator: ", "))."
    case .otherGrid(let path, let expected, let found):
      "\(path) belongs to another image: expected \(expected) voxels, found \(found). "
        + "Put the right image back, or move this file away to start afresh."
    case .otherImage(let name, let path, let project, let difference):
      "The image of \(name), \(path), is not the one that was drawn on: \(difference). Nothing was changed. "
        + "Put the first image back or, if this one is meant, accept it: "
        + "`inkling add \(project) --volume \(path) --replace \(name)`."
    case .locked(let sentence), .sentence(let sentence): sentence
    }
  }

  /// What to say of a path that is a link to nothing; nil where it is not.
  private static func brokenLink(_ path: String) -> String? {
    let url = URL(fileURLWithPath: path)
    return MissingFile.brokenLink(url).map { _ in MissingFile.sentence(url) }
  }

  /// The same as `description`.
  package var errorDescription: String? { description }
}
