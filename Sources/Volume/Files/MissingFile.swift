import Foundation

/// Why there is nothing to read at a path: no file, or a link whose target is missing.
package enum MissingFile {
  /// Where a link at `url` leads to; nil where there is no link, or one that leads to something.
  package static func brokenLink(_ url: URL) -> String? {
    guard !FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)
  }

  /// One or two sentences about a path that leads to nothing: what it is, and what to do.
  package static func sentence(_ url: URL) -> String {
    guard let target = brokenLink(url) else { return "\(url.path) does not exist. Check the path." }
    let advice =
      target.contains(".git/annex/")
      ? "Its content is kept elsewhere and not fetched yet: `datalad get \(url.lastPathComponent)` or "
        + "`git annex get \(url.lastPathComponent)` in its folder fetches it."
      : "Is it not fetched yet, or on a disk that is not mounted?"
    return "\(url.path) is a link, and its target \(target) is missing. \(advice)"
  }
}
