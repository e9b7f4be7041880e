import Foundation
import Volume

/// What tells a case's image from every other: kept in project.json.
///
/// Two images are the same when their voxels have the same intensities and lie in the same place, whatever the
/// file looks like: people unpack A.nii.gz and pack it again, and programs rewrite headers. That takes reading the
/// whole image, so the file's length and a sample of its bytes are kept too: where those agree, a glance is enough.
package struct ImageIdentity: Codable, Equatable, Sendable {
  /// The file's length and sample.
  private var bytes: Int
  private var sampled: String
  /// Grid and position, in words of numbers so that they take a line each.
  private var size: String
  private var affine: String
  /// Digest of the frame's intensities; nil until somebody has read them.
  private var voxels: String?

  /// What a glance at the file and its header tells; nil when the file can't be read.
  init?(file: URL, header: ImageHeader) {
    guard let sample = FileSample(of: file) else { return nil }
    self.init(sample, header.geometry)
  }

  /// All of it, from an image that has been read; nil when its file is gone since.
  package init?(_ volume: Volume) {
    guard let sample = FileSample(of: volume.source) else { return nil }
    self.init(sample, volume.geometry)
    var digest = ContentDigest()
    digest.update(volume.voxels)
    voxels = digest.text
  }

  private init(_ sample: FileSample, _ geometry: Geometry) {
    (bytes, sampled) = (sample.bytes, sample.digest)
    let (grid, map) = (geometry.size, geometry.affine)
    size = "\(grid.i) \(grid.j) \(grid.k)"
    let rows = (0..<3).flatMap { [map.i[$0], map.j[$0], map.k[$0], map.origin[$0]] }
    affine = rows.map { "\($0)" }.joined(separator: " ")
  }

  /// Whether a file is the one that this was taken from, as far as a glance tells.
  func isLike(_ file: URL) -> Bool {
    FileSample(of: file).map { $0.bytes == bytes && $0.digest == sampled } ?? false
  }

  /// What another image has that this one has not, as the end of "It has the same name, but…"; nil: it is the same image.
  ///
  /// - other: of an image that has been read
  package func difference(to other: ImageIdentity) -> String? {
    guard let geometry, let found = other.geometry else { return nil }
    if let difference = found.difference(from: geometry) {
      return difference.sizeDiffers
        ? "it has \(found.size) voxels, that one had \(geometry.size)"
        : String(
          format: "its voxels lie up to %.1f mm from where that one's lay",
          difference.largestCornerMillimetres)
    }
    // Nobody has read the voxels of this one: then only the same file is surely the same image.
    guard let voxels else {
      return (bytes, sampled) == (other.bytes, other.sampled)
        ? nil : "its file has other bytes (\(other.bytes), that one had \(bytes))"
    }
    return voxels == other.voxels ? nil : "its voxels have other intensities on the same grid"
  }

  /// Where the voxels lie; nil when somebody has written something else here.
  private var geometry: Geometry? {
    let counts = size.split(separator: " ").compactMap { Int($0) }
    let numbers = affine.split(separator: " ").compactMap { Double($0) }
    guard counts.count == 3, numbers.count == 12 else { return nil }
    func column(_ index: Int) -> SIMD3<Double> {
      SIMD3(numbers[index], numbers[4 + index], numbers[8 + index])
    }
    let steps = (0..<3).map(column)
    let lengths = steps.map { ($0 * $0).sum().squareRoot() }
    return Geometry(
      size: GridSize(i: counts[0], j: counts[1], k: counts[2]),
      spacing: SIMD3(lengths[0], lengths[1], lengths[2]),
      affine: Affine(i: steps[0], j: steps[1], k: steps[2], origin: column(3)))
  }
}
