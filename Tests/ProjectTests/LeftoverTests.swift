import Foundation
import Testing
import Volume

@testable import Project

/// What killed processes leave, and locks in copied folders.
@Suite struct LeftoverTests {
  /// A process of this machine that has ended.
  private func endedProcess() throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    return Int(process.processIdentifier)
  }

  private var machine: Substring { TemporaryFile.owner.split(separator: "-")[1] }

  private func put(_ name: String, in folder: URL) throws -> URL {
    let url = folder.appendingPathComponent(name)
    try Data("x".utf8).write(to: url)
    return url
  }

  private func isThere(_ url: URL) -> Bool { FileSignature(of: url).size >= 0 }

  @Test func openingSweepsWhatEndedProcessesLeft() throws {
    let box = try Sandbox()
    let ended = try endedProcess()
    let scribbles = box.project.url.appendingPathComponent("scribbles")
    let dead = ".heart.nii.gz.\(ended)-\(machine)-1f.tmp"
    let gone = try put(dead, in: scribbles)
    let lockFile = try put(".viewer.lock.\(ended)-\(machine)-2.tmp", in: box.project.run)
    let letter = try put(".1-2-3.command.\(ended)-\(machine)-2.tmp", in: box.project.mailbox.url)
    let kept = [
      TemporaryFile.beside(box.map), scribbles.appendingPathComponent(".a.\(ended)-00000000-1.tmp"),
      scribbles.appendingPathComponent(".a.\(ended)-77.tmp"),
      scribbles.appendingPathComponent("heart.\(ended)-\(machine)-1f.tmp"),
      box.project.url.appendingPathComponent("predictions/\(dead)"),
      box.project.run.appendingPathComponent(".status.json.\(ended)-\(machine)-2.tmp"),
    ]
    for url in kept { try Data().write(to: url) }
    let lock = try box.project.lockViewer()
    for url in [gone, lockFile, letter] { #expect(!isThere(url), "\(url.lastPathComponent)") }
    for url in kept { #expect(isThere(url), "\(url.lastPathComponent)") }
    let trainer = try box.project.lockTrainer()
    #expect(!isThere(kept[4]) && !isThere(kept[5]), "the trainer's own")
    for url in kept.prefix(4) { #expect(isThere(url)) }
    lock.release()
    trainer.release()
  }

  @Test func halfMadeProjectsAreSwept() throws {
    let folder = TemporaryFolder()
    let ended = try endedProcess()
    let names = ["\(ended)-\(machine)", "\(getpid())-\(machine)", "\(ended)-00000000"]
    let made = names.map { folder[".p.inkling.making-\($0)"] }
    for url in made {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    _ = try Project.build(folder["q.inkling"], labels: .standard(names: ["A"])) { _ in }
    #expect(!isThere(made[0]) && isThere(made[1]) && isThere(made[2]))
  }

  /// A copy of an open project is not locked by the viewer of the original.
  @Test func aCopiedLockIsNoLock() throws {
    let box = try Sandbox()
    let lock = try box.project.lockViewer()
    let copy = box.folder["copy.inkling"]
    try FileManager.default.copyItem(at: box.project.url, to: copy)
    let project = try Project.open(copy)
    #expect(RunLock.inspect(project.viewerLockFile) == .copied(lock.owner))
    let second = try project.lockViewer()
    #expect(second.isHeld && lock.isHeld)
    #expect(RunLock.inspect(box.project.viewerLockFile) == .held(lock.owner))
    second.release()
    lock.release()
  }

  /// One folder under two names, a renamed one and one that shares its files stay locked.
  @Test func otherNamesOfAFolderStayLocked() throws {
    let box = try Sandbox()
    let lock = try box.project.lockViewer()
    let link = box.folder["link.inkling"]
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: box.project.url)
    func state(_ folder: URL) -> RunLock.State {
      RunLock.inspect(folder.appendingPathComponent("run/viewer.lock"))
    }
    #expect(state(link) == .held(lock.owner))
    let shared = box.folder["shared/run"]
    try FileManager.default.createDirectory(at: shared, withIntermediateDirectories: true)
    #expect(Glibc.link(lock.url.path, shared.appendingPathComponent("viewer.lock").path) == 0)
    #expect(state(box.folder["shared"]) == .held(lock.owner))
    let renamed = box.folder["renamed.inkling"]
    try FileManager.default.moveItem(at: box.project.url, to: renamed)
    #expect(state(renamed) == .held(lock.owner))
  }
}
