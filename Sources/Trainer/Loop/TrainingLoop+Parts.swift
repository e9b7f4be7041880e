import Neural
import Prediction
import Project

/// What the loop's parts need of each other to begin.
extension TrainingPlan {
  /// The checkpoint that the run goes on from; nil where the plan is new.
  var resumed: Checkpoint? {
    if case .resumed(let checkpoint) = origin { return checkpoint }
    return nil
  }
}

extension Engine {
  /// A network that answers with weights of these, of its own memory.
  func predictor(_ net: NetworkChoice, _ plan: TrainingPlan) -> SlicePredictor {
    SlicePredictor(
      network: network, input: settings.input, weights: (state, net), threads: plan.threads)
  }
}

extension ShownAnswers {
  /// The answers of a run on a project.
  convenience init(_ run: RunOwner, _ plan: TrainingPlan, _ data: Dataset, _ engine: Engine) {
    let shown = engine.predictor(.teacher, plan)
    let record = plan.resumed?.record
    let publisher = Publisher(
      run.project, data, shown,
      student: plan.settings.prediction.doubt ? engine.predictor(.student, plan) : nil,
      generation: max(
        run.board.current.generation, record?.generation ?? 0, run.project.lastGeneration),
      plan.settings)
    let meter = CalibrationMeter(
      plan.settings.prediction, data, shown, last: plan.resumed?.calibration)
    self.init(
      publisher, meter, plan.settings.publishing, start: record?.seconds ?? 0,
      isWarm: engine.warm)
  }
}
