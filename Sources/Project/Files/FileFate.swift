import Foundation

/// What has become of a file or folder that is held open.
package enum FileFate: Equatable, Sendable {
  /// It lies where it was opened.
  case inPlace
  /// It was removed.
  case gone
  /// It was renamed, or a folder above it was.
  case moved(to: String)

  /// Looks where the file behind a descriptor is now, by the system's list of open files.
  init(of descriptor: Int32, at url: URL) {
    var held = stat()
    var found = stat()
    guard descriptor >= 0, fstat(descriptor, &held) == 0 else {
      self = .inPlace
      return
    }
    if held.st_nlink == 0 {
      self = .gone
    } else if stat(url.path, &found) == 0, found.st_dev == held.st_dev,
      found.st_ino == held.st_ino
    {
      self = .inPlace
    } else {
      let place = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/\(descriptor)")
      // On network folders a removed file may be kept under another name: then nothing is known.
      self = place.map { $0.hasSuffix(" (deleted)") ? .gone : .moved(to: $0) } ?? .gone
    }
  }
}

/// Holds a folder, to tell when it is removed or renamed while it is in use.
package final class FolderAnchor {
  private let url: URL
  private let descriptor: Int32

  /// Holds the folder at `url`; where there is none, it is gone.
  package init(_ url: URL) {
    self.url = url
    descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// What has become of it.
  package var fate: FileFate { descriptor < 0 ? .gone : FileFate(of: descriptor, at: url) }
}
