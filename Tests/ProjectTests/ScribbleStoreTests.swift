import Foundation
import Testing
import Volume

@testable import Project

@Suite struct ScribbleStoreTests {
  /// Draws one stroke as a viewer does.
  private func draw(_ store: ScribbleStore, _ voxels: [Int], label: UInt8) {
    var scribbles = store.scribbles
    let stroke = scribbles.nextStroke
    if let edit = scribbles.paint(voxels, label: label, stroke: stroke) {
      store.append(.paint(edit))
    }
    store.append(.end(stroke: stroke, stamp: StrokeStamp(generation: 2)))
  }

  @Test func nothingIsWrittenBeforeTheFirstStroke() throws {
    let box = try Sandbox()
    let store = try box.open()
    store.tick()
    try store.save()
    #expect(FileSignature(of: box.journal).size < 0)
    #expect(FileSignature(of: box.map).size < 0)
    draw(store, [1, 2], label: 1)
    #expect(FileSignature(of: box.journal).size > 0)
  }

  @Test func strokesAndHistorySurviveAKill() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2, 3], label: 1)
    draw(store, [3, 4], label: 255)
    store.append(.undo(stroke: 2))
    // No save, no close: as after kill -9.
    let again = try box.open()
    #expect(again.scribbles == store.scribbles)
    #expect(again.scribbles.canRedo)
    #expect(again.messages.isEmpty)
    #expect(again.needsSave)
    #expect(try box.read().map == store.scribbles.map)
  }

  @Test func savedMapNamesItsRecordAndReloadsEqual() throws {
    for seed in 0..<60 as Range<UInt64> {
      let box = try Sandbox()
      var random = SplitMix64(seed: seed)
      let store = try box.open()
      var scribbles = store.scribbles
      for step in 0..<25 {
        for record in Scene.act(on: &scribbles, using: &random) { store.append(record) }
        if step % 9 == 5 { try store.save() }
      }
      let same = store.scribbles == scribbles
      #expect(same, "seed \(seed): the store follows the viewer")
      if seed % 2 == 0 { try store.close() }
      let again = try box.open()
      let reloaded = again.scribbles == scribbles
      #expect(reloaded, "seed \(seed)")
      #expect(again.messages.isEmpty, "seed \(seed): \(again.messages)")
      #expect(try box.read().map == scribbles.map, "seed \(seed)")
      if seed % 2 == 0, store.sequence > 0 {
        let (map, header) = try LabelMap.loadWithHeader(box.map)
        #expect(map == scribbles.map)
        let field = try #require(HeaderField.all.first { $0.name == "descrip" })
        let stamp = try #require(ScribbleStamp(header.text(field)))
        #expect(stamp.sequence < again.sequence + 1)
        #expect(!again.needsSave)
      }
    }
  }

  @Test func mapWithoutJournalIsTheBase() throws {
    let box = try Sandbox()
    var map = LabelMap(size: box.size)
    map.voxels[10] = 1
    map.voxels[11] = 255
    try map.write(to: box.map, like: box.header)
    #expect(try box.read().map == map)
    let store = try box.open()
    #expect(store.scribbles.map == map)
    #expect(!store.scribbles.canUndo)
    draw(store, [12], label: 2)
    // Even without the map the journal has everything.
    try FileManager.default.removeItem(at: box.map)
    let again = try box.open()
    #expect(again.scribbles.map.voxels[10...12] == [1, 255, 2])
    #expect(again.needsSave)
  }

  @Test func changesFromOutsideBecomeOneUndoableEdit() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2], label: 1)
    try store.close()
    // Another program paints voxel 20, keeps the description, and drops voxel 1.
    var (map, header) = try LabelMap.loadWithHeader(box.map)
    map.voxels[20] = 2
    map.voxels[1] = 0
    let field = try #require(HeaderField.all.first { $0.name == "descrip" })
    try map.write(to: box.map, like: box.header, description: header.text(field))
    let snapshot = try box.read()
    #expect(snapshot.map == map)
    #expect(snapshot.messages.count == 1)
    let again = try box.open()
    #expect(again.scribbles.map == map)
    #expect(again.messages.first?.contains("changed outside inkling: 2 voxels") == true)
    var scribbles = again.scribbles
    let undone = scribbles.undo()
    #expect(undone != nil)
    #expect(scribbles.map.voxels[20] == 0 && scribbles.map.voxels[1] == 1)
    // And it is in the journal now: the next opening has nothing to say.
    try again.close()
    #expect(try box.open().messages.isEmpty)
  }

  @Test func changesFromOutsideAreMergedWithLaterStrokes() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2], label: 1)
    try store.save()
    draw(store, [30, 31], label: 2)  // After the save; then the viewer dies.
    var map = try LabelMap.load(box.map)
    map.voxels[20] = 255
    map.voxels[30] = 1
    try map.write(to: box.map, like: box.header, description: "somebody else")
    let again = try box.open()
    #expect(again.scribbles.map.voxels[20] == 255)
    #expect(again.scribbles.map.voxels[30...31] == [2, 2], "the later stroke wins")
    #expect(again.scribbles.map.voxels[1...2] == [1, 1])
  }

  @Test func mapOutlivesALostJournal() throws {
    let box = try Sandbox()
    let store = try box.open()
    for voxel in 0..<9 { draw(store, [voxel], label: 1) }
    try store.close()
    // A power cut took the journal's end, then all of it.
    let bytes = try #require(try FileBytes.read(box.journal))
    try Data(bytes.prefix(bytes.count / 2)).write(to: box.journal)
    let half = try box.open()
    #expect(half.scribbles.map == store.scribbles.map)
    #expect(half.messages.first?.contains("that the journal has lost") == true)
    try half.close()
    try FileManager.default.removeItem(at: box.journal)
    let none = try box.open()
    #expect(none.scribbles.map == store.scribbles.map)
  }

  @Test func damagedJournalIsSetAsideAndTheMapFillsTheHole() throws {
    let box = try Sandbox()
    let store = try box.open()
    for voxel in 0..<9 { draw(store, [voxel], label: 1) }
    try store.save()
    draw(store, [20], label: 2)
    var bytes = try #require(try FileBytes.read(box.journal))
    let damaged = bytes.count / 2
    bytes[damaged] = 7
    try Data(bytes).write(to: box.journal)
    #expect(try box.read().map == store.scribbles.map)
    let reader = try box.open(readOnly: true)
    #expect(reader.scribbles.map == store.scribbles.map)
    #expect(try FileBytes.read(box.journal) == bytes, "reading changes nothing")
    let again = try box.open()
    #expect(again.scribbles.map == store.scribbles.map)
    #expect(again.messages.contains { $0.contains("is damaged") })
    let copies = try FileManager.default.contentsOfDirectory(
      atPath: box.journal.deletingLastPathComponent().path
    )
    .filter { $0.contains(".damaged-") }
    #expect(copies.count == 1)
    let contents = try JournalContents.load(box.journal, size: box.size)
    #expect(contents.damage.isEmpty)
    try again.close()
    let last = try box.open()
    #expect(last.messages.isEmpty)
    #expect(last.scribbles.map == store.scribbles.map)
  }

  @Test func unreadableMapIsRebuilt() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2], label: 1)
    try store.close()
    let good = try #require(try FileBytes.read(box.map))
    try Data(good.prefix(good.count / 2)).write(to: box.map)
    #expect(try box.read().map == store.scribbles.map)
    let again = try box.open()
    #expect(again.scribbles.map == store.scribbles.map)
    #expect(again.messages.first?.contains("rebuilt from the journal") == true)
    try again.save()
    #expect(try LabelMap.load(box.map) == store.scribbles.map, "the broken map was replaced")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: box.map.deletingLastPathComponent().path)
    #expect(names.contains { $0.contains(".unreadable-") }, "and kept")
  }

  @Test func otherImageIsRefused() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1], label: 1)
    let other = ImageHeader(geometry: Geometry(size: GridSize(i: 9, j: 7, k: 5)))
    #expect(throws: ProjectError.self) {
      try ScribbleStore.open(box.project, box.name, image: other)
    }
    try store.close()
    #expect(throws: VolumeError.self) {
      try ScribbleStore.open(box.project, box.name, image: other)
    }
  }

  @Test func readOnlyStoreWritesNothing() throws {
    let box = try Sandbox()
    let store = try box.open(readOnly: true)
    draw(store, [1], label: 1)
    store.tick()
    try store.close()
    #expect(FileSignature(of: box.journal).size < 0)
    #expect(store.scribbles.counts[1] == 0)
  }

  @Test func deletedJournalIsWrittenAgain() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2], label: 1)
    try FileManager.default.removeItem(at: box.journal)
    draw(store, [3], label: 2)
    #expect(store.problem != nil)
    store.tick()
    #expect(store.problem == nil)
    draw(store, [4], label: 2)
    #expect(try box.open().scribbles == store.scribbles)
  }

  @Test func journalChangedByAnotherProgramIsNotTouched() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2], label: 1)
    let theirs = Data("1 note theirs\n".utf8)
    try theirs.write(to: box.journal, options: .atomic)
    draw(store, [3], label: 2)
    store.tick()
    #expect(try FileBytes.read(box.journal) == Array(theirs))
    #expect(store.problem?.text.contains(".rescued-") == true)
    let folder = box.journal.deletingLastPathComponent()
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).first {
        $0.contains(".rescued-")
      })
    let rescued = try JournalContents.load(folder.appendingPathComponent(name), size: box.size)
    #expect(rescued.replay(size: box.size, sliceAxis: .k).map == store.scribbles.map)
  }

  @Test func mapChangedWhileOpenIsKeptAside() throws {
    let box = try Sandbox()
    let store = try box.open()
    draw(store, [1, 2], label: 1)
    try store.save()
    var map = try LabelMap.load(box.map)
    map.voxels[30] = 2
    try map.write(to: box.map, like: box.header)
    draw(store, [3], label: 2)
    try store.save()
    let names = try FileManager.default.contentsOfDirectory(
      atPath: box.map.deletingLastPathComponent().path)
    let aside = try #require(names.first { $0.contains("changed-outside") })
    let kept = try LabelMap.load(box.map.deletingLastPathComponent().appendingPathComponent(aside))
    #expect(kept == map)
    #expect(try LabelMap.load(box.map) == store.scribbles.map)
  }

  @Test func hugeEditIsSplit() throws {
    let size = GridSize(i: 64, j: 64, k: 40)
    let box = try Sandbox(size: size)
    let store = try box.open()
    draw(store, Array(stride(from: 0, to: size.count, by: 2)), label: 1)
    let contents = try JournalContents.load(box.journal, size: size)
    #expect(contents.entries.count == 4)
    let again = try box.open()
    #expect(again.scribbles == store.scribbles)
  }

  /// A folder that can't be written: strokes stay in memory, marked, until it can.
  @Test func readOnlyFolder() throws {
    let box = try Sandbox()
    let folder = box.journal.deletingLastPathComponent()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    let store = try withoutRootRights {
      let store = try box.open()
      draw(store, [1, 2], label: 1)
      return store
    }
    #expect(store.problem?.text.hasPrefix("UNSAVED") == true)
    #expect(store.problem?.text.contains("Permission denied") == true)
    #expect(store.unsavedRecords == 3)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    store.tick(now: Date() + 2)
    #expect(store.problem == nil)
    #expect(try box.open().scribbles == store.scribbles)
  }

  /// Root may write anywhere: this thread alone becomes nobody for file access.
  private func withoutRootRights<R>(_ body: () throws -> R) rethrows -> R {
    typealias SetUser = @convention(c) (uid_t) -> Int32
    guard getuid() == 0, let symbol = dlsym(nil, "setfsuid") else { return try body() }
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65534)
    defer { _ = setUser(0) }
    return try body()
  }

  /// The folder of an implicit project is made by the first stroke, and tried again while that fails.
  @Test func preparationIsTriedAgain() throws {
    let folder = TemporaryFolder()
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 4, j: 4, k: 2)))
    let image = folder["brain.nii.gz"]
    try LabelMap(size: header.size).write(to: image, like: header)
    final class Owner {
      var project: Project
      var isAllowed = false
      init(_ project: Project) { self.project = project }
    }
    let owner = Owner(try Project.implicit(for: image))
    let store = try ScribbleStore.open(owner.project, "brain", image: header) {
      guard owner.isAllowed else { throw ProjectError.sentence("Not yet.") }
      try owner.project.create()
    }
    draw(store, [1], label: 1)
    #expect(store.problem?.text.contains("Not yet.") == true)
    #expect(!Project.isProject(owner.project.url))
    owner.isAllowed = true
    store.tick(now: Date() + 2)
    #expect(store.problem == nil)
    let again = try Project.implicit(for: image)
    #expect(again.exists)
    #expect(try ScribbleStore.open(again, "brain", image: header).scribbles == store.scribbles)
  }
}
