import Foundation

/// What has to be known of tmux, which stands between the viewer and the terminal.
enum Tmux {
  /// A sequence for the terminal, which tmux passes on where it may (tmux(1), "allow-passthrough").
  static func wrapped(_ sequence: String) -> String {
    "\u{1b}Ptmux;" + sequence.replacing("\u{1b}", with: "\u{1b}\u{1b}") + "\u{1b}\\"
  }

  /// Whether tmux passes sequences on from this pane. Its options are the person's: they are only looked at.
  ///
  /// Starts tmux and waits for its answer.
  static func passesThrough() -> Bool {
    let tmux = Process()
    tmux.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tmux.arguments = ["tmux", "show-options", "-pAv", "allow-passthrough"]
    let answer = Pipe()
    (tmux.standardOutput, tmux.standardError) = (answer, FileHandle.nullDevice)
    tmux.standardInput = FileHandle.nullDevice
    guard (try? tmux.run()) != nil else { return false }
    let words = String(decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    tmux.waitUntilExit()
    return ["on", "all"].contains(words.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
