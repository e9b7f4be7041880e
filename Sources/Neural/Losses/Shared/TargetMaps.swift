/// A view of what the scribbles say: one class per pixel (N, H, W), -1 where nothing is drawn.
///
/// The caller owns the memory. Bound: exactly N · H · W entries from `classes`, and as many from `weights`.
package struct TargetMaps {
  /// N, images in the batch.
  package let count: Int
  /// H, rows of an image.
  package let height: Int
  /// W, columns of an image.
  package let width: Int
  /// -1 = no scribble, 0 = background, 1…K = class.
  package let classes: UnsafePointer<Int8>
  /// A weight ≥ 0 for each labelled pixel, all 1 when absent. Accepted dense slices count through weights below 1.
  package let weights: UnsafePointer<Float>?

  /// A view of N · H · W classes and, if given, weights.
  package init(
    count: Int, height: Int, width: Int, classes: UnsafePointer<Int8>,
    weights: UnsafePointer<Float>? = nil
  ) {
    precondition(count > 0 && height > 0 && width > 0, "empty targets")
    self.count = count
    self.height = height
    self.width = width
    self.classes = classes
    self.weights = weights
  }

  /// H · W, pixels of one image.
  package var pixels: Int { height * width }

  /// The weight of each accepted pixel that keeps all of them together at or below `cap` times the scribbles.
  ///
  /// min(1, cap · scribbled / accepted), and 1 when nothing is scribbled, since the mean is taken over what there is.
  package static func acceptedWeight(scribbled: Int, accepted: Int, cap: Float) -> Float {
    guard scribbled > 0, accepted > 0 else { return 1 }
    return min(1, cap * Float(scribbled) / Float(accepted))
  }

  /// The classes of the `lanes` (1…8) pixels from `pixel` of image `image`; the lanes beyond are -1.
  @inline(__always)
  func lanes(_ image: Int, _ pixel: Int, _ lanes: Int) -> SIMD8<Int8> {
    let start = classes + (image * pixels + pixel)
    if lanes == 8 { return UnsafeRawPointer(start).loadUnaligned(as: SIMD8<Int8>.self) }
    var result = SIMD8<Int8>(repeating: -1)
    for lane in 0..<lanes { result[lane] = start[lane] }
    return result
  }

  /// The weights of the same pixels: 0 where `labels` is -1.
  @inline(__always)
  func weightLanes<Scalar: NeuralScalar>(
    _ image: Int, _ pixel: Int, _ labels: SIMD8<Int8>
  ) -> SIMD8<Scalar> {
    var result = SIMD8<Scalar>(repeating: 0)
    for lane in 0..<8 where labels[lane] >= 0 {
      result[lane] = weights.map { Scalar($0[image * pixels + pixel + lane]) } ?? 1
    }
    return result
  }
}

/// How much label each class has in a batch, and what one labelled pixel of it counts for.
struct LabelMass {
  /// Sum of the weights of the labelled pixels, by class.
  let perClass: [Double]

  /// M, the sum over all classes: the number of labelled pixels when there are no weights.
  var total: Double { perClass.reduce(0, +) }

  /// What a labelled pixel of each class counts for, so that all labels together count 1: 1/M, 1/(M_c · classes present) or
  /// 1/(√M_c · Σ √M_d), as the balance is; 0 without labels.
  func coefficients(_ balance: ClassBalance) -> [Double] {
    let present = Double(perClass.count { $0 > 0 })
    let total = self.total
    let roots = perClass.reduce(0) { $0 + $1.squareRoot() }
    return perClass.map { mass in
      guard mass > 0 else { return 0 }
      switch balance {
      case .pixels: return 1 / total
      case .classes: return 1 / (present * mass)
      case .roots: return 1 / (mass.squareRoot() * roots)
      }
    }
  }

  /// Mass that has been counted already, by class.
  init(perClass: [Double]) { self.perClass = perClass }

  /// Adds up the labels of `targets`; throws when a label is not a class of the network or a weight is unusable.
  init(
    _ targets: TargetMaps, classes: Int, _ sums: PartialSums, _ parallel: ParallelFor
  ) throws {
    let blocks = PixelBlocks(images: targets.count, pixels: targets.pixels)
    // Column `classes` counts unusable labels, the next one unusable weights.
    let found = sums.total(blocks, width: classes + 2, parallel) { block, row in
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        let labels = targets.lanes(block.image, pixel, count)
        if unsafeBitCast(labels, to: UInt64.self) != .max {
          for lane in 0..<count where labels[lane] != -1 {
            let label = Int(labels[lane])
            let weight = targets.weights?[block.image * targets.pixels + pixel + lane] ?? 1
            if label < 0 || label >= classes {
              row[classes] += 1
            } else if weight >= 0 && weight.isFinite {
              row[label] += Double(weight)
            } else {
              row[classes + 1] += 1
            }
          }
        }
        pixel += 8
      }
    }
    guard found[classes] == 0 else {
      throw LossError.labelOutOfRange(pixels: Int(found[classes]), classes: classes)
    }
    guard found[classes + 1] == 0 else {
      throw LossError.unusableWeight(pixels: Int(found[classes + 1]))
    }
    perClass = Array(found[..<classes])
  }
}
