import Foundation

/// Tells one process from every other, on this machine and others, now and after a restart.
///
/// A process id alone is reused; together with the process's start time (ticks since the machine started)
/// and the machine's start (boot id) it is not.
package struct ProcessIdentity: Codable, Equatable, Sendable {
  /// Process id.
  package var pid: Int
  /// Name of the machine.
  package var host: String
  /// Start of the process in ticks since the machine started; 0 = unknown.
  package var started: UInt64
  /// The machine's own mark of its last start; empty = unknown.
  package var boot: String
  /// The name space that the process id is counted in: containers of one machine have different ones.
  package var namespace: String

  /// This process.
  package static var current: ProcessIdentity {
    let pid = Int(getpid())
    return ProcessIdentity(
      pid: pid, host: hostName, started: stat(of: pid)?.started ?? 0, boot: bootIdentifier,
      namespace: pidNamespace)
  }

  /// What is known about a process.
  package enum Life: Equatable, Sendable {
    /// It runs.
    case alive
    /// It has ended, or its number belongs to another process now.
    case gone
    /// It is on another machine or in another container: can't be told from here.
    case elsewhere
  }

  /// Whether the process still runs.
  package var life: Life {
    guard host == Self.hostName else { return .elsewhere }
    if !boot.isEmpty, !Self.bootIdentifier.isEmpty, boot != Self.bootIdentifier { return .gone }
    guard namespace == Self.pidNamespace else { return .elsewhere }
    guard let pid32 = Int32(exactly: pid), pid32 > 0 else { return .gone }
    if kill(pid32, 0) != 0 && errno == ESRCH { return .gone }
    guard let stat = Self.stat(of: pid) else { return .alive }
    // Ended, but not yet waited for by its parent.
    if stat.state == "Z" || stat.state == "X" { return .gone }
    return started != 0 && stat.started != started ? .gone : .alive
  }

  /// Name of this machine.
  package static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// State letter and start time in /proc/PID/stat; nil where there is no such process or no /proc.
  static func stat(of pid: Int) -> (state: Substring, started: UInt64)? {
    let file = URL(fileURLWithPath: "/proc/\(pid)/stat")
    guard let bytes = try? FileBytes.read(file, limit: 1 << 16) else { return nil }
    return stat(String(decoding: bytes, as: UTF8.self))
  }

  /// The program's name in the second field may hold blanks and parentheses: count from the last `)`.
  static func stat(_ text: String) -> (state: Substring, started: UInt64)? {
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
    return (fields[0], started)
  }

  private static var bootIdentifier: String {
    let file = URL(fileURLWithPath: "/proc/sys/kernel/random/boot_id")
    guard let bytes = try? FileBytes.read(file, limit: 1 << 10) else { return "" }
    return String(decoding: bytes, as: UTF8.self).oneWord
  }

  private static var pidNamespace: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
  }
}
