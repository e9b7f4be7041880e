import Project

/// How a trainer ended that did not say so itself.
enum TrainerEnding: Equatable, Sendable {
  /// With an exit status other than 0; the last line of its log tells why.
  case exited(Int, lastLine: String)
  /// By a signal: somebody or the system killed it.
  case killed(signal: Int)
  /// Another program started it: nobody knows.
  case unknown

  /// What happened, what to do, and how far it had come: the first words must do where there is no room for more.
  func sentence(after status: TrainerStatus?, of project: String) -> String {
    let what =
      switch self {
      case .exited(let code, _): "training ended with status \(code)"
      case .killed(let signal): "training was killed (signal \(signal))"
      case .unknown: "the trainer is gone without a word"
      }
    let next =
      status?.checkpoint == nil
      ? "nothing was saved" : "`inkling train \(project) --resume` goes on from what was saved"
    var more: [String] = []
    if let status, status.steps > 0 {
      more.append("It had come to step \(status.step) of \(status.steps).")
    }
    switch self {
    case .exited(_, let line) where !line.isEmpty: more.append("Its last words: \(line)")
    case .killed(9): more.append("Signal 9 often means that memory ran out.")
    default: break
    }
    return ([what + "; t starts again, " + next + "."] + more + [":log tells more"])
      .joined(separator: " ")
  }
}
