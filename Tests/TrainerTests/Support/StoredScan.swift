import Foundation
import Volume

@testable import Project
@testable import Trainer

/// One scan with its strokes, as it may be stored.
struct StoredScan {
  /// How the axes of a file run: its axis a is axis `axes[a]` of the scan, backwards where `falls[a]`.
  struct Storage: CustomStringConvertible {
    let axes: [Int]
    let falls: [Bool]

    /// All 48, the scan's own first.
    static let all: [Storage] = [
      [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
    ]
    .flatMap { axes in
      (0..<8).map { bits in Storage(axes: axes, falls: (0..<3).map { bits >> $0 & 1 == 1 }) }
    }

    var description: String { zip(axes, falls).map { "\($1 ? "-" : "+")\($0)" }.joined() }
  }

  var geometry: Geometry
  var intensities: [Float]
  var strokes: [UInt8]

  /// Discs and rings with noise, stored as LPS but for a turn.
  ///
  /// - degrees: about the patient's long axis, then about the left-right axis by half of it
  init(_ size: GridSize, spacing: SIMD3<Double>, degrees: Double = 0) {
    let (a, b) = (degrees * .pi / 180, degrees * .pi / 360)
    func turned(_ v: SIMD3<Double>) -> SIMD3<Double> {
      let w = SIMD3(cos(a) * v.x - sin(a) * v.y, sin(a) * v.x + cos(a) * v.y, v.z)
      return SIMD3(w.x, cos(b) * w.y - sin(b) * w.z, sin(b) * w.y + cos(b) * w.z)
    }
    geometry = Geometry(
      size: size, spacing: spacing,
      affine: Affine(
        i: turned(SIMD3(-spacing.x, 0, 0)), j: turned(SIMD3(0, -spacing.y, 0)),
        k: turned(SIMD3(0, 0, spacing.z)), origin: SIMD3(30, 20, -10)))
    intensities = SyntheticProject.intensities(size, .k, seed: 1).map(Float.init)
    // Strokes lie on the second slice: of a single one, on that.
    let strokes = SyntheticProject.scribbles(GridSize(i: size.i, j: size.j, k: max(3, size.k)), .k)
    self.strokes = size.k == 1 ? strokes.slice(1, along: .k).values : strokes.voxels
  }

  /// The same scan in another file.
  func stored(_ storage: Storage) -> StoredScan {
    var other = self
    let axes = storage.axes.map { Axis.allCases[$0] }
    let sizes = axes.map { geometry.size[$0] }
    var steps = axes.map { geometry.affine[$0] }
    for place in 0..<3 where storage.falls[place] {
      other.geometry.affine.origin += steps[place] * Double(sizes[place] - 1)
      steps[place] = -steps[place]
    }
    other.geometry.size = GridSize(i: sizes[0], j: sizes[1], k: sizes[2])
    other.geometry.spacing = SIMD3(
      geometry.spacing(along: axes[0]), geometry.spacing(along: axes[1]),
      geometry.spacing(along: axes[2]))
    other.geometry.affine = Affine(
      i: steps[0], j: steps[1], k: steps[2], origin: other.geometry.affine.origin)
    let places = StoredScan.places(storage, in: geometry.size)
    other.intensities = places.map { intensities[$0] }
    other.strokes = places.map { strokes[$0] }
    return other
  }

  /// Where each voxel of a file lies in the scan.
  private static func places(_ storage: Storage, in size: GridSize) -> [Int] {
    let axes = storage.axes.map { Axis.allCases[$0] }
    let stored = GridSize(i: size[axes[0]], j: size[axes[1]], k: size[axes[2]])
    return (0..<stored.count).map { offset in
      let place = stored.voxel(at: offset)
      var voxel = VoxelIndex(i: 0, j: 0, k: 0)
      for (a, axis) in Axis.allCases.enumerated() {
        voxel[axes[a]] = storage.falls[a] ? stored[axis] - 1 - place[axis] : place[axis]
      }
      return size.offset(voxel)
    }
  }

  /// A file's values in the order of this scan.
  func restored<Element>(_ values: [Element], from storage: Storage) -> [Element] {
    var restored = values
    for (value, place) in zip(values, StoredScan.places(storage, in: geometry.size)) {
      restored[place] = value
    }
    return restored
  }

  /// Makes a project of it in a folder.
  func project(in folder: URL, options: [String: String]) throws -> Project {
    let header = ImageHeader(geometry: geometry)
    let image = folder.appendingPathComponent("scan.nii")
    try header.write(.float32(intensities), to: image, kind: .image)
    var settings = ProjectSettings(threads: 1, regionMarginMillimetres: 4)
    settings.options = options
    var project = try Project.create(
      folder.appendingPathComponent("test.inkling"),
      labels: .standard(names: SyntheticProject.classNames), settings: settings)
    try project.add(image)
    try project.write()
    try LabelMap(size: geometry.size, voxels: strokes)
      .write(to: project.scribbles("scan"), like: header, kind: .scribbles(.inkling))
    return project
  }
}
