import Foundation
import Testing

@testable import Project

/// How many threads a process that may not use the whole machine takes.
struct UsableProcessorsTests {
  @Test(
    arguments: [
      ("max 100000\n", nil), ("200000 100000\n", 2), ("150000 100000\n", 2), ("5000 100000\n", 1),
      ("", nil), ("rubbish", nil), ("-1 100000", nil), ("100000 0", nil), ("1 2 3", nil),
    ] as [(String, Int?)])
  func quotaOfVersion2(text: String, count: Int?) {
    #expect(UsableProcessors.processors(max: text) == count)
  }

  @Test(
    arguments: [
      ("-1\n", "100000\n", nil), ("250000\n", "100000\n", 3), ("100000\n", "100000\n", 1),
      ("", "", nil), ("nan", "100000", nil), ("inf", "100000", 1_000_000),
    ] as [(String, String, Int?)])
  func quotaOfVersion1(quota: String, period: String, count: Int?) {
    #expect(UsableProcessors.processors(quota: quota, period: period) == count)
  }

  @Test func groupsAroundTheProcessCountToo() {
    #expect(
      UsableProcessors.groupFolders(of: "0::/a.slice/b.scope\n")
        == ["/sys/fs/cgroup", "/sys/fs/cgroup/a.slice", "/sys/fs/cgroup/a.slice/b.scope"])
    #expect(
      UsableProcessors.groupFolders(of: "5:memory:/x\n4:cpu,cpuacct:/x\n") == [
        "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu/x", "/sys/fs/cgroup/cpu,cpuacct",
        "/sys/fs/cgroup/cpu,cpuacct/x",
      ])
    #expect(UsableProcessors.groupFolders(of: "no group\n").isEmpty)
    // A name space shows its parents as "..".
    #expect(
      UsableProcessors.groupFolders(of: "0::/../x\n") == ["/sys/fs/cgroup", "/sys/fs/cgroup/x"])
  }

  @Test func thereIsAtLeastOneAndNoMoreThanTheMachineHas() {
    #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(UsableProcessors.count))
  }
}
