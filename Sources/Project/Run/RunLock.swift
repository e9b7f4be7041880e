import Foundation
import Volume

/// run/lock (the trainer's) and run/viewer.lock: one trainer and one writing viewer per project.
///
/// The file appears whole and at once (hard link, or exclusive creation where there are no links). It is
/// free when there is none, or when it was made on this machine by a process that has ended. Locks from
/// other machines can't be checked: the message says who holds it and how to take it.
package final class RunLock {
  /// What stands in a lock file.
  package struct Owner: Codable, Equatable, Sendable {
    /// The process.
    package var process: ProcessIdentity
    /// When it took the lock.
    package var since: Date
    /// `trainer` or `viewer`.
    package var role: String
    /// Login name.
    package var user: String
    /// Where the lock was made, with links resolved; tells a copied lock. Older ones have none.
    package var path: String?
  }

  /// What a look at a lock file tells.
  package enum State: Equatable, Sendable {
    /// There is no lock.
    case free
    /// The holder is alive.
    case held(Owner)
    /// The holder has ended without removing it.
    case stale(Owner)
    /// The lock came with a copy of the folder; its holder works in the original.
    case copied(Owner)
    /// The holder is on another machine or in another container.
    case elsewhere(Owner)
    /// The file is not a lock; it is treated as stale once it is a minute old.
    case unreadable(ageSeconds: Double)
  }

  /// The lock file.
  package let url: URL
  /// What we wrote there.
  package let owner: Owner
  private var released = false

  private init(url: URL, owner: Owner) {
    self.url = url
    self.owner = owner
  }

  /// Looks at a lock without touching it.
  package static func inspect(_ url: URL, now: Date = Date()) -> State {
    guard let bytes = try? FileBytes.read(url, limit: 1 << 16) else {
      let missing = FileSignature(of: url).size < 0
      return missing ? .free : .unreadable(ageSeconds: 0)
    }
    guard let owner = Owner(bytes) else {
      let modified = Double(FileSignature(of: url).modified) / 1e9
      return .unreadable(ageSeconds: now.timeIntervalSince1970 - modified)
    }
    return switch owner.process.life {
    case .alive: LockCopy.isCopy(url, bytes, path: owner.path) ? .copied(owner) : .held(owner)
    case .gone: .stale(owner)
    case .elsewhere: .elsewhere(owner)
    }
  }

  /// Takes a lock; a stale one is taken over.
  ///
  /// - Parameters:
  ///   - role: `trainer` or `viewer`, for messages.
  ///   - force: takes it from a holder elsewhere or an unreadable file, never from a living process here.
  /// - Throws: `ProjectError.locked` with a sentence that says who holds it and what to do.
  package static func acquire(_ url: URL, role: String, force: Bool = false) throws -> RunLock {
    try FileBytes.makeFolder(url.deletingLastPathComponent())
    let owner = Owner(
      process: .current, since: Date().wholeSeconds, role: role, user: NSUserName().oneWord,
      path: RelativePath.resolved(url.path))
    for _ in 0..<8 {
      let seen = try? FileBytes.read(url, limit: 1 << 16)
      let state = inspect(url)
      switch state {
      case .free:
        if try create(url, owner) { return RunLock(url: url, owner: owner) }
      case .stale, .copied:
        try remove(url, seen: seen)
      case .elsewhere where force:
        try remove(url, seen: seen)
      case .unreadable(let age) where force || age > 60:
        try remove(url, seen: seen)
      default:
        throw ProjectError.locked(sentence(state, url, role: role))
      }
    }
    throw ProjectError.locked(sentence(inspect(url), url, role: role))
  }

  /// Removes the lock if it is still ours.
  package func release() {
    guard !released else { return }
    released = true
    guard let bytes = try? FileBytes.read(url, limit: 1 << 16), Owner(bytes) == owner else {
      return
    }
    unlink(url.path)
  }

  /// Whether the file still says that the lock is ours.
  package var isHeld: Bool {
    guard !released, let bytes = try? FileBytes.read(url, limit: 1 << 16) else { return false }
    return Owner(bytes) == owner
  }

  /// Creates the file with its content in one step; false when somebody was faster.
  private static func create(_ url: URL, _ owner: Owner) throws -> Bool {
    let temporary = TemporaryFile.beside(url)
    try AtomicFile.write(try owner.json(), to: temporary)
    defer { unlink(temporary.path) }
    if link(temporary.path, url.path) == 0 { return true }
    if errno == EEXIST { return false }
    // No hard links here (FAT, some network folders): exclusive creation, content a moment later.
    let file = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      if errno == EEXIST { return false }
      throw ProjectError.unwritable(path: url.path, reason: FileBytes.systemMessage())
    }
    close(file)
    guard rename(temporary.path, url.path) == 0 else {
      throw ProjectError.unwritable(path: url.path, reason: FileBytes.systemMessage())
    }
    return true
  }

  /// Takes a dead lock away; if meanwhile somebody else took it over, theirs is put back.
  private static func remove(_ url: URL, seen: [UInt8]?) throws {
    let aside = TemporaryFile.beside(url).path
    guard rename(url.path, aside) == 0 else {
      if errno == ENOENT { return }
      throw ProjectError.unwritable(path: url.path, reason: FileBytes.systemMessage())
    }
    if (try? FileBytes.read(URL(fileURLWithPath: aside))) != seen { link(aside, url.path) }
    unlink(aside)
  }
}

extension RunLock {
  /// Who holds a lock and what to do, as a sentence; empty when it is free.
  package static func sentence(_ state: State, _ url: URL, role: String) -> String {
    switch state {
    case .free: ""
    case .held(let owner):
      role == "trainer"
        ? "A trainer is running already: \(owner.description). Stop it with `inkling stop`, or watch it "
          + "with `inkling status`."
        : "This project is open for writing in another viewer: \(owner.description). Close that one first."
    case .stale(let owner):
      "\(url.path) was left behind by a process that has ended: \(owner.description). It is taken over."
    case .copied(let owner):
      "\(url.path) came here with a copy of the folder; \(owner.description), works in the original. It is taken over."
    case .elsewhere(let owner):
      "\(url.path) is held on another machine: \(owner.description). Whether that \(role) still runs "
        + "can't be told from here. If you know that it has ended, \(takeover(url, role))."
    case .unreadable:
      "\(url.path) is not a lock that this inkling understands. If no \(role) is running, "
        + "\(takeover(url, role))."
    }
  }
}

extension RunLock {
  private static func takeover(_ url: URL, _ role: String) -> String {
    role == "trainer" ? "use `inkling train --force`" : "take it away: rm \(url.path)"
  }
}

extension RunLock.Owner {
  /// "process 4711 of anna on node7, since 2026-08-01T10:00:05Z".
  package var description: String {
    "process \(process.pid) of \(user) on \(process.host), since \(since.formatted(.iso8601))"
  }

  init?(_ bytes: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let owner = try? decoder.decode(Self.self, from: Data(bytes)) else { return nil }
    self = owner
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
