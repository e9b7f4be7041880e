import Foundation
import Project

/// Choices of how the project is trained.
extension ViewerState {
  /// Takes a choice over and has it written, unless it makes no sense.
  mutating func choose(_ setting: TrainingSetting) {
    guard mayEdit() else { return }
    var next = project.settings
    setting.apply(to: &next)
    guard next != project.settings else { return }
    // The value alone: one that was bad already must not keep the others from being mended.
    var alone = next
    alone.options = alone.options.filter { setting.isOption($0.key) }
    if let refusal = menu.refusal(alone, project.cases.count) {
      return say("not changed. \(refusal)", .warning)
    }
    project.take(next)
    outbox.append(.writeTraining(setting))
    // What belongs together is changed one after the other: until all of it fits, nothing starts.
    if let misfit { return say("\(setting.words). To do before training: \(misfit)", .warning) }
    guard trainer.isRunning else { return say("\(setting.words): the next training takes it") }
    trainer.hasNewChoices = true
    say("\(setting.words): from the next start on; this run goes on as it began")
  }

  /// Takes a value that was typed for a line of the training page.
  ///
  /// - Returns: whether it can be a value of that line.
  mutating func take(typed text: String, for item: TrainingForm.Item) -> Bool {
    let text = text.trimmingCharacters(in: .whitespaces)
    switch item {
    case .length:
      guard let length = TrainingLength(typed: text, like: project.settings.length) else {
        say("expected planned, or \(TrainingLength.expected), as 5 minutes or 2000 steps", .warning)
        return false
      }
      choose(.length(length))
    case .threads:
      let count = Int(text)
      guard text == "all" || count.map((1...1024).contains) == true else {
        say("expected all, or 1 to 1024 threads, found \(text)", .warning)
        return false
      }
      choose(.threads(count))
    case .checkpoint:
      guard !text.isEmpty else {
        say("expected the path of a checkpoint, a .safetensors file", .warning)
        return false
      }
      guard mayEdit() else { return true }
      outbox.append(.checkCheckpoint(path: text))
    case .option(let option):
      choose(.option(option.key, text))
      return project.settings.options[option.key] == text
    default: break
    }
    return true
  }

  /// What the shell has found out about a checkpoint.
  mutating func takeOver(checkpoint path: String, refusal: String?) {
    if let refusal { return say("not changed. \(refusal)", .warning) }
    choose(.checkpoint(path))
  }

  /// What of the choices does not fit together; a run that is resumed has its own.
  private var misfit: String? {
    project.settings.start == .resume ? nil : menu.misfit(project.settings, project.cases.count)
  }

  /// Why training can't start with what was chosen; nil = it can.
  var startRefusal: String? {
    if let misfit { return misfit }
    let settings = project.settings
    let status = trainer.status
    switch settings.start {
    case .weights, .nothing: return nil
    case .checkpoint:
      return settings.initCheckpoint == nil
        ? "no checkpoint is named to start from: % opens the training page" : nil
    case .resume:
      guard let status, status.checkpoint != nil else {
        return "there is no run to go on with: % chooses another start"
      }
      if case .steps(let steps) = settings.length, steps <= status.step {
        return "\(status.step) steps are done: % chooses more than \(steps)"
      }
      guard settings.length == .planned, status.step >= status.steps, !status.lacksPredictions
      else { return nil }
      return "all \(status.steps) steps of the last run are done: % chooses a length or start"
    }
  }
}

extension ProjectView {
  /// Takes over how the project is trained, and what follows for the screen.
  mutating func take(_ settings: ProjectSettings) {
    self.settings = settings
    let choice = TrainingChoice(settings, volumes: cases.count)
    (isBounded, regionMargin) = (choice.isBounded, choice.regionMarginMillimetres)
  }
}

extension TrainingLength {
  /// Reads "5 minutes", "10m", "2000 steps", "planned", or a number of the unit there is; nil for anything else.
  init?(typed text: String, like now: TrainingLength) {
    let text = text.lowercased()
    if !text.isEmpty, "as planned".hasSuffix(text), text.count >= 4 {
      self = .planned
      return
    }
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).trimmingCharacters(in: .whitespaces)
    var isSteps = if case .steps = now { true } else { false }
    if !unit.isEmpty {
      isSteps = "steps".hasPrefix(unit)
      guard isSteps || "minutes".hasPrefix(unit) else { return nil }
    }
    let length = isSteps ? Int(number).map(Self.steps) : Double(number).map(Self.minutes)
    guard let length, length.isPossible else { return nil }
    self = length
  }
}

extension TrainingSetting {
  /// What was chosen, for a message.
  fileprivate var words: String {
    switch self {
    case .preset(let name): "preset \(name)"
    case .method(let name): "method \(name)"
    case .start(.weights): "start from the project's own weights"
    case .start(.resume): "start from the last run"
    case .start(.checkpoint): "start from a checkpoint"
    case .start(.nothing): "start from nothing"
    case .checkpoint: "start from that checkpoint"
    case .length(let length): length == .planned ? "length as planned" : length.text
    case .threads(let count): count.map { Words.count($0, "thread") } ?? "all processors"
    case .option(let key, let value): value.map { "\(key) \($0)" } ?? "\(key) as usual"
    }
  }
}
