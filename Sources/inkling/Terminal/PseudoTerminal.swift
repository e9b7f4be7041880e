import CPseudoTerminal
import Foundation

/// A program in a terminal of its own that nobody sees: what is written to it counts as typed, what it writes can be
/// read.
final class PseudoTerminal {
  /// How a program ended: its exit status, or 128 and the signal's number, as a shell says it.
  typealias Ending = Int32

  let process: Int32
  private let descriptor: Int32
  private(set) var ending: Ending?
  private var buffer = [UInt8](repeating: 0, count: 65_536)

  /// Starts a program.
  /// - Throws: `Failure` when the system refuses.
  init(_ words: [String], environment: [String: String], columns: Int, rows: Int) throws {
    var arguments = words.map { strdup($0) }
    var variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { (arguments + variables).forEach { free($0) } }
    arguments.append(nil)
    variables.append(nil)
    var file: Int32 = -1
    process = ink_start_in_terminal(
      words[0], arguments, variables, Int32(columns), Int32(rows), &file)
    descriptor = file
    guard process > 0 else {
      throw Failure(
        "\(words[0]) could not be started in a terminal of its own: \(String(cString: strerror(-process)))."
      )
    }
  }

  deinit {
    guard process > 0 else { return }
    if ending == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(descriptor)
  }

  /// What the program writes next.
  ///
  /// - Parameter seconds: how long to wait for it.
  /// - Returns: nothing when nothing came; nil when no more will come.
  func read(within seconds: Double) -> [UInt8]? {
    guard wait(for: POLLIN, seconds: seconds) & (POLLIN | POLLHUP | POLLERR) != 0 else { return [] }
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return [] }
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Types something. A terminal takes only some of it while the program does not read, and a program that waits until
  /// its own output is read does not read: so that is read meanwhile.
  ///
  /// - Returns: what the program wrote meanwhile; nil when it has ended.
  func write(_ bytes: [UInt8]) -> [UInt8]? {
    var output: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        let found = wait(for: POLLIN | POLLOUT, seconds: 1)
        if found & (POLLHUP | POLLERR) != 0 { return nil }
        if found & POLLIN != 0 {
          guard let piece = read(within: 0) else { return nil }
          output += piece
        }
      } else if errno != EINTR {
        return nil
      }
    }
    return output
  }

  private func wait(for events: Int32, seconds: Double) -> Int32 {
    var file = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    // Rounded up, so that who waits for the last part of a millisecond does not turn in circles.
    let milliseconds = Int32(max(0, min(3_600_000, (seconds * 1000).rounded(.up))))
    return poll(&file, 1, milliseconds) > 0 ? Int32(file.revents) : 0
  }

  /// Gives the terminal another size; the program is told.
  func resize(columns: Int, rows: Int) {
    _ = ink_resize_terminal(descriptor, Int32(columns), Int32(rows))
  }

  /// Reads until the program has ended.
  ///
  /// - Parameter output: is given what it writes.
  /// - Returns: how it ended; nil when it has not in time.
  func waitForEnd(within seconds: Double, output: ([UInt8]) -> Void = { _ in }) -> Ending? {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while ending == nil, clock.now < end {
      // Its end of the terminal may be closed a little earlier.
      if let piece = read(within: 0.05) { output(piece) } else { usleep(2000) }
      var status: Int32 = 0
      guard waitpid(process, &status, WNOHANG) == process else { continue }
      ending = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      while let piece = read(within: 0), !piece.isEmpty { output(piece) }
    }
    return ending
  }
}
