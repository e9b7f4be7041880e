import Foundation

/// Whether a lock file came with a copy of the folder that its holder works in.
///
/// The lock names its own path. It is a copy where the file at that path holds the same words and is another file, with
/// both seen now and by the same system. A renamed folder has nothing at the old path, and one that is mounted twice
/// shows one file under two names: both stay locked. Device and inode of the two files decide, not the path and not
/// numbers kept from before: network folders may number anew. Files on two devices may still be one file seen through
/// two mounts, unless both are disks of this machine.
enum LockCopy {
  static func isCopy(_ url: URL, _ bytes: [UInt8], path original: String?) -> Bool {
    guard let original,
      (try? FileBytes.read(URL(fileURLWithPath: original), limit: 1 << 16)) == bytes
    else { return false }
    var here = stat()
    var there = stat()
    guard stat(url.path, &here) == 0, stat(original, &there) == 0,
      here.st_ino != there.st_ino || here.st_dev != there.st_dev
    else { return false }
    let mounts = mountedFileSystems
    let kinds = [url.path, original].map { kind(of: RelativePath.resolved($0), mounts) }
    if kinds.allSatisfy(disks.contains) { return true }
    return here.st_dev == there.st_dev && kinds.allSatisfy(numbered.contains)
  }

  /// Network folders whose file numbers tell the files of one mount apart. Others, and programs that make up folders,
  /// need not have such.
  private static let numbered: Set<String> = ["nfs", "nfs4"]

  /// Disks of this machine.
  private static let disks: Set<String> = [
    "ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "f2fs", "vfat", "exfat",
    "ntfs3",
  ]

  /// The kind of file system that a path lies on: of the innermost folder that something is mounted at.
  private static func kind(of path: String, _ mounts: [(place: String, kind: String)]) -> String {
    let holders = mounts.filter {
      $0.place == "/" || path == $0.place || path.hasPrefix($0.place + "/")
    }
    let deepest = holders.map(\.place.utf8.count).max()
    // Of several at one place the last hides the others.
    return holders.last { $0.place.utf8.count == deepest }?.kind ?? ""
  }

  /// What is mounted where, as /proc/self/mountinfo tells: `36 35 98:0 /root PLACE options … - KIND device options`.
  private static var mountedFileSystems: [(place: String, kind: String)] {
    let file = URL(fileURLWithPath: "/proc/self/mountinfo")
    let bytes = (try? FileBytes.read(file, limit: 1 << 24)) ?? nil
    return String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n").compactMap {
      line in
      let words = line.split(separator: " ")
      guard words.count > 6, let dash = words.firstIndex(of: "-"), dash + 1 < words.count else {
        return nil
      }
      let place = words[4].replacing("\\040", with: " ").replacing("\\011", with: "\t")
      return (String(place), String(words[dash + 1]))
    }
  }
}
