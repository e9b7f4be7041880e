import Foundation

/// Starts `inkling train PROJECT` as a process of its own that outlives the viewer and the connection.
package enum TrainerLauncher {
  /// Starts the trainer in a new session: standard input from /dev/null, output appended to run/trainer.log.
  ///
  /// - Parameters:
  ///   - executable: path of `inkling` itself.
  ///   - project: the project to train.
  ///   - arguments: further options of `inkling train`.
  /// - Throws: `ProjectError.unwritable` for the log, `.sentence` when the process can't be started.
  package static func start(
    executable: URL, project: Project, arguments: [String] = []
  ) throws -> LaunchedTrainer {
    try start(
      executable: executable, project: project, words: ["train", project.url.path] + arguments)
  }

  /// The same with all words of the command: `train`, the project and its options, as a person has typed them.
  package static func start(
    executable: URL, project: Project, words: [String]
  ) throws -> LaunchedTrainer {
    try FileBytes.makeFolder(project.run)
    let words = [executable.path] + words
    TrainerLog.makeRoom(project.trainerLog)
    try TrainerLog.append(words.joined(separator: " "), to: project.trainerLog)
    return LaunchedTrainer(pid: try spawn(words, log: project.trainerLog))
  }

  /// Starts any program in a new session with its output appended to `log`.
  static func spawn(_ words: [String], log: URL) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    // Opened here, where a pipe in its place is noticed and not waited for.
    let output = try FileBytes.openToWrite(log, O_WRONLY | O_APPEND)
    defer { close(output) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    // A new session, and none of the signals that the viewer blocks or ignores.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID of glibc and musl
    posix_spawnattr_setflags(
      &attributes,
      Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))

    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { arguments.forEach { free($0) } }
    arguments.append(nil)
    var surroundings = Self.surroundings
    defer { surroundings.forEach { free($0) } }
    surroundings.append(nil)
    var pid: pid_t = 0
    let result = posix_spawn(&pid, words[0], &actions, &attributes, arguments, surroundings)
    guard result == 0 else {
      throw ProjectError.sentence(
        "The trainer could not be started: expected a program at \(words[0]), the system says: "
          + "\(FileBytes.systemMessage(result)). Try `inkling train` in a shell.")
    }
    return pid
  }

  /// The environment of this process, without the person's settings: the words are whole. Those of a command have had
  /// their say, and the viewer follows project and page of training.
  private static var surroundings: [UnsafeMutablePointer<CChar>?] {
    let variables = ProcessInfo.processInfo.environment.merging(["INKLING_SETTINGS": ""]) { $1 }
    return variables.map { strdup("\($0.key)=\($0.value)") }
  }
}

/// A trainer that this process has started.
package struct LaunchedTrainer: Equatable, Sendable {
  /// How a process ended.
  package enum Ending: Equatable, Sendable {
    /// By itself, with this status; 0 = success.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)
  }

  /// Process id, and the id of its session.
  package let pid: Int32

  /// Asks it to stop with everything saved; one that has not begun yet just ends.
  package func stop() { _ = Foundation.kill(pid, SIGTERM) }

  /// Ends it at once.
  package func kill() { _ = Foundation.kill(pid, SIGKILL) }

  /// How it ended, without waiting; nil while it runs. Ask until it has ended, so that the system can forget it.
  package func ending() -> Ending? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
  }
}
