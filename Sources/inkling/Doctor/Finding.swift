/// One thing that `inkling doctor` has looked at.
struct Finding: Encodable, Equatable {
  /// How it stands.
  enum Level: String, Encodable {
    /// As it should be.
    case ok
    /// Works, and could be better.
    case note
    /// Something will not work.
    case problem
  }

  var level: Level
  /// What was looked at: terminal, library, a file of the project.
  var subject: String
  /// What was found.
  var found: String
  /// What to do; nil where nothing has to be done.
  var advice: String?

  static func ok(_ subject: String, _ found: String) -> Finding {
    Finding(level: .ok, subject: subject, found: found)
  }

  static func note(_ subject: String, _ found: String, _ advice: String? = nil) -> Finding {
    Finding(level: .note, subject: subject, found: found, advice: advice)
  }

  static func problem(_ subject: String, _ found: String, _ advice: String) -> Finding {
    Finding(level: .problem, subject: subject, found: found, advice: advice)
  }

  /// One or two lines; problems can be told without colours.
  var text: String {
    let mark = level == .problem ? "PROBLEM" : level.rawValue
    let head =
      mark.padding(toLength: 9, withPad: " ", startingAt: 0)
      + subject.padding(toLength: max(13, subject.count + 1), withPad: " ", startingAt: 0) + found
    return advice.map { "\(head)\n         -> \($0)" } ?? head
  }
}
