import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Disks that refuse, and folders that go, while a person draws.
struct DiskTests {
  /// A map that cannot be written is tried again every second, and keeps nobody from leaving.
  @Test func aMapThatCannotBeWrittenIsTriedAgain() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    bench.lock("scribbles")
    bench.withoutRights { bench.wait(6) }
    let problem = try #require(bench.state.unsaved)
    #expect(!problem.isOnlyInMemory && problem.text.contains("safe in the journal"), "\(problem)")
    #expect(problem.advice == "make the folder writable again")
    #expect(!bench.isThere("scribbles/heart.nii.gz"))
    bench.withoutRights { bench.wait(0.2) }
    #expect(bench.state.unsaved != nil)
    bench.press("q")
    #expect(bench.effects.last == .quit, "strokes are safe: q leaves")
    bench.unlock("scribbles")
    // A try that takes long on a busy machine is made again later.
    bench.wait(60)
    #expect(bench.state.unsaved == nil && bench.isThere("scribbles/heart.nii.gz"))
    #expect(bench.state.message?.text == "everything is saved again")
  }

  @Test func leavingSaysWhichFileIsOld() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    bench.lock("scribbles")
    let leaving = try #require(bench.withoutRights { bench.session.close() })
    #expect(leaving.isFailure && leaving.words.hasPrefix("Strokes are safe in the journal"))
    bench.unlock("scribbles")
    try bench.reopen()
    #expect(bench.state.open.scribbles.counts[1] == 2)
  }

  /// Strokes that are only in memory keep a person from leaving, and leaving all the same says what is lost.
  @Test func strokesInMemoryAreNamedOnLeaving() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    try bench.reopen()
    try FileManager.default.removeItem(at: bench.place("scribbles/heart.journal"))
    try FileManager.default.createDirectory(
      at: bench.place("scribbles/heart.journal"), withIntermediateDirectories: true)
    bench.press("l l 1 Space Space")
    #expect(bench.state.unsaved?.isOnlyInMemory == true)
    bench.press("q")
    #expect(bench.effects.last != .quit)
    let leaving = try #require(bench.session.close())
    #expect(leaving.isFailure && leaving.words.contains("heart.journal"), "\(leaving.words)")
  }

  /// Decisions whose files the disk refused come back from the journal.
  @Test func decisionsAreRestoredFromTheJournal() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space A A")
    #expect(bench.state.open.review.state(of: 2) == .accepted)
    bench.lock("labels", "review")
    bench.withoutRights {
      bench.press("n 2 Space Space A A")
      #expect(bench.state.open.review.state(of: 3) == .accepted)
      #expect(bench.state.unsaved?.isOnlyInMemory == false)
      bench.press("q")
      #expect(bench.effects.last == .quit)
    }
    let (accepted, review) = (bench.state.open.accepted, bench.state.open.review)
    #expect(try ReviewSheet.load(bench.place("review/heart.csv")) != review)
    let leaving = try #require(bench.withoutRights { bench.session.close() })
    #expect(leaving.isFailure && leaving.words.contains("Decisions are safe"), "\(leaving.words)")
    bench.unlock("labels", "review")
    try bench.reopen()
    #expect(bench.state.open.accepted == accepted && bench.state.open.review == review)
    bench.wait(0.1)
    #expect(try ReviewSheet.load(bench.place("review/heart.csv")) == review)
    try bench.reopen()
    #expect(bench.state.open.accepted == accepted)
    #expect(bench.session.notes.isEmpty, "what is up to date is not restored")
  }

  /// Classes and settings are in no journal of their own: tried again, and `q` refuses until then.
  @Test func settingsAreTriedAgain() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    bench.lock("")
    bench.withoutRights { bench.type("label 1 ventricle") }
    #expect(bench.state.unsaved?.isOnlyInMemory == true)
    bench.press("q")
    #expect(bench.effects.last != .quit)
    bench.unlock("")
    // A try that takes long on a busy machine is made again later.
    bench.wait(60)
    #expect(bench.state.unsaved == nil)
    #expect(try Project.open(bench.project).labelTable.label(id: 1)?.name == "ventricle")
  }

  /// `:w` says what it did.
  @Test func writingSaysWhatIsTrue() throws {
    let bench = try SessionBench()
    bench.type("w")
    #expect(bench.state.message?.text == "nothing is drawn yet: there is no file to write")
    #expect(!bench.isThere(""))
    bench.press("1 Space Space")
    bench.type("w")
    #expect(bench.state.message?.text.hasPrefix("scribbles written to ") == true)
    bench.type("w")
    #expect(bench.state.message?.text.hasPrefix("nothing new to write") == true)
    try FileManager.default.removeItem(at: bench.place("scribbles/heart.nii.gz"))
    bench.type("w")
    #expect(bench.isThere("scribbles/heart.nii.gz"))
  }

  /// A disk that is full at opening: strokes wait in memory, and are written with the lock when there is room.
  @Test func aDiskThatIsFullAtOpening() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    _ = bench.session.close()
    bench.lock("run")
    try bench.withoutRights {
      try bench.reopen()
      #expect(bench.state.readOnlyReason == nil && bench.session.lock == nil)
      bench.wait(0.1)
      #expect(bench.state.unsaved?.isOnlyInMemory == false)
      bench.press("l l 2 Space Space")
      bench.wait(1)
      #expect(bench.state.unsaved?.isOnlyInMemory == true)
      #expect(bench.screen.contains("UNSAVED"))
    }
    bench.unlock("run")
    bench.wait(2)
    bench.wait(2)
    #expect(bench.session.lock?.isHeld == true && bench.state.unsaved == nil)
    try bench.reopen()
    #expect(bench.state.open.scribbles.counts[2] == 1)
  }

  /// Another viewer has drawn before there was room: what it drew is not cut off.
  @Test func anotherViewerDrawsWhileTheDiskIsFull() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    _ = bench.session.close()
    bench.lock("run")
    try bench.withoutRights { try bench.reopen() }
    bench.unlock("run")
    let project = try Project.open(bench.project)
    let header = bench.session.open.volume.header
    let lock = try project.lockViewer()
    let other = try ScribbleStore.open(project, "heart", image: header)
    other.append(.paint(Edit(stroke: 5, changes: [Change(voxel: 0, old: 0, new: 2)])))
    bench.wait(2)
    #expect(bench.state.readOnlyReason?.contains("another viewer") == true)
    #expect(bench.state.open.scribbles.counts[2] == 1, "and shows what it drew")
    lock.release()
    #expect(try ScribbleStore.open(project, "heart", image: header).scribbles.counts[2] == 1)
  }

  /// A damaged journal that cannot be set aside is left alone, and shown.
  @Test func aDamagedJournalOnAFullDisk() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    _ = bench.session.close()
    var text = try String(contentsOf: bench.place("scribbles/heart.journal"), encoding: .utf8)
    text.replace("paint", with: "point")
    try Data(text.utf8).write(to: bench.place("scribbles/heart.journal"))
    bench.lock("scribbles")
    try bench.withoutRights { try bench.reopen() }
    #expect(bench.state.readOnlyReason?.contains("damaged journal") == true)
    bench.unlock("scribbles")
    try bench.reopen()
    #expect(bench.state.readOnlyReason == nil)
  }

  @Test(arguments: ["", "scribbles", "run", "labels", "review", "project.json"])
  func whatIsRemovedIsMadeAgain(name: String) throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space A A")
    bench.type("w")
    let (accepted, review) = (bench.state.open.accepted, bench.state.open.review)
    try FileManager.default.removeItem(at: bench.place(name))
    bench.wait(1.5)
    bench.wait(1.5)
    #expect(bench.state.message?.text.contains("made again") == true, "\(bench.state.message)")
    #expect(bench.state.unsaved == nil && bench.session.lock?.isHeld == true)
    bench.press("n 2 Space Space")
    #expect(bench.state.unsaved == nil)
    try bench.reopen()
    #expect(bench.state.open.scribbles.counts[1] == 2 && bench.state.open.scribbles.counts[2] == 1)
    #expect(bench.state.open.accepted == accepted && bench.state.open.review == review)
    #expect(bench.session.project.missingParts.isEmpty)
    #expect(bench.isThere("scribbles/heart.nii.gz") && bench.isThere("labels.txt"))
  }

  /// A project that is renamed is not made twice: strokes go on in it.
  @Test func aProjectThatIsMoved() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    let elsewhere = bench.folder.appendingPathComponent("other.inkling")
    try FileManager.default.moveItem(at: bench.project, to: elsewhere)
    bench.press("l l 2 Space Space")
    bench.wait(1.5)
    let problem = try #require(bench.state.unsaved)
    #expect(!problem.isOnlyInMemory && problem.text.contains(elsewhere.lastPathComponent))
    bench.press("q")
    #expect(bench.effects.last == .quit)
    #expect(bench.session.close()?.isFailure == true)
    #expect(!bench.isThere(""))
    let (session, state) = try SessionBench.open(.project(elsewhere))
    #expect(state.open.scribbles.counts[2] == 1)
    _ = session.close()
  }
}
