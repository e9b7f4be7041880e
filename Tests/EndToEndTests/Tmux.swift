import Foundation
import Glibc
import Testing

/// A real terminal without a display: tmux on a socket of its own, driven by keys and read back as text.
///
/// Nothing is waited for by sleeping: `wait` polls for what is expected.
final class Tmux {
  private let socket = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmux").path

  /// Where tmux is; nil when it is not installed.
  static let program: String? = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/bin/tmux"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Neither the key map nor the typed lines of whoever runs the tests.
  private static let withoutPerson = "export XDG_CONFIG_HOME=/dev/null XDG_STATE_HOME=/dev/null; "

  /// Starts a shell command on a screen of a size.
  init(_ command: String, columns: Int = 80, rows: Int = 24) throws {
    try run(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
        + [Self.withoutPerson + command])
    try run(["set-option", "-g", "remain-on-exit", "on"])
  }

  deinit {
    _ = try? run(["kill-server"])
    unlink(socket)
  }

  /// Keys by tmux' names.
  func keys(_ names: String...) throws {
    for name in names { try run(["send-keys", "-t", "0", name]) }
  }

  /// Bytes as they are, in one write.
  func bytes(_ text: String) throws { try run(["send-keys", "-t", "0", "-l", text]) }

  /// The same one by one, also those that mean something to tmux itself.
  func hexadecimal(_ text: String) throws {
    try run(["send-keys", "-t", "0", "-H"] + text.utf8.map { String($0, radix: 16) })
  }

  /// Pastes a text, with marks around it if the program has asked for them.
  func paste(_ text: String, marked: Bool) throws {
    try run(["set-buffer", text])
    try run(["paste-buffer", "-r", "-t", "0"] + (marked ? ["-p"] : []))
  }

  func resize(columns: Int, rows: Int) throws {
    try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// What the screen shows; with colours also the blanks at the ends of lines, which may have some.
  func screen(colours: Bool = false) throws -> String {
    try run(["capture-pane", "-p", "-t", "0"] + (colours ? ["-e", "-N"] : []))
  }

  /// Writes everything that the program sends to the terminal from now on into a file.
  func record(to file: URL) throws {
    try run(["pipe-pane", "-t", "0", "cat > '\(file.path)'"])
  }

  /// The process in the pane: the shell command.
  func pid() throws -> Int32 {
    let text = try run(["display-message", "-p", "-t", "0", "#{pane_pid}"])
    return Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
  }

  /// Waits until the screen satisfies a condition, and returns it.
  @discardableResult
  func wait(
    _ what: String, seconds: Double = 30, sourceLocation: SourceLocation = #_sourceLocation,
    until condition: (String) -> Bool
  ) throws -> String {
    let end = Date().addingTimeInterval(seconds)
    var text = ""
    repeat {
      text = try screen()
      if condition(text) { return text }
      usleep(30_000)
    } while Date() < end
    Issue.record("waited in vain for \(what). The screen:\n\(text)", sourceLocation: sourceLocation)
    throw Timeout(what: what)
  }

  /// Waits until a text is on the screen.
  @discardableResult
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try wait("\"\(text)\"", sourceLocation: sourceLocation) { $0.contains(text) }
  }

  /// Waits until the program below the shell has ended, and the shell has said how the terminal is set.
  @discardableResult
  func waitForEnd(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> String
  {
    try wait("the end with \(status) and the settings", sourceLocation: sourceLocation) {
      let words = $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return words.contains("ended with \(status)") && words.contains("icanon")
        && words.contains("echoctl")
    }
  }

  struct Timeout: Error { let what: String }

  /// Runs tmux and returns what it prints.
  ///
  /// Not by Foundation's Process: that waits until every inherited descriptor is closed, and the tmux server
  /// keeps those of the client that started it.
  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words =
      ["/bin/bash", "-c", Tmux.closing, Tmux.program ?? "tmux", "-S", socket] + arguments
    var pointers = words.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    pointers.append(nil)
    // Threads of the test runner block signals, and children would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let status = posix_spawn(&pid, words[0], &actions, &attributes, pointers, environ)
    close(ends[1])
    try #require(status == 0, "tmux could not be started")
    defer { waitpid(pid, nil, 0) }
    return String(decoding: readAll(ends[0]), as: UTF8.self)
  }

  /// Closes everything but standard input and output, then becomes tmux.
  private static let closing =
    "for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; exec \"$0\" \"$@\""

  private func readAll(_ file: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(file, &bytes, bytes.count), count > 0 { all += bytes[..<count] }
    return all
  }
}

/// A synthetic volume to look at, in a folder of its own.
final class ViewingPlace {
  private let place: Workplace
  var folder: URL { place.url }
  var image: URL { folder.appendingPathComponent("heart.nii.gz") }
  var project: URL { folder.appendingPathComponent("heart.inkling") }
  var journal: URL { project.appendingPathComponent("scribbles/heart.journal") }

  init() throws {
    place = try Workplace()
    let made = try CommandRunner.run(["phantom", "--output", image.path, "--size", "64x64x6"])
    try #require(made.status == 0, "inkling phantom failed: \(made.messages)")
  }

  /// The journal's records; none while there is no journal.
  var records: [Substring] {
    ((try? String(contentsOf: journal, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  /// How many records of a kind the journal has.
  func count(_ kind: String) -> Int {
    records.filter { $0.split(separator: " ").dropFirst().first == kind[...] }.count
  }

  /// Starts the viewer in a shell that says afterwards how it ended and how the terminal is set.
  func open(
    _ arguments: String = "", columns: Int = 80, rows: Int = 24,
    environment: String = "TERM=tmux-256color LANG=C.UTF-8"
  ) throws -> Tmux {
    try Tmux(
      "cd '\(folder.path)'; env \(environment) '\(CommandRunner.program.path)' open heart.nii.gz "
        + "\(arguments); "
        + "echo \"ended with $?\"; stty -a | tr ';' '\\n' | grep -E 'icanon|echo'; sleep 600",
      columns: columns, rows: rows)
  }

  /// Sends a signal to the viewer below the shell of a session.
  ///
  /// Only ever to a process that is surely this viewer: a wrong number would hit others, and -1 everybody.
  func signal(_ tmux: Tmux, _ number: Int32) throws {
    let shell = try tmux.pid()
    try #require(shell > 1, "the shell in the pane")
    let children = try CommandRunner.shell([
      "/bin/sh", "-c", "cat /proc/\(shell)/task/*/children",
    ]).output
    let pid = try #require(children.split(separator: " ").first.flatMap { Int32($0) })
    let program = URL(fileURLWithPath: "/proc/\(pid)/exe").resolvingSymlinksInPath()
    try #require(pid > 1 && program.lastPathComponent == "inkling", "the viewer's process")
    kill(pid, number)
  }
}
