import Foundation
import Neural
import Testing
import Volume

@testable import Prediction

/// Each stage by itself, on an answer that a person can check. Islands have tests of their own, and so has what a line denies.
@Suite struct StageTests {
  /// Three pixels in a row, background and two classes.
  private let answer: [Float] = [0.3, 0.5, 0.2, 0.6, 0.4, 0.5, 0.1, 0.1, 0.3]
  private let image = WindowImage(intensities: [0, 1, 2], height: 1, width: 3)

  // MARK: Background raised

  @Test func theRaiseTakesFromEachClassItsOwnNats() throws {
    let stage = BackgroundRaise(nats: [0, log(4)])
    let raised = try stage.refine(answer, of: image)
    // First pixel: .3, .6 and .1/4, in sum .925.
    for (place, share) in [(0, 0.3), (3, 0.6), (6, 0.025)] {
      #expect(abs(Double(raised[place]) - share / 0.925) < 1e-6)
    }
    #expect(stage.keepsDoubt, "a raised answer still tells how sure the network is")
  }

  @Test func aRaiseOfNothingChangesNoBit() throws {
    #expect(try BackgroundRaise(nats: []).refine(answer, of: image) == answer)
  }

  // MARK: Field

  @Test func theFieldMovesOutlinesToTheEdge() throws {
    // A bright square of 8 x 8 in a dark image; the answer is sure of its left six columns and has none of the others.
    let (size, inside) = (16, 4..<12)
    var (intensities, classes) = (
      [Float](repeating: 0, count: 256), [Float](repeating: 0.05, count: 256)
    )
    for row in inside {
      for column in inside {
        intensities[row * size + column] = 3
        classes[row * size + column] = column < 10 ? 0.95 : 0.4
      }
    }
    let answer = classes.map { 1 - $0 } + classes
    let stage = ImageField(field: RandomField(weight: 12, contrast: 0.2))
    let moved = try stage.refine(
      answer, of: WindowImage(intensities: intensities[...], height: size, width: size))
    let labels = largestOutputs(of: moved, classes: 2)
    for place in labels.indices {
      let isBright = inside.contains(place / size) && inside.contains(place % size)
      #expect(labels[place] == (isBright ? 1 : 0))
    }
    #expect(largestOutputs(of: answer, classes: 2) != labels)
    #expect(!stage.keepsDoubt, "a field makes up its mind everywhere")
  }

  @Test func withoutAFieldNothingIsDone() throws {
    let stage = ImageField(field: nil)
    #expect(try stage.refine(answer, of: image) == answer && stage.keepsDoubt)
  }

  // MARK: Strokes

  /// A slice of 7 x 7 whose columns 1…5 of rows 2…4 are shown as label 7.
  private var bar: ShownSlice {
    ShownSlice(
      labels: (0..<49).map { (1...5).contains($0 % 7) && (2...4).contains($0 / 7) ? 7 : 0 },
      uncertainty: [UInt8](repeating: 9, count: 49))
  }

  /// A line of background along the bar's middle.
  private var line: [Int8] {
    (0..<49).map { $0 / 7 == 3 && (1...5).contains($0 % 7) ? 0 : -1 }
  }

  private func drawn(_ known: SliceTargets) -> DrawnSlice {
    DrawnSlice(known: known, width: 7, columnSpacing: 1, rowSpacing: 1, labels: [0, 7])
  }

  @Test func aLineTakesAFalseOrganAwayAndLeavesItsOwnPixelsToTheNextStage() {
    var shown = bar
    DeniedOrgan().relabel(&shown, knowing: drawn(SliceTargets(scribbles: line)))
    #expect(shown.labels[2 * 7 + 3] == 0 && shown.labels[4 * 7 + 3] == 0)
    #expect(shown.uncertainty == bar.uncertainty, "only labels are its business")
  }

  @Test func inAnAcceptedSliceNothingIsDenied() {
    var shown = bar
    let accepted = SliceTargets(scribbles: line, dense: [Int8](repeating: 1, count: 49))
    DeniedOrgan().relabel(&shown, knowing: drawn(accepted))
    #expect(shown == bar)
  }

  @Test func strokesAreKeptAndDoubtedNoMore() {
    var scribbles = line
    scribbles[48] = 1
    var shown = bar
    StrokesKept().relabel(&shown, knowing: drawn(SliceTargets(scribbles: scribbles)))
    var expected = bar
    for place in scribbles.indices where scribbles[place] >= 0 {
      expected.labels[place] = scribbles[place] == 1 ? 7 : 0
      expected.uncertainty[place] = 0
    }
    #expect(shown == expected)
  }

  @Test func acceptedSlicesAreKeptWholeAndStrokesStandOverThem() {
    var shown = bar
    var dense = [Int8](repeating: 0, count: 49)
    (dense[0], dense[1]) = (1, -1)
    var scribbles = [Int8](repeating: -1, count: 49)
    scribbles[2] = 1
    StrokesKept().relabel(
      &shown, knowing: drawn(SliceTargets(scribbles: scribbles, dense: dense)))
    #expect(shown.labels[0] == 7 && shown.labels[2] == 7 && shown.labels[2 * 7 + 3] == 0)
    #expect(shown.labels.count { $0 == 7 } == 2)
    #expect(shown.uncertainty[1] == 9, "whose label nobody knows")
    #expect(shown.uncertainty.count { $0 == 0 } == 48)
  }

  // MARK: Their order

  @Test func whatAStrokeDeniesCountsBeforeIslandsAreLookedFor() {
    let pipeline = PredictionPipeline(PredictionSettings(), Calibration())
    let known = SliceTargets(scribbles: line)
    let shown = pipeline.relabelled(bar, knowing: drawn(known))
    let volume = DrawnVolume(
      width: 7, height: 7, count: 1, region: RegionOfInterest(width: 7, height: 7), seeds: [])
    #expect(pipeline.cleaned(shown.labels, of: volume).allSatisfy { $0 == 0 })
    // A part that holds a drawn voxel stays.
    let kept = DrawnVolume(
      width: 7, height: 7, count: 1, region: volume.region, seeds: [2 * 7 + 1])
    #expect(pipeline.cleaned(bar.labels, of: kept) == bar.labels)
  }
}
