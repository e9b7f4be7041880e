/// A simulated person's stroke and what came of it.
struct ScoredStroke: Encodable {
  let slice: Int
  let label: Int
  let voxels: Int
  /// Seconds since training started, when the score was taken.
  let seconds: Double
  /// Mean over the classes of `UnscribbledDice`, by the strokes of the start.
  let dice: Double
}
