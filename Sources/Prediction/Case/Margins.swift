/// Distances from the box of all strokes of a volume, in millimetres; nil = off.
package struct Margins: Equatable, Sendable {
  /// Training and prediction stay within this distance in plane.
  package var region: Double?
  /// On a slice with strokes, what lies farther away than this counts as background.
  ///
  /// Background strokes are rings near the organ: without this nothing says what the far field is, and islands of
  /// other classes appear there.
  package var background: Double?
  /// That distance is at most this share of the slices' shorter side: in small volumes nothing would be left.
  package var backgroundShare = 1.0
  /// Pixels between those of it that are taught: all would outweigh the strokes.
  package var backgroundStride = 8

  /// Both off unless given.
  package init(
    region: Double? = nil, background: Double? = nil, backgroundShare: Double = 1,
    backgroundStride: Int = 8
  ) {
    (self.region, self.background) = (region, background)
    (self.backgroundShare, self.backgroundStride) = (backgroundShare, backgroundStride)
  }

  /// Where the background begins in slices of `side` millimetres along their shorter side.
  func background(ofSide side: Double) -> Double? {
    background.map { min($0, backgroundShare * side) }
  }
}
