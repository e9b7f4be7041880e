import CProcessor
import Foundation

/// How many processors this process may use: what its affinity and its control group leave of the machine's.
///
/// More threads than that only take turns: in a container with a quota, or under `taskset`, the machine's number says nothing.
package enum UsableProcessors {
  /// The number of threads to use where nobody has named one; at least 1.
  package static var count: Int {
    let quotas = groupFolders(of: text("/proc/self/cgroup")).compactMap(quota)
    let allowed = Int(ink_allowed_processors())
    let machine = ProcessInfo.processInfo.activeProcessorCount
    return max(1, min(allowed > 0 ? allowed : machine, quotas.min() ?? machine))
  }

  /// The folders whose quota holds for this process: its own group's and those of all groups around it.
  ///
  /// - Parameter groups: text of /proc/self/cgroup: `NUMBER:CONTROLLERS:PATH` a line, version 2 without controllers.
  static func groupFolders(of groups: String) -> [String] {
    let root = "/sys/fs/cgroup"
    return groups.split(separator: "\n").flatMap { line -> [String] in
      let cells = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard cells.count == 3 else { return [] }
      let controllers = cells[1].split(separator: ",")
      guard controllers.isEmpty || controllers.contains("cpu") else { return [] }
      // Version 1 has a folder for each set of controllers, often with links of single names.
      let mounts = controllers.isEmpty ? [root] : ["\(root)/cpu", "\(root)/\(cells[1])"]
      var paths = [""]
      for part in cells[2].split(separator: "/") where part != ".." {
        paths.append(paths[paths.count - 1] + "/" + part)
      }
      return mounts.flatMap { mount in paths.map { mount + $0 } }
    }
  }

  /// Processors that a group's files allow, rounded up; nil where they set no limit.
  private static func quota(_ folder: String) -> Int? {
    processors(max: text(folder + "/cpu.max"))
      ?? processors(
        quota: text(folder + "/cpu.cfs_quota_us"), period: text(folder + "/cpu.cfs_period_us"))
  }

  /// Version 2: `QUOTA PERIOD` in microseconds, or `max PERIOD`.
  static func processors(max text: String) -> Int? {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    return words.count == 2 ? processors(quota: words[0], period: words[1]) : nil
  }

  /// Version 1: microseconds in two files; a quota of -1 is none.
  static func processors(quota: String, period: String) -> Int? {
    func number(_ text: String) -> Double? {
      Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard let quota = number(quota), let period = number(period), quota > 0, period > 0 else {
      return nil
    }
    return Int(min(1e6, (quota / period).rounded(.up)))
  }

  /// A small file of the system; empty where it can't be read.
  private static func text(_ path: String) -> String {
    (try? FileBytes.read(URL(fileURLWithPath: path), limit: 1 << 16)).flatMap { $0 }
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
