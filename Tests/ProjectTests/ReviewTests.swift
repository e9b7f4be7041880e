import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

@Suite struct ReviewSheetTests {
  @Test func firstEditOfAnAcceptedSliceCorrectsIt() {
    var sheet = ReviewSheet()
    let time = Date(timeIntervalSince1970: 60)
    sheet.set(.accepted, slice: 3, generation: 7, time: time)
    sheet.set(.rejected, slice: 4, generation: nil, time: time)
    let changed = [
      sheet.noteEdit(slice: 3, time: time + 60), sheet.noteEdit(slice: 3, time: time + 90),
      sheet.noteEdit(slice: 4), sheet.noteEdit(slice: 5),
    ]
    #expect(changed.map { $0 != nil } == [true, false, false, false])
    #expect(sheet.state(of: 3) == .corrected && sheet.state(of: 4) == .rejected)
    #expect(sheet.state(of: 5) == .todo)
    #expect(sheet.progress(slices: 10).sentence == "1 of 10 slices done")
    #expect(
      sheet.text == """
        slice,state,generation,time,user,note
        3,corrected,7,1970-01-01T00:02:00Z,,
        4,rejected,,1970-01-01T00:01:00Z,,

        """)
    #expect(ReviewSheet(text: sheet.text) == sheet)
  }

  @Test func filesReadBack() throws {
    let folder = TemporaryFolder()
    #expect(try ReviewSheet.load(folder["review/a.csv"]) == ReviewSheet())
    var sheet = ReviewSheet()
    sheet.set(.accepted, slice: 0, generation: 1)
    try sheet.write(to: folder["review/a.csv"])
    #expect(try ReviewSheet.load(folder["review/a.csv"]) == sheet)
  }

  @Test func usersAndNotesReadBack() {
    var sheet = ReviewSheet()
    let time = Date(timeIntervalSince1970: 60)
    sheet.set(.accepted, slice: 3, generation: 7, time: time, user: "anna")
    sheet.apply(NoteChange(slice: 3, before: nil, after: "apex, \"thin\" wall"))
    sheet.apply(NoteChange(slice: 5, before: nil, after: "blurred"))
    #expect(
      sheet.text == """
        slice,state,generation,time,user,note
        3,accepted,7,1970-01-01T00:01:00Z,anna,"apex, ""thin"" wall"
        5,todo,,,,"blurred"

        """)
    let read = ReviewSheet(text: sheet.text)
    #expect(read == sheet)
    #expect(read.rows.keys.sorted() == [3], "a note alone decides nothing")
    #expect(read.notes == [3: "apex, \"thin\" wall", 5: "blurred"])
  }

  /// How versions without notes read a line: four cells or more, of which the fourth is a time.
  @Test func programsOfBeforePassOverWhatTheyDoNotKnow() {
    var sheet = ReviewSheet()
    sheet.set(.accepted, slice: 3, generation: 7, time: Date(timeIntervalSince1970: 60), user: "a")
    sheet.apply(NoteChange(slice: 5, before: nil, after: "blurred"))
    let read = sheet.text.split(separator: "\n").dropFirst().compactMap { line -> String? in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count >= 4, (try? Date(String(cells[3]), strategy: .iso8601)) != nil else {
        return nil
      }
      return cells.prefix(3).joined(separator: ",")
    }
    #expect(read == ["3,accepted,7"])
  }

  @Test func notesAreOneLineAndBounded() {
    #expect(NoteChange.clean("a\u{1B}[31m b\n c\u{202E}") == "a [31m b c")
    #expect(NoteChange.clean(" \t ") == nil)
    #expect(NoteChange.clean(String(repeating: "x", count: 999))?.count == NoteChange.longest)
  }

  @Test func foreignLinesArePassedOver() {
    let sheet = ReviewSheet(
      text: "slice,state,generation,time\r\n1,accepted,2,2026-08-01T10:00:00Z\r\nx\n-1,accepted,,"
        + "2026-08-01T10:00:00Z\n2,fine,,2026-08-01T10:00:00Z\n3,todo,,yesterday\n")
    #expect(sheet.rows.keys.sorted() == [1])
  }

  @Test func fuzz() {
    var sheet = ReviewSheet()
    for slice in 0..<10 { sheet.set(.accepted, slice: slice, generation: slice) }
    withTornVariants(of: Array(sheet.text.utf8), seeds: 0..<500) { bytes in
      let read = ReviewSheet(text: String(decoding: bytes, as: UTF8.self))
      #expect(ReviewSheet(text: read.text) == read)
    }
  }
}

@Suite struct WorklistTests {
  @Test func uncertainAndFarComesFirst() {
    var review = ReviewSheet()
    review.set(.accepted, slice: 6, generation: 1)
    let list = Worklist(
      slices: 8, spacing: 10, uncertainty: [0.1, 0.1, 0.5, 0.1, 0.1, 0.1, 0.9, 0.2],
      annotated: [0, 4], review: review)
    #expect(list.annotated == [0, 4, 6])
    #expect(list.items[0].slice == 2)
    #expect(list.items[0].score == 0.5 * 20)
    #expect(list.mostUrgent() == 2)
    #expect(list.mostUrgent(except: 2) == 7)
    #expect(list.open == [2, 7, 1, 3, 5])
    #expect(list.next(after: 2) == 7 && list.next(after: 5) == 2 && list.next(after: 4) == 2)
    #expect(list.nextAnnotated(after: 0) == 4 && list.nextAnnotated(after: 6) == 0)
    #expect(list.previousAnnotated(before: 0) == 6 && list.previousAnnotated(before: 5) == 4)
  }

  @Test func withoutPredictionOrScribbles() {
    let fresh = Worklist(slices: 3, spacing: 5, uncertainty: nil, annotated: [])
    #expect(fresh.open == [0, 1, 2])
    #expect(fresh.nextAnnotated(after: 0) == nil)
    #expect(fresh.items[0].distanceMillimetres == nil)
    let done = Worklist(slices: 2, spacing: 5, uncertainty: [0, 0], annotated: [0, 1])
    #expect(done.mostUrgent() == nil && done.next(after: 0) == nil)
    let certain = Worklist(slices: 3, spacing: 5, uncertainty: [0, 0, 0], annotated: [0])
    #expect(certain.mostUrgent() == 1)
    let short = Worklist(slices: 3, spacing: 5, uncertainty: [0.5], annotated: [7, 0])
    #expect(short.annotated == [0] && short.open == [2, 1])
  }

  @Test func uncertaintyIsReadFromTheProject() throws {
    let box = try Sandbox()
    var map = LabelMap(size: box.size)
    for voxel in 0..<56 { map.voxels[voxel + 56] = 255 }  // Slice 1 is all doubt.
    try map.write(to: box.project.uncertainty(box.name), like: box.header, kind: .uncertainty)
    let list = try Worklist.load(
      box.project, box.name, geometry: box.header.geometry, annotated: [4])
    #expect(list.items[0].slice == 1)
    #expect(abs((list.items[0].uncertainty ?? 0) - 1) < 1e-6)
    #expect(list.items[0].distanceMillimetres == 24)
  }
}

@Suite struct AcceptedLabelsTests {
  @Test(arguments: Axis.allCases) func wholeSlicesReadBack(axis: Axis) throws {
    let box = try Sandbox()
    let url = box.project.labels(box.name)
    var accepted = try AcceptedLabels.load(url, geometry: box.header.geometry, sliceAxis: axis)
    #expect(accepted.slices.isEmpty)
    let (width, height, _) = box.size.sliceSize(along: axis)
    let labels = Slice(
      width: width, height: height, values: (0..<width * height).map { UInt8($0 % 3) })
    accepted.accept(2, labels: labels)
    #expect(accepted.slices == [2])
    #expect(accepted.dense(2) == labels && accepted.dense(1) == nil)
    #expect(accepted.map.counts[0] == box.size.count - width * height)
    try accepted.write(to: url, like: box.header)
    let again = try AcceptedLabels.load(url, geometry: box.header.geometry, sliceAxis: axis)
    #expect(again == accepted)
    accepted.release(2)
    #expect(accepted.map == LabelMap(size: box.size))
  }
}

@Suite struct ScribbleCheckTests {
  private let classes = [
    ClassEntry(id: 1, name: "RV"), ClassEntry(id: 2, name: "Myo"), ClassEntry(id: 4, name: "LV"),
  ]

  @Test(
    arguments: [
      ([:], "Nothing is drawn yet"), ([255: 10], "Only background"),
      ([1: 5, 4: 2], "every voxel becomes RV and LV"),
    ] as [([UInt8: Int], String)])
  func missing(counts: [UInt8: Int], words: String) {
    let check = ScribbleCheck(counts: counts, classes: classes)
    #expect(!check.canTrain)
    #expect(check.sentence?.contains(words) == true)
  }

  @Test func enough() {
    let check = ScribbleCheck(counts: [1: 5, 255: 9], classes: classes)
    #expect(check.canTrain && check.sentence == nil)
    #expect(check.hint == "No scribbles yet for Myo and LV: they will not be predicted.")
    let all = ScribbleCheck(counts: [1: 5, 2: 1, 4: 1, 255: 9], classes: classes)
    #expect(all.hint == nil)
  }
}

@Suite struct ScribbleImportTests {
  private let classes = [ClassEntry(id: 1, name: "RV"), ClassEntry(id: 2, name: "LV")]
  private let source = URL(fileURLWithPath: "/data/s.nii.gz")

  private func map(_ values: [UInt8], _ fill: UInt8) -> NumberMap {
    let size = GridSize(i: 8, j: 7, k: 5)
    return NumberMap(
      LabelMap(
        size: size, voxels: values + Array(repeating: fill, count: size.count - values.count)))
  }

  @Test func evidentEncodingsAreTaken() throws {
    let by255 = try ScribbleImport(
      map([0, 1, 2, 2], 255), form: nil, classes: classes, source: source)
    #expect(by255.form == .ignore255)
    #expect(Array(by255.map.voxels.prefix(5)) == [255, 1, 2, 2, 0])
    #expect(
      by255.sentence(classes: classes)
        == "/data/s.nii.gz: taken as ignore-255, because most voxels are its \"no scribble\". "
        + "Voxels: 1 background, 1 RV, 2 LV, 276 without a scribble.")
    let byLast = try ScribbleImport(
      map([0, 1, 2, 2], 3), form: nil, classes: classes, source: source)
    #expect(byLast.form == .ignoreLast && byLast.map == by255.map)
    let named = try ScribbleImport(
      map([255, 1, 2, 2], 0), form: .inkling, classes: classes, source: source)
    #expect(named.basis == .named && named.map == by255.map)
  }

  /// Our own files note their encoding; a note that the voxels contradict is not believed.
  @Test func notedEncodings() throws {
    let noted = try ScribbleImport(
      map([255, 1, 2], 0), form: nil, noted: .inkling, classes: classes, source: source)
    #expect(noted.basis == .noted && noted.form == .inkling)
    let stale = try ScribbleImport(
      map([0, 1, 2], 255), form: nil, noted: .inkling, classes: classes, source: source)
    #expect(stale.basis == .evident && stale.form == .ignore255)
    #expect(throws: ProjectError.self) {
      try ScribbleImport(
        map([0, 1, 2], 0), form: nil, noted: .ignore255, classes: classes, source: source)
    }
    // One class too few: the value is named, not the encoding asked for.
    do {
      _ = try ScribbleImport(
        map([255, 1, 3], 0), form: nil, noted: .inkling, classes: classes, source: source)
      Issue.record("value 3 was taken")
    } catch {
      #expect("\(error)".contains("the value 3"))
    }
  }

  @Test(
    arguments: [
      (nil, [255, 1, 2], 0, "does not show which scribble encoding"),
      (.inkling, [0, 1, 2], 255, "ignore-255"),
      (.inkling, [0, 1, 2], 3, "means nothing"),
      (.ignoreLast, [0, 1, 2], 255, "means nothing"),
      (.ignore255, [0, 1, 2], 3, "means nothing"),
      (.ignore255, [0, 1, 2], 0, "not in ignore-255"),
      (.ignoreLast, [0, 1, 2], 1, "no voxel without a scribble"),
      (nil, [0, 1, 9], 255, "means nothing"),
    ] as [(ScribbleForm?, [UInt8], UInt8, String)])
  func contradictionsAreRefused(
    form: ScribbleForm?, values: [UInt8], fill: UInt8, words: String
  ) {
    let error = #expect(throws: ProjectError.self) {
      try ScribbleImport(
        map(values, fill), form: form, classes: classes, source: source)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func valuesOfOtherProgramsAreTaken() throws {
    let snap = try LabelValues(
      "0=none,3=background,1=RV,2=LV", kind: .scribbles, names: [1: "RV", 2: "LV"])
    let named = try ScribbleImport(
      map([3, 1, 2, 2], 0), form: .values(snap), classes: classes, source: source)
    #expect(Array(named.map.voxels.prefix(5)) == [255, 1, 2, 2, 0])
    #expect(
      named.sentence(classes: classes).contains("taken as 0=none,3=background,1=RV,2=LV, as named"))
    // The next file needs no word, if all of its numbers are among them…
    let next = try ScribbleImport(
      map([3, 1], 0), form: nil, kept: snap, classes: classes, source: source)
    #expect(next.basis == .kept && next.map.counts[255] == 1)
    // … and what is beyond doubt is taken for what it is.
    let other = try ScribbleImport(
      map([0, 1], 255), form: nil, kept: snap, classes: classes, source: source)
    #expect(other.basis == .evident && other.form == .ignore255)
    let error = #expect(throws: ProjectError.self) {
      try ScribbleImport(
        map([3, 1, 7], 0), form: nil, kept: snap, classes: classes, source: source)
    }
    let text = error?.description ?? ""
    #expect(text.contains("says nothing: 7"), "\(text)")
  }

  @Test func theQuestionListsTheNumbersAndProposes() {
    let error = #expect(throws: ProjectError.self) {
      try ScribbleImport(map([3, 3, 3, 1, 2], 0), form: nil, classes: classes, source: source)
    }
    let text = error?.description ?? ""
    #expect(text.contains("  0: 275 voxels on 5 slices (0 to 4)\n"), "\(text)")
    #expect(text.contains("  3:   3 voxels on slice 0\n"))
    #expect(text.contains("--scribble-values 0=none,1=RV,2=LV,3=background\n"))
  }

  @Test func gapsInIdsAreNotClasses() {
    let gapped = [ClassEntry(id: 1, name: "RV"), ClassEntry(id: 4, name: "LV")]
    #expect(throws: ProjectError.self) {
      try ScribbleImport(map([0, 1, 2], 255), form: nil, classes: gapped, source: source)
    }
  }

  @Test func importedScribblesAreTheBase() throws {
    let box = try Sandbox()
    let imported = try ScribbleImport(
      map([0, 1, 2, 2], 255), form: nil, classes: classes, source: source)
    try imported.store(in: box.project, box.name, image: box.header)
    #expect(try box.read().map == imported.map)
    let store = try box.open()
    #expect(store.messages.isEmpty && !store.needsSave && !store.scribbles.canUndo)
    let text = try String(contentsOf: box.journal, encoding: .utf8)
    #expect(text.contains("imported from s.nii.gz (encoding ignore-255)"))
    // The journal alone is enough.
    try FileManager.default.removeItem(at: box.map)
    #expect(try box.read().map == imported.map)
    // Nothing is lost when it is done again.
    #expect(throws: ProjectError.self) {
      try imported.store(in: box.project, box.name, image: box.header)
    }
    try imported.store(in: box.project, box.name, image: box.header, replacing: true)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: box.journal.deletingLastPathComponent().path)
    #expect(names.contains { $0.hasPrefix("replaced-") && $0.hasSuffix("heart.journal") })
  }
}
