import Foundation
import Volume

/// Whether the images of a project are still those that were drawn on.
extension Project {
  /// What the project knows of a case's image; nil where nothing depends on it: nothing was noted (older projects), or
  /// nothing has been drawn or predicted, so that any image will do.
  /// - Throws: `ProjectError.noCase`.
  package func knownImage(_ caseName: String) throws -> ImageIdentity? {
    let work = [
      journal(caseName), scribbles(caseName), labels(caseName), review(caseName),
      prediction(caseName), imported(caseName),
    ]
    let known = try entry(caseName).identity
    return work.contains { FileSignature(of: $0).size >= 0 } ? known : nil
  }

  /// Compares a case's image with what the project knows of it: by a glance at the file, and only where that looks
  /// different by all its voxels.
  ///
  /// - volume: the image, where it has been read already
  /// - Throws: `ProjectError.otherImage`; `.volumeMoved` or `VolumeError` when it can't be read.
  package func checkImage(_ caseName: String, glancingAt volume: Volume? = nil) throws {
    guard let known = try knownImage(caseName), !known.isLike(try imageURL(caseName)) else {
      return
    }
    try checkImage(caseName, is: try volume ?? loadVolume(caseName))
  }

  /// Compares all voxels of a case's image, which has been read, with what the project knows of it.
  /// - Throws: `ProjectError.otherImage`.
  package func checkImage(_ caseName: String, is volume: Volume) throws {
    guard let known = try knownImage(caseName), let found = ImageIdentity(volume),
      let difference = known.difference(to: found)
    else { return }
    throw otherImage(caseName, difference)
  }

  /// What to say about an image that differs from the one that was drawn on.
  ///
  /// - difference: as `ImageIdentity.difference` puts it
  package func otherImage(_ caseName: String, _ difference: String) -> ProjectError {
    .otherImage(
      caseName: caseName, path: (try? imageURL(caseName))?.path ?? caseName, project: url.path,
      difference: difference)
  }

  /// Notes which image a case has; the caller writes the description.
  package mutating func note(_ identity: ImageIdentity?, of caseName: String) {
    change(caseName) { $0.identity = identity }
  }

  /// Notes what another description of the same project says of a case's image: what it is and where it lies.
  package mutating func takeImage(of caseName: String, from other: Project) {
    guard let entry = try? other.entry(caseName) else { return }
    change(caseName) { ($0.image, $0.identity) = (entry.image, entry.identity) }
  }

  /// Changes the entry of a case; the caller writes the description.
  mutating func change(_ caseName: String, _ body: (inout VolumeEntry) -> Void) {
    for index in description.volumes.indices where description.volumes[index].caseName == caseName {
      body(&description.volumes[index])
    }
  }

  // MARK: The project beside an image

  /// The case that an image belongs to, which may be another file with the same content; nil = it is another image.
  ///
  /// A case whose image has gone is told where this one lies, if it is the one that was noted; the caller writes that.
  /// - Throws: `VolumeError` when the image can't be read.
  package mutating func takeCase(of image: URL, frame: Int) throws -> String? {
    let place = RelativePath.resolved(image.path)
    func isFile(_ entry: VolumeEntry) -> Bool {
      RelativePath.resolved(absolute(entry.image).path) == place
    }
    let own = description.volumes.filter(isFile)
    if let entry = own.first(where: { $0.frame == frame }) ?? own.first { return entry.caseName }
    let stem = CaseName.stem(of: image)
    for entry in description.volumes where CaseName.stem(of: absolute(entry.image)) == stem {
      let isThere = FileSignature(of: absolute(entry.image)).size >= 0
      // Of an older project whose image is gone nothing is known: opening says that it has moved.
      guard isThere || entry.identity != nil else { return entry.caseName }
      guard try isSame(entry, image, isThere: isThere) else { continue }
      if !isThere {
        let path = RelativePath.from(url, to: image)
        change(entry.caseName) { $0.image = path }
      }
      return entry.caseName
    }
    return nil
  }

  /// Whether an image has the content of a case's.
  ///
  /// - isThere: whether the case's image is where the project says
  private func isSame(_ entry: VolumeEntry, _ image: URL, isThere: Bool) throws -> Bool {
    guard entry.frame < (try ImageHeader.load(image)).frames,
      let found = ImageIdentity(try Volume.load(image, frame: entry.frame))
    else { return false }
    // What was noted of an image that nothing depends on may be out of date.
    var known = try knownImage(entry.caseName)
    if known == nil {
      known = isThere ? ImageIdentity(try loadVolume(entry.caseName)) : entry.identity
    }
    return known.map { $0.difference(to: found) == nil } ?? false
  }

  /// Why an image is not shown with the project that has its name.
  package func refusal(of image: URL) -> ProjectError {
    let own = description.volumes.map { absolute($0.image).path }.prefix(3).joined(separator: ", ")
    let place = url.deletingPathExtension().path
    let free = (2...).lazy.map { "\(place)-\($0).inkling" }
      .first { FileSignature(of: URL(fileURLWithPath: $0)).size < 0 }
    return .sentence(
      "\(url.path) belongs to another image than \(image.path): to \(own). `inkling open \(url.path)` shows "
        + "that one. `inkling init \(free ?? "PROJECT") --volume \(image.path) --classes A,B` makes a project "
        + "for this one; open it by the project's name then.")
  }
}
