import Foundation

/// What about a header is unusable or contradicts itself, and what is used instead.
extension ImageHeader {
  /// Doubts about the header that a person should know of, one sentence each.
  package var doubts: [String] {
    var doubts = (origin?.notes ?? []) + spacingDoubts + transformDoubts
    let slope = real(.slope)
    if !slope.isFinite || !real(.intercept).isFinite {
      doubts.append("scl_slope or scl_inter is not finite: intensities are not scaled.")
    }
    return doubts
  }

  /// Whether pixdim is usable, and whether it says what the transform in use says.
  private var spacingDoubts: [String] {
    let (geometry, transform) = (geometry, transform)
    let axes = Axis.allCases.filter { $0.rawValue < integer(.dimensions, 0) ?? 0 }
    func stated(_ axis: Axis) -> String {
      "pixdim[\(axis.rawValue + 1)] is " + number(real(.pixelDimensions, axis.rawValue + 1))
    }
    func number(_ value: Double) -> String { String(format: "%.6g", value) }
    var doubts: [String] = []
    let unusable = axes.filter { pixelSize($0) == nil }
    if !unusable.isEmpty {
      let spacing = unusable.map { number(geometry.spacing(along: $0)) }.joined(separator: ", ")
      doubts.append(
        unusable.map(stated).joined(separator: ", ")
          + (usableSform == nil
            ? ": 1 is used instead." : ": the steps of the sform are used instead, \(spacing) mm."))
    }
    for axis in axes where pixelSize(axis) != nil {
      let spacing = geometry.spacing(along: axis)
      let step = geometry.affine[axis].length
      if real(.pixelDimensions, axis.rawValue + 1) < 0 {
        doubts.append("pixdim[\(axis.rawValue + 1)] is negative: \(spacing) mm is used.")
      }
      if geometry.size[axis] > 1, abs(step - spacing) > 0.01 * spacing {
        doubts.append(
          "Along \(axis.letter) pixdim says \(number(spacing)) mm and the \(transform.rawValue) \(number(step)) mm: "
            + "distances use pixdim, positions the \(transform.rawValue).")
      }
    }
    return doubts
  }

  /// Which transforms are usable, and whether they say the same.
  private var transformDoubts: [String] {
    var doubts: [String] = []
    if (integer(.sformCode) ?? 0) > 0, usableSform == nil {
      doubts.append("The sform is singular or not finite and is not used.")
    }
    if (integer(.qformCode) ?? 0) > 0, usableQform == nil {
      doubts.append("The qform is singular or not finite and is not used.")
    }
    if transform == .spacingOnly {
      doubts.append(
        "Neither sform nor qform is usable: left and right cannot be told apart, and networks see the file's own order."
      )
    }
    if let difference = formDifference {
      let words = String(
        format: "(%.3g degrees, %.3g mm)", difference.degrees, difference.millimetres)
      doubts.append(
        "sform and qform differ \(words): the sform is used, other programs (SimpleITK, ITK-SNAP) may use "
          + "the qform.")
    }
    return doubts
  }

  /// The largest angle between corresponding axes of sform and qform, and the largest distance between corresponding corners.
  ///
  /// Nil where they say the same or where one of them is missing: then there is no choice. The qform takes its steps from the
  /// sform here, so that this is about directions and places; pixdim is another matter.
  var formDifference: (degrees: Double, millimetres: Double)? {
    guard let sform = usableSform, usableQform != nil else { return nil }
    let qform = qform(spacing: SIMD3(sform.i.length, sform.j.length, sform.k.length))
    let used = geometry
    let other = Geometry(
      size: size, spacing: used.spacing, affine: qform.scaled(by: millimetresPerUnit))
    guard let difference = used.difference(from: other) else { return nil }
    let degrees = Axis.allCases.map { sform[$0].degrees(to: qform[$0]) }
    return (degrees.max() ?? 0, difference.largestCornerMillimetres)
  }
}

extension SIMD3<Double> {
  /// The angle between two directions.
  fileprivate func degrees(to other: SIMD3<Double>) -> Double {
    let cosine = (self * other).sum() / (length * other.length)
    return acos(Swift.min(1, Swift.max(-1, cosine))) * 180 / .pi
  }
}
