import Foundation
import Neural
import Testing

@testable import Prediction

/// The way from a network's answer to what is shown.
@Suite struct PipelineTests {
  private let answer: [Float] = [0.3, 0.5, 0.2, 0.6, 0.4, 0.5, 0.1, 0.1, 0.3]
  private let image = WindowImage(intensities: [0, 1, 2], height: 1, width: 3)

  @Test func raisingIsTakingFromTheLogits() throws {
    let nats: [Float] = [0.5, 1.5]
    let raised = try raisedBackground(answer, by: nats)
    for pixel in 0..<3 {
      var shares = (0..<3).map { Double(answer[$0 * 3 + pixel]) }
      for (index, nats) in nats.enumerated() {
        shares[index + 1] = exp(log(shares[index + 1]) - Double(nats))
      }
      let sum = shares.reduce(0, +)
      for output in 0..<3 {
        #expect(abs(Double(raised[output * 3 + pixel]) - shares[output] / sum) < 1e-6)
      }
    }
  }

  @Test func aRaiseOfNothingIsTheAnswerToTheBit() throws {
    #expect(try raisedBackground(answer, by: [0, 0]) == answer)
    #expect(try raisedBackground(answer, by: []) == answer)
    #expect(throws: NeuralError.self) { try raisedBackground(answer, by: [1]) }
  }

  @Test func withoutStagesTheAnswerIsTheNetworks() throws {
    let refined = try PredictionPipeline.none.refined(answer, of: image)
    #expect(refined.shown == answer && refined.doubting == nil)
  }

  @Test func doubtIsReadBeforeTheFieldAndAfterTheRaise() throws {
    let field = RandomField(weight: 12, contrast: 0.2)
    let pipeline = PredictionPipeline(
      PredictionSettings(), Calibration(raise: [1, 1], field: field))
    let refined = try pipeline.refined(answer, of: image)
    let raised = try raisedBackground(answer, by: [1, 1])
    #expect(refined.doubting == raised && refined.shown != raised)
    let plain = PredictionPipeline(PredictionSettings(), Calibration(raise: [1, 1]))
    let unfielded = try plain.refined(answer, of: image)
    #expect(unfielded.shown == raised && unfielded.doubting == nil)
  }

  @Test func strokesStandOverEverything() {
    // A line of background through an organ of label 7, and a dot of it outside.
    var scribbles = [Int8](repeating: -1, count: 49)
    for column in 1..<6 { scribbles[3 * 7 + column] = 0 }
    scribbles[0] = 1
    let drawn = DrawnSlice(
      known: SliceTargets(scribbles: scribbles), width: 7, columnSpacing: 1, rowSpacing: 1,
      labels: [0, 7])
    var labels = [UInt8](repeating: 0, count: 49)
    for row in 2..<5 { for column in 1..<6 { labels[row * 7 + column] = 7 } }
    let slice = ShownSlice(labels: labels, uncertainty: [UInt8](repeating: 9, count: 49))
    var settings = PredictionSettings()
    let denied = PredictionPipeline(settings, Calibration()).relabelled(slice, knowing: drawn)
    settings.deniesSurroundings = false
    let kept = PredictionPipeline(settings, Calibration()).relabelled(slice, knowing: drawn)
    #expect(denied.labels[0] == 7 && denied.labels[3 * 7 + 3] == 0 && denied.uncertainty[0] == 0)
    #expect(denied.labels[2 * 7 + 3] == 0, "what lies around the line goes with it")
    #expect(kept.labels[2 * 7 + 3] == 7 && kept.labels[3 * 7 + 3] == 0)
    #expect(kept.uncertainty[1] == 9)
  }
}
