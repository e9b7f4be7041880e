import Foundation
import Volume

/// Where everything lies in a project folder.
extension Project {
  /// labels.txt, the ITK-SNAP label description.
  package var labelsFile: URL { url.appendingPathComponent("labels.txt") }
  /// scribbles/CASE.nii.gz, the sparse label map.
  package func scribbles(_ caseName: String) -> URL { file("scribbles", caseName + ".nii.gz") }
  /// scribbles/CASE.journal, every edit.
  package func journal(_ caseName: String) -> URL { file("scribbles", caseName + ".journal") }
  /// labels/CASE.nii.gz, accepted slices.
  package func labels(_ caseName: String) -> URL { file("labels", caseName + ".nii.gz") }
  /// predictions/CASE.nii.gz, the dense prediction.
  package func prediction(_ caseName: String) -> URL { file("predictions", caseName + ".nii.gz") }
  /// predictions/CASE-uncertainty.nii.gz.
  package func uncertainty(_ caseName: String) -> URL {
    file(
      "predictions",
      FileName.fitting(caseName, before: CaseName.uncertaintySuffix + ".nii.gz"))
  }
  /// imported/CASE.nii.gz, a segmentation of another program. The folder is made with the first.
  package func imported(_ caseName: String) -> URL { file("imported", caseName + ".nii.gz") }
  /// review/CASE.csv, the state of every slice.
  package func review(_ caseName: String) -> URL { file("review", caseName + ".csv") }

  /// run/, what changes while training.
  package var run: URL { url.appendingPathComponent("run") }
  /// run/lock, the trainer's lock.
  package var trainerLockFile: URL { file("run", "lock") }
  /// run/viewer.lock.
  package var viewerLockFile: URL { file("run", "viewer.lock") }
  /// run/status.json.
  package var statusFile: URL { file("run", "status.json") }
  /// run/metrics.csv.
  package var metricsFile: URL { file("run", "metrics.csv") }
  /// run/trainer.log.
  package var trainerLog: URL { file("run", "trainer.log") }
  /// run/viewer.log.
  package var viewerLog: URL { file("run", "viewer.log") }
  /// run/checkpoint-latest.safetensors.
  package var latestCheckpoint: URL { file("run", "checkpoint-latest.safetensors") }
  /// run/checkpoint-best.safetensors.
  package var bestCheckpoint: URL { file("run", "checkpoint-best.safetensors") }

  /// run/previous/, what a plan before this one has left.
  package var previousRun: URL { file("run", "previous") }
  /// run/pseudo/, the labels that a network has given to unscribbled pixels.
  package var pseudoLabels: URL { file("run", "pseudo") }

  private func file(_ folder: String, _ name: String) -> URL {
    url.appendingPathComponent(folder).appendingPathComponent(name)
  }
}

/// Volumes, classes and paths of images.
extension Project {
  /// The names of all cases, in order.
  package var caseNames: [String] { description.volumes.map(\.caseName) }

  /// The entry of a case.
  /// - Throws: `ProjectError.noCase`.
  package func entry(_ caseName: String) throws -> VolumeEntry {
    guard let entry = description.volumes.first(where: { $0.caseName == caseName }) else {
      throw ProjectError.noCase(caseName, known: caseNames)
    }
    return entry
  }

  /// The absolute place of a case's image, whether or not it is there.
  package func imageURL(_ caseName: String) throws -> URL {
    absolute(try entry(caseName).image)
  }

  /// The absolute place of a case's dense truth; nil when the project names none.
  package func truthURL(_ caseName: String) throws -> URL? {
    try entry(caseName).truth.map(absolute)
  }

  /// Reads a case's image.
  /// - Throws: `ProjectError.volumeMoved` when it is gone, `VolumeError`.
  package func loadVolume(_ caseName: String) throws -> Volume {
    let entry = try entry(caseName)
    let image = absolute(entry.image)
    guard FileManager.default.fileExists(atPath: image.path) else {
      throw ProjectError.volumeMoved(
        caseName: caseName, path: image.path, project: url.path)
    }
    return try Volume.load(image, frame: entry.frame)
  }

  /// Names and colours: labels.txt where it is readable, else standard colours.
  ///
  /// project.json decides which classes there are.
  package var labelTable: LabelTable {
    let standard = LabelTable.standard(names: description.classes.map(\.name)).labels
    let table = try? LabelTable.load(labelsFile)
    let labels = zip(description.classes, standard).map { entry, standard in
      table?.label(id: entry.id) ?? Label(id: entry.id, name: entry.name, colour: standard.colour)
    }
    return table?.with(labels) ?? LabelTable(labels: labels)
  }

  /// The path of project.json made absolute.
  func absolute(_ path: String) -> URL {
    let whole = path.hasPrefix("/") ? path : RelativePath.resolved(url.path) + "/" + path
    return URL(fileURLWithPath: RelativePath.tidied(whole))
  }
}

/// Paths from one place to another.
enum RelativePath {
  /// From `folder` to `file`: relative unless they share nothing but the root; links to folders are resolved first,
  /// because `..` behind a link leads elsewhere. A file that is a link keeps its name: that tells what it is (BIDS in
  /// DataLad), where it leads to may change.
  static func from(_ folder: URL, to file: URL) -> String {
    let start = resolved(folder.path).split(separator: "/")
    let end = (resolved(file.deletingLastPathComponent().path) + "/" + file.lastPathComponent)
      .split(separator: "/")
    let shared = zip(start, end).prefix { $0 == $1 }.count
    guard shared > 0 else { return "/" + end.joined(separator: "/") }
    let up = Array(repeating: Substring(".."), count: start.count - shared)
    return (up + end[shared...]).joined(separator: "/")
  }

  /// A path without `.` and `..`; links stay what they are, other than in Foundation's standardised paths.
  static func tidied(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Absolute and without links; of a path that does not exist, its existing part.
  static func resolved(_ path: String) -> String {
    let absolute = URL(fileURLWithPath: path).standardizedFileURL
    if let real = realpath(absolute.path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    guard absolute.path != "/" else { return "/" }
    let parent = resolved(absolute.deletingLastPathComponent().path)
    return (parent == "/" ? "" : parent) + "/" + absolute.lastPathComponent
  }
}
