// CCR-A: the class maps of student and teacher as vectors over space, contrasted by their cosines.
//
//   rows S_c, T_k: probabilities of class c (student) and k (teacher) over the pixels of one image, divided by their norms
//   A = S Tᵀ,  B = A - identity
//   L = mean over images and scales of (1/P²) Σ_ck B_ck²
//
//   ∂L/∂S_c = (2/P²) Σ_k B_ck T_k, then the norm's backward, (g - (g·S_c) S_c)/|p_c|, where g·S_c = (2/P²) Σ_k B_ck A_ck,
//   then softmaxBack. With raw maps p and q that is, per pixel, Σ_k E_ck q_k - F_c p_c:
//   E_ck = (2/P²) B_ck / (|p_c| |q_k|),  F_c = (2/P²) Σ_k B_ck A_ck / |p_c|²
//
// Only the P classes present in an image take part: scribbled there, or the teacher's most probable class somewhere.
//
// Source: a reconstruction of ScribSD+'s "class-wise contrastive regularization" in the style of the same lab's
// PS-Seg (class affinity driven to the identity) and LCOVNet; the paper's own form is not public.

/// Which classes are present in each image (images x classes).
///
/// - targets: (N, H, W)
/// - teacher: (N, C, H, W), the teacher's full-resolution probabilities
@_specialize(where Scalar == Float)
func presentClasses<Scalar: NeuralScalar>(
  _ targets: TargetMaps, teacher: ClassMaps<Scalar>, _ sums: PartialSums, _ parallel: ParallelFor
) -> [Bool] {
  let (classes, pixels) = (teacher.classes, teacher.pixels)
  return sums.perImage(PixelBlocks(teacher), width: classes, parallel) { block, row in
    let q = teacher.plane(block.image, 0)
    var pixel = block.first
    while pixel < block.end {
      let count = min(8, block.end - pixel)
      var largest = (q + pixel).lanes(count)
      for c in 1..<classes {
        largest = Scalar.larger((q + (c * pixels + pixel)).lanes(count), largest)
      }
      // Lanes beyond the image hold 0 everywhere: they must not count.
      largest += .one - .ones(count)
      for c in 0..<classes where row[c] == 0 {
        let below = (q + (c * pixels + pixel)).lanes(count)
        let isLargest = Scalar.select(.zero, .one, where: below, isBelow: largest)
        if isLargest.sum() > 0 { row[c] = 1 }
      }
      let labels = targets.lanes(block.image, pixel, count)
      if labels.hasLabel {
        for lane in 0..<count where labels[lane] >= 0 { row[Int(labels[lane])] = 1 }
      }
      pixel += 8
    }
  }.map { $0 > 0 }
}

/// What one head's class maps are contrasted with, and memory for it.
struct AffinityMaps<Scalar: NeuralScalar> {
  /// The teacher's probabilities (N, C, H_s, W_s).
  let teacher: ClassMaps<Scalar>
  /// Scratch for the student's probabilities (N, C, H_s, W_s).
  let student: ClassMaps<Scalar>
  /// Which classes take part (images x classes).
  let present: [Bool]
}

/// CCR-A at one scale; returns Σ over images of (1/P²) Σ B², and adds `scale` times its gradient to the head's.
func affinityContrast<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, _ maps: AffinityMaps<Scalar>, scale: Scalar, _ sums: PartialSums,
  _ parallel: ParallelFor
) -> Double {
  let (logits, teacher, student) = (head.logits, maps.teacher, maps.student)
  softmax(logits, into: student, parallel)
  let classes = logits.classes
  let products = affinityProducts(student, teacher, sums, parallel)
  let width = classes * classes + 2 * classes
  var loss = 0.0
  var affinities: [Affinity<Scalar>] = []
  for image in 0..<logits.count {
    let affinity = Affinity<Scalar>(
      products[(image * width)..<((image + 1) * width)],
      present: Array(maps.present[(image * classes)..<((image + 1) * classes)]), scale: scale)
    loss += affinity.loss
    affinities.append(affinity)
  }
  addAffinityGradient(student, teacher, affinities, gradient: head.gradient, parallel)
  return loss
}

/// For each image p qᵀ (C x C), then |p_c|² and |q_c|² for every class.
@_specialize(where Scalar == Float)
private func affinityProducts<Scalar: NeuralScalar>(
  _ student: ClassMaps<Scalar>, _ teacher: ClassMaps<Scalar>, _ sums: PartialSums,
  _ parallel: ParallelFor
) -> [Double] {
  let (classes, pixels) = (student.classes, student.pixels)
  let square = classes * classes
  return sums.perImage(PixelBlocks(student), width: square + 2 * classes, parallel) { block, row in
    let p = student.plane(block.image, 0) + block.first
    let q = teacher.plane(block.image, 0) + block.first
    let length = block.end - block.first
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: square) { scratch in
      guard let product = scratch.baseAddress else { return }
      Scalar.multiply(
        Matrix(p, rows: classes, columns: length, stride: pixels),
        Matrix(q, rows: classes, columns: length, stride: pixels).transposed,
        into: Matrix(product, rows: classes, columns: classes), alpha: 1, beta: 0)
      for entry in 0..<square { row[entry] = Double(product[entry]) }
    }
    for c in 0..<classes {
      row[square + c] = sumOfSquares(p + c * pixels, length)
      row[square + classes + c] = sumOfSquares(q + c * pixels, length)
    }
  }
}

@inline(__always)
private func sumOfSquares<Scalar: NeuralScalar>(
  _ values: UnsafeMutablePointer<Scalar>, _ length: Int
) -> Double {
  var sum = SIMD8<Scalar>(repeating: 0)
  var index = 0
  while index < length {
    let lanes = (values + index).lanes(min(8, length - index))
    sum = sum.addingProduct(lanes, lanes)
    index += 8
  }
  return sum.doubleSum
}

/// One image's loss and the matrices E (C x C) and F (C) of its gradient.
private struct Affinity<Scalar: NeuralScalar> {
  var loss = 0.0
  var onTeacher: [Scalar]
  var onStudent: [Scalar]

  /// Norms below this count as this and have no gradient.
  static var smallestNorm: Double { 1e-10 }

  init(_ products: ArraySlice<Double>, present: [Bool], scale: Scalar) {
    let classes = present.count
    let values = Array(products)
    let norms = values[(classes * classes)...].map { max($0.squareRoot(), Self.smallestNorm) }
    onTeacher = Array(repeating: 0, count: classes * classes)
    onStudent = Array(repeating: 0, count: classes)
    let taking = (0..<classes).filter { present[$0] }
    guard !taking.isEmpty else { return }
    let share = 1 / Double(taking.count * taking.count)
    for c in taking {
      let hasGradient = norms[c] > Self.smallestNorm
      var along = 0.0
      for k in taking {
        let a = values[c * classes + k] / (norms[c] * norms[classes + k])
        let b = a - (c == k ? 1 : 0)
        loss += share * b * b
        along += 2 * share * b * a
        if hasGradient {
          onTeacher[c * classes + k] =
            scale * Scalar(2 * share * b / (norms[c] * norms[classes + k]))
        }
      }
      if hasGradient { onStudent[c] = scale * Scalar(along / (norms[c] * norms[c])) }
    }
  }
}

@_specialize(where Scalar == Float)
private func addAffinityGradient<Scalar: NeuralScalar>(
  _ student: ClassMaps<Scalar>, _ teacher: ClassMaps<Scalar>, _ affinities: [Affinity<Scalar>],
  gradient: ClassMaps<Scalar>, _ parallel: ParallelFor
) {
  let blocks = PixelBlocks(student)
  let (classes, pixels) = (student.classes, student.pixels)
  parallel(blocks.count) { index in
    let block = blocks[index]
    let (p0, q0) = (student.plane(block.image, 0), teacher.plane(block.image, 0))
    let dz = gradient.plane(block.image, 0)
    let affinity = affinities[block.image]
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 3 * classes) { scratch in
      guard let p = scratch.baseAddress else { return }
      let (q, g) = (p + classes, p + 2 * classes)
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        for c in 0..<classes {
          p[c] = (p0 + (c * pixels + pixel)).lanes(count)
          q[c] = (q0 + (c * pixels + pixel)).lanes(count)
        }
        for c in 0..<classes {
          var slope = p[c] * -affinity.onStudent[c]
          for k in 0..<classes { slope += q[k] * affinity.onTeacher[c * classes + k] }
          g[c] = slope
        }
        softmaxBackLanes(p, g, classes: classes)
        for c in 0..<classes { (dz + (c * pixels + pixel)).addLanes(g[c], count) }
        pixel += 8
      }
    }
  }
}
