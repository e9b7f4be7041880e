import Foundation
import Glibc

/// Names of temporary files. They tell whose they are: what a killed process has left can be swept later, and what
/// another one is writing, here or on another machine that shares the folder, is let be.
package enum TemporaryFile {
  /// A name that nobody else uses, in the folder of the file that is to be replaced: `.NAME.PID-MACHINE-RANDOM.tmp`.
  package static func beside(_ url: URL) -> URL {
    let end = ".\(owner)-\(String(UInt32.random(in: 0...UInt32.max), radix: 16)).tmp"
    return url.deletingLastPathComponent().appendingPathComponent(
      FileName.fitting(url.lastPathComponent, after: ".", before: end))
  }

  /// `PID-MACHINE` of this process.
  package static var owner: String { "\(getpid())-\(machine)" }

  /// The process that a name's end `PID-MACHINE…` tells of; nil where it is none of this machine.
  package static func process(_ end: Substring) -> Int? {
    let parts = end.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[1] == machine else { return nil }
    return Int(parts[0])
  }

  /// The process of this machine that a file's name tells of; nil where it is no temporary file, or another machine's.
  package static func process(ofName name: String) -> Int? {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
    let stem = name.dropLast(".tmp".count)
    return stem.lastIndex(of: ".").flatMap { process(stem[stem.index(after: $0)...]) }
  }

  /// Eight digits for this machine and the name space in which it counts processes: containers have their own.
  private static let machine: String = {
    var name = [CChar](repeating: 0, count: 256)
    _ = gethostname(&name, name.count - 1)
    var space = [CChar](repeating: 0, count: 256)
    _ = readlink("/proc/self/ns/pid", &space, space.count - 1)
    var hash: UInt32 = 0x811c_9dc5  // FNV-1a
    for byte in name + space { hash = (hash ^ UInt32(UInt8(bitPattern: byte))) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }()
}
