import Foundation
import Neural
import Volume

@testable import Project
@testable import Trainer

/// A project in a temporary folder: a bright disc (class 1) in a ring (class 2) on a dark ground, scribbles on two
/// slices. Removed with its owner.
final class SyntheticProject {
  let folder: URL
  private(set) var project: Project
  let size: GridSize
  let axis: Axis
  let header: ImageHeader

  static let classNames = ["disc", "ring"]

  /// - settings: tiny unless changed
  init(
    size: GridSize = GridSize(i: 24, j: 24, k: 5), spacing: SIMD3<Double> = SIMD3(1, 1, 5),
    cases: [String] = ["heart"], withScribbles: Bool = true,
    options: [String: String] = SyntheticProject.tiny
  ) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-trainer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.size = size
    let geometry = Geometry(size: size, spacing: spacing)
    axis = geometry.sliceAxis
    header = ImageHeader(geometry: geometry)
    var settings = ProjectSettings(threads: 1, regionMarginMillimetres: 4)
    settings.options = options
    project = try Project.create(
      folder.appendingPathComponent("test.inkling"),
      labels: .standard(names: SyntheticProject.classNames), settings: settings)
    for (number, name) in cases.enumerated() {
      let image = folder.appendingPathComponent(name + ".nii.gz")
      try header.write(
        .int16(SyntheticProject.intensities(size, axis, seed: UInt64(number + 1))), to: image,
        kind: .image)
      let truth = folder.appendingPathComponent(name + "-truth.nii.gz")
      try SyntheticProject.truth(size, axis).write(to: truth, like: header)
      try project.add(image, truth: truth)
    }
    try project.write()
    if withScribbles {
      for name in cases { try draw(SyntheticProject.scribbles(size, axis), on: name) }
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A network that a debug build can train.
  static let tiny = [
    "network.channels": "8,8", "network.dropout": "0,0.1", "batch": "2", "crop": "16",
  ]

  /// The same for what no option names, and what some tests change of it besides.
  static func request(_ options: [String]) -> TrainingRequest {
    var request = TrainingRequest()
    let hidden = options.filter { option in
      !TrainingOption.all.contains { option.hasPrefix($0.key + "=") }
    }
    request.assignments = options.filter { !hidden.contains($0) }
    request.adjust = { settings in
      settings.loss.contrast.samplesPerClass = 8
      settings.loss.contrast.hiddenFeatures = 8
      settings.loss.contrast.projectedFeatures = 8
      for option in hidden { settings.setHidden(option) }
    }
    return request
  }

  /// Replaces the scribbles of a case.
  func draw(_ scribbles: LabelMap, on name: String) throws {
    try scribbles.write(
      to: project.scribbles(name), like: header, kind: .scribbles(.inkling))
  }

  /// Changes the description and writes it.
  func change(_ body: (inout ProjectDescription) -> Void) throws {
    body(&project.description)
    try project.write()
  }

  /// Runs the trainer with further options.
  @discardableResult
  func train(
    steps: Int? = nil, options: [String] = [], watch: @escaping (TrainerStatus) -> Void = { _ in },
    log: @escaping (String) -> Void = { _ in },
    request change: (inout TrainingRequest) -> Void = { _ in }
  ) throws -> TrainerStatus {
    var request = SyntheticProject.request(options)
    request.steps = steps
    change(&request)
    return try TrainingRun(project, request, watch: watch, log: .calling(log)).run()
  }

  /// Steps of a plan so long that an instruction is seen before it ends: an optimised step takes milliseconds.
  static var longPlan: Int {
    #if DEBUG
      6
    #else
      1500
    #endif
  }

  /// Runs the trainer, and stops it after its first steps.
  func trainUntilStopped(
    steps: Int, options: [String] = [], request change: (inout TrainingRequest) -> Void = { _ in }
  ) throws -> TrainerStatus {
    try train(
      steps: steps, options: options,
      watch: { [project] in
        if $0.step >= 1 && $0.phase == .training { try? project.mailbox.send(.stop) }
      },
      request: change)
  }

  /// A plan that has begun and taken no step yet.
  func loop(
    options: [String] = [], request change: (inout TrainingRequest) -> Void = { _ in }
  ) throws -> TrainingLoop {
    var request = SyntheticProject.request(options)
    change(&request)
    let attention = Attention(project.mailbox, nil)
    let owner = RunOwner(
      project, StatusBoard(TrainerStatus(phase: .starting), at: project.statusFile),
      watch: { _ in }, log: .silent, isStoppedWithinASecond: { attention.isStopped(within: 1) })
    return try TrainingLoop(
      request, TrainingPlan(project, request), run: owner, attention: attention)
  }

  // MARK: Pictures

  /// The class at a place: 0, 1 in the middle, 2 around it.
  static func label(column: Int, row: Int, width: Int, height: Int) -> UInt8 {
    let x = Double(column) - Double(width - 1) / 2
    let y = Double(row) - Double(height - 1) / 2
    let radius = (x * x + y * y).squareRoot() / Double(min(width, height))
    return radius < 0.19 ? 1 : radius < 0.37 ? 2 : 0
  }

  static func truth(_ size: GridSize, _ axis: Axis) -> LabelMap {
    map(size, axis) { column, row, _, width, height in
      label(column: column, row: row, width: width, height: height)
    }
  }

  static func intensities(_ size: GridSize, _ axis: Axis, seed: UInt64) -> [Int16] {
    var random = SplitMix64(seed: seed)
    return truth(size, axis).voxels.map { label in
      Int16([20, 200, 110][Int(label)] + Int(random.normal() * 8))
    }
  }

  /// Strokes on the second and the last but one slice: a bar in the disc, arcs in the ring, a frame around it.
  static func scribbles(_ size: GridSize, _ axis: Axis) -> LabelMap {
    map(size, axis) { column, row, slice, width, height in
      guard slice == 1 || slice == size[axis] - 2 else { return 0 }
      let x = Double(column) - Double(width - 1) / 2
      let y = Double(row) - Double(height - 1) / 2
      let radius = (x * x + y * y).squareRoot() / Double(min(width, height))
      if radius < 0.13 && abs(y) < 1 { return 1 }
      if (0.26..<0.31).contains(radius) && x > 0 { return 2 }
      if (0.42..<0.48).contains(radius) { return 255 }
      return 0
    }
  }

  private static func map(
    _ size: GridSize, _ axis: Axis, _ label: (Int, Int, Int, Int, Int) -> UInt8
  ) -> LabelMap {
    let (width, height, count) = size.sliceSize(along: axis)
    var map = LabelMap(size: size)
    for slice in 0..<count {
      for row in 0..<height {
        for column in 0..<width {
          map[size.voxel(column: column, row: row, slice: slice, along: axis)] =
            label(column, row, slice, width, height)
        }
      }
    }
    return map
  }
}

extension TrainingSettings {
  /// Sets what no option names but a test wants to change.
  fileprivate mutating func setHidden(_ assignment: String) {
    let parts = assignment.split(separator: "=").map(String.init)
    let (key, value) = (parts[0], parts[1])
    if let number = Double(value) {
      switch key {
      case "optimizer.decay": return optimizer.weightDecay = Float(number)
      case "pseudo.entropy": return pseudo.entropy = number
      default: break
      }
    }
    for option in TrainingOption.recorded where option.key == key {
      try? set(option, to: value)
      if option.value(in: self) == value || Double(option.value(in: self)) == Double(value) {
        return
      }
    }
    preconditionFailure("\(assignment) is no option, and no test's")
  }
}
