import Foundation
import Project

@testable import Viewer

extension TrainingMenu {
  /// Two presets, three methods and a few options, of which `rate` lies between 0 and 1.
  static var small: TrainingMenu {
    var menu = TrainingMenu()
    menu.presets = [
      Name("interactive", "one or a few volumes, few scribbles"),
      Name("cohort", "many volumes, as in the paper"),
    ]
    menu.methods = [
      Name("scribsd+", "partial cross-entropy, distillation, contrast"),
      Name("pce", "partial cross-entropy alone"), Name("full", "dense truth"),
    ]
    menu.groups = [
      Group(
        "Options",
        [
          Option(key: "steps", summary: "planned steps", values: "1 to 10000000"),
          Option(key: "rate", summary: "learning rate at the start", values: "0 to 1"),
        ]),
      Group(
        "Network, seldom set",
        [
          Option(
            key: "position", summary: "coordinates as input channels", values: "none, space",
            choices: ["none", "space"]),
          Option(key: "channels", summary: "of each level of the U-Net", values: "a list"),
        ]
          + (1...9).map { Option(key: "spare.\($0)", summary: "one of many", values: "any") }),
    ]
    let usual = ["steps": "3000", "rate": "0.003", "position": "space", "channels": "8,16,32,64"]
    menu.values = { settings, _ in
      let spare = Dictionary(uniqueKeysWithValues: (1...9).map { ("spare.\($0)", "0") })
      return usual.merging(spare) { $1 }.merging(settings.options) { $1 }
    }
    menu.refusal = { settings, _ in
      guard let rate = settings.options["rate"] else { return nil }
      guard let number = Double(rate), (0...1).contains(number) else {
        return "Option rate is \"\(rate)\", expected 0 to 1."
      }
      return nil
    }
    menu.misfit = { settings, _ in
      settings.options["spare.1"] == "1" && settings.options["spare.2"] != "1"
        ? "spare.2 must be 1 too." : nil
    }
    return menu
  }
}

extension Script {
  /// A project with strokes, whose training page is open.
  static func training(
    columns: Int = 80, rows: Int = 24, appearance: Appearance = Appearance(),
    readOnly: String? = nil
  ) -> Script {
    var app = Script(
      volume: .ramp(16, 16, 6), columns: columns, rows: rows, appearance: appearance,
      readOnly: readOnly)
    app.state.menu = .small
    if readOnly == nil { app.press("1 Space l l Space 0 j Space l Space") }
    app.press("%")
    app.effects = []
    return app
  }

  /// Characters typed one by one.
  mutating func write(_ text: String) {
    for character in text { send(.input(.key(Key(character)))) }
  }
}

extension TrainerNews {
  /// A run at its 124th step, with its curves and log.
  static func ofRun(at now: Date, phase: TrainerStatus.Phase = .training, isAlive: Bool = true)
    throws -> TrainerNews
  {
    var status = TrainerStatus.atWork(
      phase, step: 124, of: 400, generation: 4, heartbeat: now, message: "Strokes on 3 slices."
    ).with(loss: 0.4123, secondsPerStep: 0.25)
    (status.preset, status.channels) = ("interactive", [8, 16, 32, 64])
    (status.method, status.activity) = ("scribsd+", "learning your last stroke")
    status.checkpoint = "checkpoint-latest.safetensors"
    let rows = (1...124).map { step -> MetricsRow in
      let place = Double(step)
      var row = MetricsRow(step: step, seconds: place / 4, loss: 0.2 + 3 / place)
      (row.pce, row.kd) = (0.1 + 2 / place, 0.04 + 0.3 / place)
      if step % 20 == 0 { row.dice = 1 - 10 / (place + 10) }
      if step % 30 == 0 { row.agreement = 0.5 + place / 400 }
      return row
    }
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-metrics-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try MetricsFile.append(rows, to: file)
    var follower = MetricsFollower()
    _ = follower.read(file)
    return TrainerNews(
      status: status, losses: rows.map(\.loss), isAlive: isAlive, curve: follower.curve,
      log: ["/nowhere/heart.inkling/run/trainer.log", ""]
        + (1...40).map { "2026-08-01T10:00:05Z Line \($0) of the log." })
  }
}
