import Testing

@testable import Neural

/// Terms that look at pseudo labels or at the teacher's answers for copies of the images.
@Suite struct ExtraLossLabelTests {
  /// A batch of 2 images, 3 classes, 5 x 11, with labels and pseudo labels on some pixels.
  private final class Scene<S: NeuralScalar> {
    let batch: LossCase<S>
    let pseudo: UnsafeMutablePointer<Int8>
    let views: [Numbers<S>]

    init(seed: UInt64) throws {
      let shape = try LossShape(count: 2, classes: 3, height: 5, width: 11, heads: 1)
      var generator = CounterGenerator(seed)
      func labels() -> [Int8] { (0..<110).map { _ in max(-1, Int8(generator.below(6)) - 3) } }
      batch = LossCase<S>(
        shape, student: { randomNumbers($1, seed: 10 * seed + UInt64($0), amplitude: 2) },
        teacher: { randomNumbers($1, seed: 100 * seed + UInt64($0), amplitude: 2) },
        labels: labels())
      batch.ramp = 0.7
      pseudo = .allocate(capacity: 110)
      for (index, label) in labels().enumerated() { pseudo[index] = label }
      views = (0..<2).map { view in
        let numbers = Numbers<S>(randomNumbers(330, seed: 7 * seed + UInt64(view), amplitude: 2))
        let maps = ClassMaps(count: 2, classes: 3, height: 5, width: 11, base: numbers.base)
        softmax(maps, into: maps)
        return numbers
      }
    }

    deinit { pseudo.deallocate() }

    func maps(_ numbers: Numbers<S>) -> ClassMaps<S> {
      ClassMaps(count: 2, classes: 3, height: 5, width: 11, base: numbers.base)
    }

    func evaluate(
      _ loss: ScribbleLoss<S>, _ parallel: ParallelFor = serially
    ) throws -> LossTerms {
      batch.gradients[0].base.update(repeating: 0, count: 330)
      var context = LossContext<S>()
      context.pseudo = TargetMaps(count: 2, height: 5, width: 11, classes: pseudo)
      context.views = TeacherAnswers(first: maps(views[0]), mean: maps(views[1]))
      return try batch.withTargets { targets in
        try loss.evaluate(
          batch.heads, teacher: batch.maps(batch.teacher), targets: targets,
          rates: .ramps(batch.ramp, contrast: 0), context: context, parallel)
      }
    }
  }

  private static let terms: [ExtraTerm] = [.pseudoLabels, .competitive, .transformation]

  private func settings(_ term: ExtraTerm) -> LossSettings {
    .nothing.with { $0.extra = ExtraLossSettings(term, weight: 0.5, isRamped: true) }
  }

  @Test(arguments: terms) func gradient(_ term: ExtraTerm) throws {
    for seed: UInt64 in 1...3 {
      let scene = try Scene<Double>(seed: seed)
      let loss = try ScribbleLoss<Double>(settings(term), scene.batch.shape)
      let found = try scene.evaluate(loss)
      #expect(found.extra > 0 && abs(found.total - 0.5 * 0.7 * found.extra) < 1e-12)
      let analytic = scene.batch.gradients[0].values
      let check = try checkGradient(of: scene.batch.student[0], analytic, every: 3) {
        try scene.evaluate(loss).total
      }
      #expect(check.relative < 1e-6, "\(term), seed \(seed): \(check)")
    }
  }

  @Test(arguments: terms) func sameBitsAtAnyNumberOfThreads(_ term: ExtraTerm) throws {
    let scene = try Scene<Float>(seed: 5)
    let loss = try ScribbleLoss<Float>(settings(term), scene.batch.shape)
    let expected = try scene.evaluate(loss)
    let gradient = scene.batch.gradients[0].values
    for threads in 2...3 {
      #expect(try scene.evaluate(loss, executor(threads: threads)) == expected)
      #expect(scene.batch.gradients[0].values == gradient)
    }
  }

  @Test func pseudoLabelsCountOnceEach() throws {
    let scene = try Scene<Double>(seed: 2)
    scene.pseudo.update(repeating: -1, count: 110)
    let loss = try ScribbleLoss<Double>(settings(.pseudoLabels), scene.batch.shape)
    #expect(try scene.evaluate(loss).extra == 0)
    // Class 1 with probability 1/2 at one pixel: ln 2.
    for (label, value) in [(0, 0.0), (1, 0.0), (2, -800.0)] {
      scene.batch.student[0].base[label * 55 + 7] = value
    }
    scene.pseudo[7] = 1
    #expect(abs(try scene.evaluate(loss).extra - 0.693_147_180_56) < 1e-9)
    scene.pseudo[7] = 3
    #expect(throws: LossError.self) { try scene.evaluate(loss) }
  }

  @Test func theBetterNetworkTeaches() throws {
    let scene = try Scene<Double>(seed: 3)
    let (student, teacher) = (scene.batch.student[0], scene.batch.teacher[0])
    let loss = try ScribbleLoss<Double>(settings(.competitive), scene.batch.shape)
    // The student is sure of the scribbles: it teaches itself, and is nearly right about itself.
    for index in 0..<110 {
      let label = Int(max(0, scene.batch.labels[index]))
      for c in 0..<3 {
        let place = (index / 55 * 3 + c) * 55 + index % 55
        student.base[place] = c == label ? 9 : 0
        teacher.base[place] = c == (label + 1) % 3 ? 9 : 0
      }
    }
    #expect(try scene.evaluate(loss).extra < 0.01)
    // The other way round the teacher's labels count, which contradict the student everywhere.
    for index in 0..<330 { swap(&student.base[index], &teacher.base[index]) }
    #expect(try scene.evaluate(loss).extra > 1)
  }

  @Test func turnsComeBack() {
    let workers = Workers(threads: 2)
    let source = Numbers<Double>((0..<32).map { Double($0) })
    let (there, back) = (Numbers<Double>(zeros: 32), Numbers<Double>(zeros: 32))
    func maps(_ numbers: Numbers<Double>) -> ClassMaps<Double> {
      ClassMaps(count: 1, classes: 2, height: 4, width: 4, base: numbers.base)
    }
    for quarters in 0..<4 {
      turn(maps(source), quarters: quarters, into: maps(there), workers)
      turn(maps(there), quarters: (4 - quarters) % 4, into: maps(back), workers)
      #expect(back.values == source.values)
    }
    turn(maps(source), quarters: 1, into: maps(there), workers)
    // Counter-clockwise: the right column becomes the upper row.
    #expect(Array(there.values[..<4]) == [3, 7, 11, 15])
  }
}

/// Distillation of features.
@Suite struct FeatureDistillationTests {
  @Test func gradientAndValue() {
    let (arena, workers) = (Arena(), Workers(threads: 2))
    let plane = PaddedPlane(height: 3, width: 5)
    func map() -> FeatureMap<Double> {
      FeatureMap(arena, count: 2, channels: 16, plane: plane)
    }
    let (student, teacher, gradient, other) = (map(), map(), map(), map())
    var noise = Noise(seed: 4)
    let values: [Double] = noise.values(480)
    student.set(values)
    teacher.set(noise.values(480))
    let term = FeatureDistillation<Double>(arena, levels: 2, images: 2, height: 3)
    func value() -> Double {
      term.run(student: student, teacher: teacher, gradient: other, scale: 0, on: workers)
    }
    _ = term.run(student: student, teacher: teacher, gradient: gradient, scale: 1, on: workers)
    let analytic = gradient.dense
    for index in stride(from: 0, to: 480, by: 13) {
      var moved = values
      moved[index] += 1e-5
      student.set(moved)
      let above = value()
      moved[index] -= 2e-5
      student.set(moved)
      #expect(abs((above - value()) / 2e-5 - analytic[index]) < 1e-8, "\(index)")
    }
    // The same direction at any length costs nothing; the opposite one 2, of which this level is one of two.
    student.set(teacher.dense.map { 3 * $0 })
    #expect(abs(value()) < 1e-12)
    student.set(teacher.dense.map { -$0 })
    #expect(abs(value() - 1) < 1e-12)
  }
}
