import Foundation

/// Whether a label map lies on an image, and if not, what differs: what `inkling check` tells.
package struct LabelMapCheck: Encodable, Sendable {
  /// One field of the two headers, in words.
  package struct FieldDifference: Encodable, Hashable, Sendable {
    /// The field's name in nifti1.h.
    package let field: String
    /// Its values in the image.
    package let image: String
    /// Its values in the label map.
    package let labelMap: String

    enum CodingKeys: String, CodingKey {
      case field, image
      case labelMap = "label_map"
    }
  }

  /// A value of the label map and the number of its voxels.
  package struct ValueCount: Encodable, Hashable, Sendable {
    /// The value.
    package let value: Int
    /// How many voxels have it.
    package let voxels: Int
  }

  /// Whether voxels of equal index lie in the same place.
  package let fits: Bool
  /// The largest distance between corresponding corners, in millimetres.
  package let largestCornerMillimetres: Double
  /// What the difference looks like, one sentence each.
  package let findings: [String]
  /// Fields of position that differ, even where the position is the same.
  package let differences: [FieldDifference]
  /// The values in the label map; empty where it cannot be read as one.
  package let values: [ValueCount]
  /// Why the voxels cannot be read as labels; nil if they can.
  package let unreadable: String?
  /// The scribble encoding that header or voxels show; nil for dense maps and undecided ones.
  package let encoding: String?
  /// Slices, along the image's slice axis, that hold a class (or a scribble where the encoding is known).
  package let slices: [Int]

  enum CodingKeys: String, CodingKey {
    case fits, findings, differences, values, unreadable, encoding, slices
    case largestCornerMillimetres = "largest_corner_mm"
  }

  /// Compares a label map with an image.
  ///
  /// - Throws: `VolumeError` where one of the files is no usable NIfTI file at all.
  package init(image: URL, labelMap: URL) throws {
    let imageHeader = try ImageHeader.load(image)
    let labelHeader = try ImageHeader.load(labelMap)
    let (geometry, other) = (imageHeader.geometry, labelHeader.geometry)
    let difference = geometry.difference(from: other)
    // A segmentation of 3D Slicer may hold a part of the image's grid.
    let isPart =
      difference != nil
      && (try? LabelMap.checkPlace(labelMap, on: geometry, of: image)) != nil
    fits = difference == nil || isPart
    largestCornerMillimetres =
      zip(geometry.corners, other.corners)
      .map { (geometry.millimetres(of: $0) - other.millimetres(of: $1)).length }.max() ?? 0
    differences = LabelMapCheck.differences(imageHeader, labelHeader)
    var findings = difference.map { LabelMapCheck.explain($0, geometry, other) } ?? []
    if isPart { findings = ["It holds a part of the image's voxels; it is read where that lies."] }
    findings += imageHeader.doubts.map { "Image: \($0)" }
    findings += labelHeader.doubts.map { "Label map: \($0)" }
    do {
      let numbers = try NumberMap.load(
        labelMap, expecting: isPart ? geometry : nil, note: { findings.append("Label map: \($0)") })
      let (map, census) = (numbers.bytes, ValueCensus(numbers).entries)
      // So many numbers are intensities: reading them as labels says so.
      if map == nil, census.count > 256 { _ = try LabelMap.load(labelMap) }
      values = census.map { ValueCount(value: $0.number, voxels: $0.voxels) }
      unreadable =
        map == nil
        ? "It has numbers above 255: commands take them with --label-values or --scribble-values."
        : nil
      let found = map.flatMap { LabelMapCheck.encoding(of: $0, header: labelHeader) }
      encoding = found?.name
      let none = found?.none ?? 0
      slices = map?.slices(along: (isPart ? geometry : other).sliceAxis) { Int($0) != none } ?? []
    } catch let error as VolumeError {
      (values, unreadable, encoding, slices) = ([], error.description, nil, [])
    }
    self.findings = findings
  }

  /// The encoding that a header notes or that the voxels show, with its value for "no scribble".
  ///
  /// K is not known here; over half of the voxels at the largest value of at most 254 count as K+1.
  private static func encoding(
    of map: LabelMap, header: ImageHeader
  ) -> (name: String, none: Int)? {
    let counts = map.counts
    let largest = max(1, counts.indices.dropLast().last { counts[$0] > 0 } ?? 0)
    if let recorded = ScribbleForm.recorded(in: header) {
      return (recorded.text, recorded.values(classes: largest - 1).number(for: .none) ?? 0)
    }
    if counts[255] * 2 > map.voxels.count { return (ScribbleEncoding.ignore255.rawValue, 255) }
    if largest > 1 && counts[largest] * 2 > map.voxels.count {
      return (ScribbleEncoding.ignoreLast.rawValue, largest)
    }
    return nil
  }

  private static func differences(
    _ image: ImageHeader, _ labelMap: ImageHeader
  ) -> [FieldDifference] {
    func words(_ header: ImageHeader, _ field: HeaderField, _ indices: Range<Int>) -> String {
      indices.map { index in
        let value = header.real(field, index)
        return value == value.rounded() && abs(value) < 1e15
          ? "\(Int(value))" : String(format: "%.6g", value)
      }.joined(separator: " ")
    }
    let compared: [(HeaderField, Range<Int>)] =
      [(.dimensions, 1..<4), (.pixelDimensions, 0..<4), (.units, 0..<1)]
      + [
        .qformCode, .sformCode, .quaternionB, .quaternionC, .quaternionD, .offsetX, .offsetY,
        .offsetZ,
      ].map { ($0, 0..<1) } + [.rowX, .rowY, .rowZ].map { ($0, 0..<4) }
    return compared.compactMap { field, indices in
      let (one, two) = (words(image, field, indices), words(labelMap, field, indices))
      return one == two ? nil : FieldDifference(field: field.name, image: one, labelMap: two)
    }
  }

  private static func explain(
    _ difference: GeometryDifference, _ image: Geometry, _ labelMap: Geometry
  ) -> [String] {
    func list(_ spacing: SIMD3<Double>) -> String {
      (0..<3).map { String(format: "%.4g", spacing[$0]) }.joined(separator: " x ")
    }
    var findings: [String] = []
    if difference.sizeDiffers {
      findings.append(
        "The label map has \(labelMap.size) voxels, expected \(image.size) as in the image.")
    }
    let spacingGap = image.spacing - labelMap.spacing
    if spacingGap.length > 1e-3 * image.spacing.min() {
      findings.append(
        "Its spacing is \(list(labelMap.spacing)) mm, that of the image \(list(image.spacing)) mm.")
    }
    if difference.letters != difference.otherLetters {
      findings.append(
        "Its axes run \(difference.otherLetters), those of the image \(difference.letters).")
    }
    if let order = image.reordering(of: labelMap) {
      findings.append(
        "It covers the same place with its voxels in another order: \(order). Reorient it with "
          + "another tool (for example fslreorient2std or nibabel) or export it again.")
    } else if !difference.sizeDiffers {
      let shift = labelMap.affine.origin - image.affine.origin
      let words = (0..<3).map { String(format: "%+.3g", shift[$0]) }.joined(separator: ", ")
      findings.append(
        "Its first voxel lies at (\(words)) mm (right, front, up) from that of the image.")
    }
    return findings
  }
}

extension Geometry {
  /// How another geometry's voxels would have to be reordered to lie on this one's; nil if no exchange and
  /// reversal of axes does it, or none is needed.
  func reordering(of other: Geometry) -> String? {
    AxisReordering(of: other, onto: self).flatMap { $0.isIdentity ? nil : $0.words }
  }

  /// This geometry with its axes taken in another order and then some of them reversed.
  func reordered(_ order: [Axis], reversing reversed: [Axis]) -> Geometry {
    var steps = order.map { affine[$0] }
    let counts = order.map { size[$0] }
    var origin = affine.origin
    for axis in reversed {
      origin += steps[axis.rawValue] * Double(counts[axis.rawValue] - 1)
      steps[axis.rawValue] *= -1
    }
    return Geometry(
      size: GridSize(i: counts[0], j: counts[1], k: counts[2]),
      spacing: SIMD3(spacing(along: order[0]), spacing(along: order[1]), spacing(along: order[2])),
      affine: Affine(i: steps[0], j: steps[1], k: steps[2], origin: origin))
  }
}
