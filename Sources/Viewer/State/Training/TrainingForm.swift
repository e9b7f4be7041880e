import Foundation
import Project

/// The lines of the training page: what can be chosen, what is, and what it means.
struct TrainingForm {
  /// What a line is about.
  enum Item: Equatable, Sendable {
    case buttons, preset, method, start, checkpoint, length, threads
    case option(TrainingMenu.Option)
    /// A heading can't be chosen.
    case heading(String)
  }

  /// A line as it is shown.
  struct Line: Equatable {
    var label: String
    var value: String
    var note = ""
    /// Whether somebody has set it.
    var isSet = false
    /// Whether it counts for the next training.
    var counts = true
  }

  let items: [Item]
  private let settings: ProjectSettings
  private let menu: TrainingMenu
  private let preset: String
  private let status: TrainerStatus?
  /// Values of all options, and what they would be if none were set.
  private let values: [String: String], usual: [String: String]

  init(_ state: ViewerState) {
    (settings, menu, status) = (state.project.settings, state.menu, state.trainer.status)
    let volumes = state.project.cases.count
    preset = TrainingChoice(settings, volumes: volumes).preset
    values = menu.values(settings, volumes)
    var bare = settings
    bare.options = [:]
    usual = settings.options.isEmpty ? values : menu.values(bare, volumes)
    var items: [Item] = [.buttons, .preset, .method, .start]
    if settings.start == .checkpoint { items.append(.checkpoint) }
    items += [.length, .threads]
    for group in menu.groups where !group.options.isEmpty {
      items.append(.heading(group.title))
      items += group.options.map(Item.option)
    }
    self.items = items
  }

  /// The item of a line; the nearest where there are fewer.
  func item(_ line: Int) -> Item { items[max(0, min(items.count - 1, line))] }

  /// The line so many lines on that can be chosen.
  func line(_ step: Int, from line: Int) -> Int {
    let choosable = items.indices.filter { if case .heading = items[$0] { false } else { true } }
    let at = choosable.lastIndex { $0 <= line } ?? 0
    return choosable[max(0, min(choosable.count - 1, at + step))]
  }

  // MARK: What a line shows

  func line(of item: Item) -> Line {
    // What is resumed brings its own.
    let counts = settings.start != .resume
    switch item {
    case .buttons: return Line(label: "", value: "")
    case .heading(let title): return Line(label: title, value: "")
    case .preset:
      return Line(
        label: "Preset", value: preset, note: summary(preset, menu.presets),
        isSet: settings.isPresetChosen || settings.preset != "interactive", counts: counts)
    case .method:
      return Line(
        label: "Method", value: settings.method, note: summary(settings.method, menu.methods),
        isSet: settings.method != menu.methods.first?.name, counts: counts)
    case .start:
      return Line(
        label: "Start from", value: words(settings.start).0, isSet: settings.start != .weights)
    case .checkpoint:
      return Line(label: "Checkpoint", value: settings.initCheckpoint ?? "none yet: type its path")
    case .length:
      return Line(
        label: "Length", value: settings.length == .planned ? "as planned" : settings.length.text,
        note: lengthNote, isSet: settings.length != .planned)
    case .threads:
      return Line(
        label: "Threads", value: settings.threads.map { "\($0)" } ?? "all",
        isSet: settings.threads != nil)
    case .option(let option):
      let isSet = settings.options[option.key] != nil
      return Line(
        label: option.key, value: value(of: option),
        note: isSet ? "usually \(usual[option.key] ?? "-")" : option.summary, isSet: isSet,
        counts: counts)
    }
  }

  /// The value of an option: what was set, where even that makes no sense.
  func value(of option: TrainingMenu.Option) -> String {
    values[option.key] ?? settings.options[option.key] ?? "-"
  }

  private func summary(_ name: String, _ names: [TrainingMenu.Name]) -> String {
    names.first { $0.name == name }?.summary ?? "this version does not know it"
  }

  private var lengthNote: String {
    switch settings.length {
    case .planned where settings.start == .resume: return "to the end of its plan"
    case .planned:
      let ends = values["steps.after-scribbles"] == "0"
      return values["steps"].map { "\($0) steps, then \(ends ? "ends" : "waits for strokes")" }
        ?? ""
    case .minutes: return "by the clock, then ends"
    case .steps: return settings.start == .resume ? "in all, then ends" : "then ends"
    }
  }

  private func words(_ start: TrainingStart) -> (String, String) {
    switch start {
    case .weights:
      (
        "own weights",
        "A new plan that begins with the project's own weights; where there are none, with a checkpoint's that was "
          + "named before, or with none."
      )
    case .resume:
      (
        "the last run",
        "The last run goes on exactly where it was saved, with the preset, method and options that it has."
      )
    case .checkpoint:
      ("a checkpoint", "A new plan that begins with the weights of the checkpoint file below.")
    case .nothing:
      (
        "nothing",
        "A new plan with a network that knows nothing. Weights of the last run move to run/previous."
      )
    }
  }

  // MARK: What is said of the chosen line

  /// What a line is for, which values it takes and what the usual one is.
  func explanation(of item: Item) -> String {
    switch item {
    case .buttons:
      "Start trains with the choices below; t does the same while the slice is on screen. They stay with the project."
    case .heading: ""
    case .preset: "\(preset): \(summary(preset, menu.presets))."
    case .method: "\(settings.method): \(summary(settings.method, menu.methods))."
    case .start: words(settings.start).1
    case .checkpoint:
      "A checkpoint that inkling has written, as run/checkpoint-latest.safetensors of another project. Enter opens the "
        + "line for its path."
    case .length:
      "As planned, or type minutes or steps, as 5 minutes or 2000 steps. A length that is named is not prolonged by "
        + "strokes."
    case .threads: "Threads of the engine, 1 to 1024, or all: every processor that may be used."
    case .option(let option):
      "\(option.key): \(option.summary). Takes \(option.values); usually \(usual[option.key] ?? "-")."
        + (settings.options[option.key] == nil ? "" : " Delete goes back to that.")
    }
  }

  // MARK: Changing

  /// What a step to the right (1) or left (-1) makes of a line; nil where its value is typed.
  func next(_ item: Item, _ step: Int) -> TrainingSetting? {
    switch item {
    case .buttons, .heading, .checkpoint: nil
    case .preset: Self.next(preset, menu.presets.map(\.name), step).map(TrainingSetting.preset)
    case .method:
      Self.next(settings.method, menu.methods.map(\.name), step).map(TrainingSetting.method)
    case .start:
      Self.next(settings.start, TrainingStart.allCases, step).map(TrainingSetting.start)
    case .length: Self.next(kind, TrainingForm.lengths, step).map(TrainingSetting.length)
    case .threads:
      .threads(
        (settings.threads ?? 0) + step <= 0 ? nil : min(1024, (settings.threads ?? 0) + step))
    case .option(let option):
      Self.next(value(of: option), option.choices, step).map { .option(option.key, $0) }
    }
  }

  /// Lengths that a step leads to; others are typed.
  private static let lengths = [TrainingLength.planned, .minutes(5), .steps(1000)]

  private var kind: TrainingLength {
    switch settings.length {
    case .planned: .planned
    case .minutes: .minutes(5)
    case .steps: .steps(1000)
    }
  }

  private static func next<Value: Equatable>(_ value: Value, _ all: [Value], _ step: Int) -> Value?
  {
    guard !all.isEmpty else { return nil }
    guard let at = all.firstIndex(of: value) else { return all[0] }
    return all[((at + step) % all.count + all.count) % all.count]
  }

  /// What Enter opens a line with; nil where nothing is typed.
  func typed(_ item: Item) -> String? {
    switch item {
    case .checkpoint: settings.initCheckpoint ?? ""
    case .option(let option) where option.choices.isEmpty: value(of: option)
    default: nil
    }
  }

  /// Whether a digit begins a value of its own.
  func takesDigits(_ item: Item) -> Bool {
    switch item {
    case .length, .threads: true
    case .option(let option): option.choices.isEmpty
    default: false
    }
  }
}
