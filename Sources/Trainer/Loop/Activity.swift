import Prediction

/// What a trainer does at a moment, in words for status.json.
enum Activity {
  static let preparing = "preparing the network"
  static let measuring = "measuring how long a step takes"
  static let refreshing = "refreshing the prediction"
  static let preparingPrediction = "preparing to predict"
  static let saving = "saving"
  static let labelling = "labelling what has no strokes"
  static let paused = "waiting to be sent on"
  static let waitingForStrokes = "waiting for strokes"
  static let waitingForRoom = "waiting for room on the disk"

  static func reading(volume: Int, of volumes: Int) -> String {
    volumes == 1 ? "reading the volume" : "reading volume \(volume) of \(volumes)"
  }

  static func predicting(slice: Int, of slices: Int) -> String {
    "predicting slice \(min(slice, slices)) of \(slices)"
  }
}

/// What steps learn, in words.
struct Learning {
  /// What they learn when nothing new has come.
  private let usual: String
  /// For how many steps strokes count as new.
  private let newFor: Int
  /// The step until which they do.
  private var newUntil = 0

  private static let lastStroke = "learning your last stroke"

  /// - afterScribbles: steps that new strokes are worth; 0 = they change the plan no more than others
  init(_ data: Dataset, afterScribbles: Int) {
    usual =
      data.cases.allSatisfy(\.isTruth) ? "learning the true labels" : "learning all strokes"
    newFor = afterScribbles > 0 ? afterScribbles : 100
  }

  /// Strokes have come before the step that follows this one.
  mutating func strokesCame(at step: Int) { newUntil = step + newFor }

  /// What the steps after this one do.
  func words(at step: Int) -> String { step < newUntil ? Self.lastStroke : usual }
}
