import Foundation

/// run/previous/: weights and metrics of the plan before this one, so that a new plan, even one begun by mistake, replaces
/// no hours of training. There is one such plan: the next replaces it.
public struct PreviousRun: Sendable {
  /// The folder.
  public let url: URL

  /// Moves a file of the run there.
  ///
  /// - Returns: whether there was one to move, and it has been.
  @discardableResult
  public func take(_ file: URL) -> Bool {
    guard let place = place(of: file) else { return false }
    return rename(file.path, place.path) == 0
  }

  /// Keeps a file of the run there too: the run still has it, and replaces it whole.
  public func keep(_ file: URL) {
    guard let place = place(of: file) else { return }
    unlink(place.path)
    if link(file.path, place.path) != 0 {
      // No links here, as on some network drives.
      try? FileManager.default.copyItem(at: file, to: place)
    }
  }

  /// Where a file of the run goes; nil if there is no such file.
  private func place(of file: URL) -> URL? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.appendingPathComponent(file.lastPathComponent)
  }
}
