import Foundation

/// Processes that do nothing but keep processors busy. They end with their owner, and when this process is gone.
final class BusyProcesses {
  private var processes: [Process] = []

  init(_ count: Int) throws {
    let work =
      "while kill -0 \(getpid()) 2>/dev/null; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; done"
    for _ in 0..<count {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", work]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      processes.append(process)
    }
  }

  deinit {
    for process in processes {
      // Nothing gentler: they may have inherited that signals are ignored.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }
}
