import Testing
import Volume

@testable import Prediction
@testable import Trainer

@Suite struct SamplingTests {
  private let size = GridSize(i: 60, j: 50, k: 8)
  private let classes = ClassTable([.init(id: 1, name: "a"), .init(id: 2, name: "b")])

  /// Much of class 1 on slice 2, one pixel of class 2 on slice 5, background on both.
  private func targets(margin: Double? = 5) -> CaseTargets {
    var map = LabelMap(size: size)
    for i in 20..<40 {
      for j in 15..<25 { map[VoxelIndex(i: i, j: j, k: 2)] = 1 }
      map[VoxelIndex(i: i, j: 10, k: 2)] = 255
      map[VoxelIndex(i: i, j: 40, k: 5)] = 255
    }
    map[VoxelIndex(i: 30, j: 30, k: 5)] = 2
    return CaseTargets(
      caseName: "a",
      DrawnLabels(scribbles: map, order: SliceOrder(map.size, across: .k), spacing: SIMD3(1, 1, 5)),
      classes: classes,
      margins: Margins(region: margin))
  }

  private func draw(
    _ sampler: Sampler, _ cases: [CaseTargets], _ count: Int = 2000
  ) -> [Sampler.Choice] {
    (0..<count).map { step in
      var random = sampler.random(step: step, item: 0)
      return sampler.choose(from: cases, random: &random)
    }
  }

  @Test func aChoiceDependsOnSeedStepAndItemAlone() {
    let sampler = Sampler(settings: SamplingSettings(), seed: 4, height: 16, width: 16)
    let all = draw(sampler, [targets()])
    var late = sampler.random(step: 1234, item: 0)
    #expect(sampler.choose(from: [targets()], random: &late) == all[1234])
    var second = sampler.random(step: 1234, item: 1)
    #expect(sampler.choose(from: [targets()], random: &second) != all[1234])
    let other = Sampler(settings: SamplingSettings(), seed: 5, height: 16, width: 16)
    #expect(draw(other, [targets()]) != all)
  }

  @Test func everySliceTakesPartAndScribbledOnesMoreOften() {
    var settings = SamplingSettings()
    settings.taughtShare = 0.7
    let choices = draw(
      Sampler(settings: settings, seed: 1, height: 16, width: 16), [targets()])
    #expect(Set(choices.map(\.slice)) == Set(0..<8))
    let taught = choices.count { [2, 5].contains($0.slice) }
    #expect(abs(Double(taught) / 2000 - 0.7) < 0.04)
  }

  @Test func rareClassesAreSeen() {
    var settings = SamplingSettings()
    settings.taughtShare = 1
    settings.classShare = 1
    settings.jitter = 2
    let choices = draw(
      Sampler(settings: settings, seed: 1, height: 16, width: 16), [targets()])
    // One of three classes each time, whose crop holds a pixel of it: class 2 has a single pixel.
    let seen = choices.count {
      $0.slice == 5 && abs($0.column - 30) <= 8 && abs($0.row - 30) <= 8
    }
    #expect(Double(seen) / 2000 > 0.3)
  }

  @Test func cropsStayWithinALargerRegion() {
    let item = targets()
    let choices = draw(
      Sampler(settings: SamplingSettings(), seed: 1, height: 24, width: 16), [item])
    for choice in choices {
      #expect(choice.column - 7.5 >= Float(item.region.columns.lowerBound))
      #expect(choice.column + 7.5 <= Float(item.region.columns.upperBound - 1))
      #expect(choice.row - 11.5 >= Float(item.region.rows.lowerBound))
      #expect(choice.row + 11.5 <= Float(item.region.rows.upperBound - 1))
    }
  }

  @Test func cropsLieAroundASmallerRegion() {
    var settings = SamplingSettings()
    settings.jitter = 4
    let choices = draw(Sampler(settings: settings, seed: 1, height: 64, width: 64), [targets()])
    // The region is columns 15..<45 and rows 5..<46.
    #expect(choices.allSatisfy { abs($0.column - 29.5) <= 4 && abs($0.row - 25) <= 4 })
  }

  @Test func volumesWithoutScribblesTakePartOnlyWhereWanted() {
    let blank = CaseTargets(
      caseName: "b",
      DrawnLabels(
        scribbles: LabelMap(size: size), order: SliceOrder(size, across: .k),
        spacing: SIMD3(1, 1, 5)),
      classes: classes, margins: Margins(region: 5))
    var settings = SamplingSettings()
    settings.taughtShare = 0.5
    let sampler = Sampler(settings: settings, seed: 1, height: 16, width: 16)
    #expect(draw(sampler, [blank, targets()], 300).allSatisfy { $0.caseIndex == 1 })
    settings.untaughtVolumes = true
    let other = Sampler(settings: settings, seed: 1, height: 16, width: 16)
    #expect(draw(other, [blank, targets()], 300).contains { $0.caseIndex == 0 })
  }
}
