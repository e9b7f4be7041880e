// CCR-P: projected pixel features of the student against the teacher's class prototypes, by InfoNCE.
//
//   v = h(x)/|h(x)|         projected feature of a drawn pixel; h the projection head
//   t_{n,c}                 prototype: normalised mean of the teacher's v over the samples of class c in image n; constant
//   L_a = -(1/|P|) Σ_{k in P} [ a·k/τ - ln Σ_{k' in keys} exp(a·k'/τ) ]      anchor a of class c, P = the keys of class c
//   L = mean over classes present of the mean over their anchors of L_a
//
//   ∂L_a/∂a = (1/τ) [ Σ_k' w_k' k' - (1/|P|) Σ_{k in P} k ],  w = softmax of the scores a·k'/τ
//   ∂L/∂u = (g - (g·v) v)/|u|, then the head's two layers
//
// Keys are all prototypes of the batch. With fewer than two classes among them there is nothing to tell apart: L = 0 and
// no gradient.
//
// Source: a reconstruction of ScribSD+'s "class-wise contrastive regularization" (features of one class alike, of
// different classes unlike) with prototypes from the teacher; InfoNCE as in SimCLR and PCLMix. The paper's own layer,
// head, positives and temperature are not public.

/// CCR-P with its scratch memory for one batch shape. One caller at a time.
package final class PrototypeContrast<Scalar: NeuralScalar> {
  private let settings: ContrastSettings
  private let classes: Int
  private let inputs: Int
  private let scratch: PrototypeScratch<Scalar>

  /// Classes of the keys of the last `evaluate`.
  private var keyLabels: [Int] = []

  /// Room for `images` images with `classes` classes and features of `inputs` channels.
  package init(images: Int, classes: Int, inputs: Int, _ settings: ContrastSettings) {
    self.settings = settings
    self.classes = classes
    self.inputs = inputs
    scratch = PrototypeScratch(
      rows: images * classes * settings.samplesPerClass, keys: images * classes, settings)
  }

  /// Bytes of scratch.
  var bytes: Int { scratch.bytes }

  /// Returns L and adds `scale` times its gradient to `gradient`.
  ///
  /// - samples: M drawn pixels
  /// - student, teacher: the feature maps' values at the samples, and the projection head and its EMA copy
  /// - gradient: of the student's rows and of its head, accumulated
  @_specialize(where Scalar == Float)
  package func evaluate(
    _ samples: PixelSamples, student: ProjectedRows<Scalar>, teacher: ProjectedRows<Scalar>,
    scale: Scalar, gradient: ProjectedRows<Scalar>
  ) -> Double {
    let count = samples.samples.count
    precondition(
      count <= scratch.rows && student.head.inputs == inputs && teacher.head.inputs == inputs,
      "prototype contrast: more samples or other features than planned")
    keyLabels = []
    guard count > 0 else { return 0 }
    let (hidden, projected) = (scratch.hidden(count), scratch.projected(count))
    let dProjected = scratch.dProjected(count)

    teacher.head.forward(teacher.matrix(count), hidden: hidden, projected: projected)
    normaliseRows(projected, scratch.norms)
    setKeys(samples, projected, scratch.keyBase)
    guard Set(keyLabels).count >= 2 else { return 0 }

    let rows = student.matrix(count)
    student.head.forward(rows, hidden: hidden, projected: projected)
    normaliseRows(projected, scratch.norms)
    let keys = scratch.keys(keyLabels.count)
    let scores = scratch.scores(count, keyLabels.count)
    let inverse = 1 / Scalar(settings.temperature)
    Scalar.multiply(projected, keys.transposed, into: scores, alpha: inverse, beta: 0)
    let loss = compare(samples, scores, scale: scale * inverse)
    Scalar.multiply(scores, keys, into: dProjected, alpha: 1, beta: 0)
    normaliseRowsBack(projected, scratch.norms, dProjected)
    student.head.backward(
      rows, hidden: hidden, dProjected: dProjected, dHidden: scratch.dHidden(count),
      dRows: gradient.matrix(count), gradient: gradient.head)
    return loss
  }

  /// Prototypes of the batch: rows of the key matrix, classes in `keyLabels`.
  private func setKeys(
    _ samples: PixelSamples, _ projected: Matrix<Scalar>, _ keys: UnsafeMutablePointer<Scalar>
  ) {
    let width = settings.projectedFeatures
    for group in samples.groups {
      let key = keys + keyLabels.count * width
      key.update(repeating: 0, count: width)
      for sample in group.first..<(group.first + group.count) {
        for column in 0..<width { key[column] += projected[sample, column] }
      }
      var norm: Scalar = 0
      normaliseRows(Matrix(key, rows: 1, columns: width), &norm)
      keyLabels.append(group.label)
    }
  }

  /// Turns each anchor's scores (M, keys) into the weights of the keys in its gradient; returns L.
  private func compare(
    _ samples: PixelSamples, _ scores: Matrix<Scalar>, scale: Scalar
  ) -> Double {
    var anchors = [Int](repeating: 0, count: classes)
    var positives = [Int](repeating: 0, count: classes)
    for group in samples.groups { anchors[group.label] += group.count }
    for label in keyLabels { positives[label] += 1 }
    let present = anchors.count { $0 > 0 }
    var loss = 0.0
    for group in samples.groups {
      let share = 1 / Double(present * anchors[group.label])
      let pull = 1 / Scalar(positives[group.label])
      let slope = scale * Scalar(share)
      for anchor in group.first..<(group.first + group.count) {
        let row = scores.base + anchor * scores.stride
        var pulled: Scalar = 0
        for key in 0..<keyLabels.count where keyLabels[key] == group.label { pulled += row[key] }
        let logSum = softmaxRow(row, scores.columns)
        loss += share * Double(logSum - pulled * pull)
        for key in 0..<keyLabels.count {
          row[key] = slope * (row[key] - (keyLabels[key] == group.label ? pull : 0))
        }
      }
    }
    return loss
  }
}

/// Norms below this count as this, and such rows have no gradient.
private let smallestNorm = 1e-6

/// Divides each row by its norm and leaves the norms in `norms`.
private func normaliseRows<Scalar>(
  _ rows: Matrix<Scalar>, _ norms: UnsafeMutablePointer<Scalar>
) {
  for row in 0..<rows.rows {
    let values = rows.base + row * rows.stride
    var squares: Scalar = 0
    for column in 0..<rows.columns { squares += values[column] * values[column] }
    let norm = max(squares.squareRoot(), Scalar(smallestNorm))
    norms[row] = norm
    for column in 0..<rows.columns { values[column] /= norm }
  }
}

/// Turns ∂L/∂v into ∂L/∂u, in place: (g - (g·v) v)/|u|.
private func normaliseRowsBack<Scalar>(
  _ rows: Matrix<Scalar>, _ norms: UnsafeMutablePointer<Scalar>, _ slopes: Matrix<Scalar>
) {
  for row in 0..<rows.rows {
    let v = rows.base + row * rows.stride
    let g = slopes.base + row * slopes.stride
    var along: Scalar = 0
    for column in 0..<rows.columns { along += g[column] * v[column] }
    let inverse = norms[row] > Scalar(smallestNorm) ? 1 / norms[row] : 0
    for column in 0..<rows.columns { g[column] = (g[column] - along * v[column]) * inverse }
  }
}

/// Softmax of `count` numbers in place; returns the logarithm of the sum of their exponentials.
private func softmaxRow<Scalar: NeuralScalar>(
  _ row: UnsafeMutablePointer<Scalar>, _ count: Int
) -> Scalar {
  var largest = row[0]
  for index in 1..<max(1, count) where row[index] > largest { largest = row[index] }
  var sums = SIMD8<Scalar>(repeating: 0)
  for start in stride(from: 0, to: count, by: 8) {
    let lanes = min(8, count - start)
    let e = Scalar.exponential((row + start).lanes(lanes) - largest) * SIMD8.ones(lanes)
    sums += e
    (row + start).setLanes(e, lanes)
  }
  let sum = sums.sum()
  let inverse = 1 / sum
  for index in 0..<count { row[index] *= inverse }
  return largest + Scalar.logarithm(sum)
}
