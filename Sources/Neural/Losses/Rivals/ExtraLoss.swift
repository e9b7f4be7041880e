/// The further term of the loss that makes a rival method: one of these, or none.
///
/// One more method is one more file with a type that conforms to `ExtraLoss`, and a line in each of the two tables below.
package enum ExtraTerm: String, Sendable, CaseIterable {
  case none
  /// `EntropyLoss`
  case entropy
  /// `PseudoLabelLoss`
  case pseudoLabels = "pseudo-labels"
  /// `CompetitiveLabelLoss`
  case competitive
  /// `TransformationLoss`
  case transformation
  /// `TotalVariationLoss`
  case totalVariation = "total-variation"
  /// `MumfordShahLoss`
  case mumfordShah = "mumford-shah"
  /// `GatedCRFLoss`
  case gatedCRF = "gated-crf"
  /// `PyramidConsistencyLoss`
  case pyramid
  /// `MixedPseudoLabelLoss`
  case mixedPseudo = "mixed-pseudo"
  /// `SoftMixedConsistencyLoss` as published
  case softMixed = "soft-mixed"
  /// `SoftMixedConsistencyLoss` with one softmax
  case softMixedPlain = "soft-mixed-plain"

  /// Whether the term looks at the EMA teacher's logits.
  var needsTeacher: Bool {
    switch self {
    case .competitive, .transformation: true
    default: false
    }
  }

  /// Whether the term compares the network's two decoders.
  var needsTwoDecoders: Bool {
    switch self {
    case .mixedPseudo, .softMixed, .softMixedPlain: true
    default: false
    }
  }

  /// How many turned and noisy copies of the images the teacher answers for the term; 0 = none.
  var teacherViews: Int { self == .transformation ? 8 : 0 }

  /// The term for batches of one shape; nil for `none`.
  func make<Scalar: NeuralScalar>(
    _ shape: LossShape, _: Scalar.Type
  ) -> (any ExtraLoss<Scalar>)? {
    switch self {
    case .none: nil
    case .entropy: EntropyLoss<Scalar>()
    case .pseudoLabels: PseudoLabelLoss<Scalar>()
    case .competitive: CompetitiveLabelLoss<Scalar>(shape)
    case .transformation: TransformationLoss<Scalar>()
    case .totalVariation: TotalVariationLoss<Scalar>(shape)
    case .mumfordShah: MumfordShahLoss<Scalar>(shape)
    case .gatedCRF: GatedCRFLoss<Scalar>(shape)
    case .pyramid: PyramidConsistencyLoss<Scalar>(shape)
    case .mixedPseudo: MixedPseudoLabelLoss<Scalar>(shape)
    case .softMixed: SoftMixedConsistencyLoss<Scalar>(softensTwice: true)
    case .softMixedPlain: SoftMixedConsistencyLoss<Scalar>(softensTwice: false)
    }
  }
}

/// Which further term, and what it counts for.
package struct ExtraLossSettings: Sendable, Equatable {
  /// The term.
  package var term = ExtraTerm.none
  /// Its weight λ in the loss.
  package var weight: Float = 0.1
  /// Whether the weight is multiplied by the ramp r(t) of `Ramps`.
  package var isRamped = true
  /// The input channel that is the slice to be segmented, for terms that look at it.
  package var imageChannel = 0

  /// No further term.
  package init() {}

  /// A term with its usual weight.
  package init(_ term: ExtraTerm, weight: Float, isRamped: Bool) {
    (self.term, self.weight, self.isRamped) = (term, weight, isRamped)
  }

  /// Whether the term takes part in the loss.
  package var isOn: Bool { term != .none && weight > 0 }

  /// Throws when a value lies outside its range.
  package func validate() throws { try expect("extra.weight", weight, in: 0...1000) }

  /// Throws when the term compares two decoders and the network has one.
  package func validate(decoders: Int) throws {
    guard isOn, term.needsTwoDecoders, decoders < 2 else { return }
    throw LossError.setting(
      name: "extra.term", found: "\(term.rawValue) on a network of one decoder",
      expected: "a network of two decoders, as the methods dmpls and dmsps have")
  }
}

/// A further term L of the loss: its value and its gradient in one call.
protocol ExtraLoss<Scalar>: AnyObject {
  associatedtype Scalar: NeuralScalar

  /// Bytes of scratch memory held.
  var bytes: Int { get }

  /// Returns L (unweighted) and adds `scale` · ∂L/∂z to the gradients in `step.heads`.
  ///
  /// The result is the same bits at any number of threads: sums go through `sums` or an own `PartialSums`. `sums` has room for
  /// max(C² + 2C, 3C) numbers a block of pixels (`PixelBlocks`).
  /// - Throws: `LossError` for labels that are no class.
  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) throws -> Double
}

extension ExtraLoss {
  var bytes: Int { 0 }
}
