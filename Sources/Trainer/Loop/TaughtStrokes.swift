/// What is drawn on a project's volumes, as training takes it: read again when somebody draws, with what to say of it.
struct TaughtStrokes {
  private let data: Dataset
  /// What batches are drawn from: the last strokes that teach something.
  private(set) var snapshot: Dataset.Snapshot
  /// What a person should know of the strokes; empty = nothing.
  private(set) var notice: String

  init(_ data: Dataset) {
    (self.data, snapshot, notice) = (data, data.snapshot, data.notice)
  }

  /// What another look at the files has found.
  struct News: Equatable {
    /// Cases that teach something else now.
    var changed: [String]
    /// Whether the strokes are taught from now on; false where too few are left: there would be nothing to draw batches from.
    var isTaught: Bool
    /// Worth keeping in the log.
    var sentences: [String]
    /// What is to be said of the strokes from now on; nil = the same as before.
    var notice: String?
  }

  /// Reads what has changed.
  mutating func look() -> News {
    let changed = data.refresh()
    var news = News(changed: changed, isTaught: false, sentences: data.takeMessages())
    if data.notice != notice {
      notice = data.notice
      news.notice = notice
      if !notice.isEmpty { news.sentences.append(notice) }
    }
    if !changed.isEmpty && data.check.sentence == nil {
      news.isTaught = true
      snapshot = data.snapshot
    }
    return news
  }

  /// Labels that the network has given are taught from now on.
  mutating func take(_ labels: PseudoLabels) {
    data.pseudo = labels
    snapshot = data.snapshot
  }
}
