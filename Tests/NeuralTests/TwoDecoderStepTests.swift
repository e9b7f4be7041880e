import Testing

@testable import Neural

/// Whole training steps of a network with two decoders.
@Suite struct TwoDecoderStepTests {
  private static let network = NetworkSettings(
    inputChannels: 1, classes: 3, channels: [8, 16, 8], dropout: [0.1, 0, 0.3], decoders: 2)

  private func training(
    _ network: NetworkSettings = Self.network, term: ExtraTerm = .softMixed, threads: Int = 1,
    seed: UInt64 = 1
  ) throws -> TrainingStep {
    var loss = LossSettings.partialCrossEntropyOnly
    loss.extra = ExtraLossSettings(term, weight: 2, isRamped: false)
    return try TrainingStep(
      network: network, loss: loss, optimizer: OptimizerSettings(kind: .adam, weightDecay: 0),
      batch: BatchShape(count: 2, height: 12, width: 20), workers: Workers(threads: threads),
      seed: seed)
  }

  @discardableResult
  private func take(_ steps: Int, _ training: TrainingStep) throws -> [LossTerms] {
    try (0..<steps).map { _ in
      var noise = Noise(seed: 7)
      var images = ImageBatch(count: 2, channels: 1, height: 12, width: 20)
      images.values = noise.values(images.values.count)
      var targets = TargetBatch(count: 2, height: 12, width: 20)
      for index in stride(from: 0, to: targets.values.count, by: 5) {
        targets.values[index] = Int8(noise.index(below: 3))
      }
      return try training.run(
        student: images, teacher: images, targets: targets,
        rates: StepRates(learningRate: 1e-2, ramp: 1, contrastRamp: 1, emaDecay: 0.5))
    }
  }

  @Test(arguments: [ExtraTerm.mixedPseudo, .softMixed, .softMixedPlain])
  func oneThreadAndTwoGiveTheSameBits(term: ExtraTerm) throws {
    let (one, two) = (try training(term: term), try training(term: term, threads: 2))
    let terms = try take(3, one)
    #expect(try take(3, two) == terms)
    #expect(one.state == two.state)
    #expect(terms.allSatisfy { $0.extra > 0 && $0.total.isFinite })
  }

  @Test(arguments: [ExtraTerm.mixedPseudo, .softMixed])
  func bothDecodersLearn(term: ExtraTerm) throws {
    let training = try training(term: term)
    let before = training.state.student
    let terms = try take(12, training)
    #expect(try #require(terms.last).partialCrossEntropy < 0.9 * terms[0].partialCrossEntropy)
    // Without weight decay only what has no gradient stays: the head that nothing looks at.
    for (old, new) in zip(before, training.state.student) {
      let stays = old.name.hasPrefix("student.head.1")
      #expect((old.values == new.values) == stays, "\(old.name)")
    }
  }

  @Test func aLoadedStateGoesOnWithTheSameBits() throws {
    let whole = try training()
    try take(2, whole)
    let other = try training()
    try take(1, other)
    #expect(other.state != whole.state)
    try other.load(whole.state)
    #expect(other.state == whole.state)
    #expect(try take(2, other) == take(2, whole))
    #expect(other.state == whole.state)
    var broken = whole.state
    broken.student.removeAll { $0.name == "student.up2.1.weight" }
    #expect(throws: NeuralError.self) { try other.load(broken) }
  }

  @Test func predictionsDoWithoutTheSecondDecoder() throws {
    let training = try training()
    try take(2, training)
    let teacher = training.state.teacher
    let first = teacher.filter { !ModelState.mayLack($0.name.dropFirst("teacher.".count)) }
    #expect(first.count < teacher.count)
    var images = ImageBatch(count: 1, channels: 1, height: 12, width: 20)
    var noise = Noise(seed: 8)
    images.values = noise.values(images.values.count)
    func answer(_ tensors: [NamedTensor], decoders: Int) throws -> [Float] {
      var network = Self.network
      network.decoders = decoders
      return try Predictor(
        network: network, parameters: tensors, prefix: "teacher.",
        batch: BatchShape(count: 1, height: 12, width: 20), threads: 1
      ).probabilities(images)
    }
    let expected = try answer(first, decoders: 1)
    #expect(try answer(teacher, decoders: 2) == expected)
    #expect(try answer(first, decoders: 2) == expected)
    #expect(Set(expected).count > 100)
  }

  @Test func aStartFromOneDecoderKeepsTheSecondFresh() throws {
    var single = Self.network
    single.decoders = 1
    let old = try training(single, term: .none, seed: 4)
    try take(1, old)
    let new = try training()
    let fresh = new.state
    try new.warmStart(from: old.state)
    let state = new.state
    for (index, tensor) in state.student.enumerated() {
      let source =
        old.state.student.first { $0.name == tensor.name } ?? fresh.student[index]
      #expect(tensor == source, "\(tensor.name)")
    }
    try take(1, new)
    // And back: what one decoder has no place for is left aside.
    let back = try training(single, term: .none)
    try back.warmStart(from: state)
    #expect(back.state.student == old.state.student)
  }

  @Test func aTermForTwoWantsTwo() throws {
    var single = Self.network
    single.decoders = 1
    for term in [ExtraTerm.mixedPseudo, .softMixed, .softMixedPlain] {
      #expect(throws: LossError.self) { try training(single, term: term) }
    }
  }
}
