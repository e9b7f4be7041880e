import Volume

/// A sparse label map with its whole undo history. A value: painting has no effect outside it.
///
/// Labels: 0 = no scribble, 1…K = class, 255 = background scribble.
///
/// ```
/// let stroke = scribbles.nextStroke
/// scribbles.paint(voxels, label: 2, stroke: stroke)   // as often as the drag moves
/// scribbles.endStroke()
/// scribbles.undo()                                    // takes the whole stroke back
/// ```
///
/// History is a line, not a tree: painting after an undo drops what could have been redone.
package struct Scribbles: Equatable, Sendable {
  /// The label of a background scribble.
  package static let background = ScribbleEncoding.background

  /// The map as it is now.
  package private(set) var map: LabelMap
  /// The axis along which slices are counted.
  package let sliceAxis: Axis
  /// A stroke id that has not been used.
  package private(set) var nextStroke = 1
  /// Voxels with each label, by label; index 0 counts the voxels without a scribble.
  package private(set) var counts: [Int]

  /// Which slices are marked as empty, as it is recorded.
  package private(set) var marks = MarkedSlices()

  /// What was done, oldest first, each action whole.
  package private(set) var done: [Edit] = []
  /// What was taken back, in the order in which it was: the last one is done again first.
  package private(set) var undone: [Edit] = []
  private var open: Edit?
  private var scribbled: [Int]

  /// - Parameters:
  ///   - map: what is there before the first stroke; it can't be undone.
  ///   - sliceAxis: the axis along which slices are counted.
  package init(map: LabelMap, sliceAxis: Axis) {
    self.map = map
    self.sliceAxis = sliceAxis
    counts = Array(repeating: 0, count: 256)
    scribbled = Array(repeating: 0, count: map.size[sliceAxis])
    let drawn = map.voxels.indices.filter { map.voxels[$0] != 0 }
    for voxel in drawn {
      counts[Int(map.voxels[voxel])] += 1
      scribbled[slice(of: voxel)] += 1
    }
    counts[0] = map.voxels.count - drawn.count
  }

  // MARK: Painting

  /// Gives `voxels` the label `label` as a batch of `stroke`.
  ///
  /// A stroke id other than the open one ends the open stroke first.
  /// - Parameters:
  ///   - voxels: linear offsets; repeated ones and those outside the volume are ignored.
  ///   - label: 0 erases.
  ///   - stroke: the id of the stroke, `nextStroke` for a new one.
  /// - Returns: what changed, or nil when nothing did.
  @discardableResult
  package mutating func paint(_ voxels: [Int], label: UInt8, stroke: Int) -> Edit? {
    var changes: [Change] = []
    var previous = -1
    for voxel in voxels.sorted() where voxel != previous {
      previous = voxel
      guard map.voxels.indices.contains(voxel), map.voxels[voxel] != label else { continue }
      changes.append(Change(voxel: voxel, old: map.voxels[voxel], new: label))
    }
    guard !changes.isEmpty else { return nil }
    let edit = Edit(stroke: stroke, changes: changes)
    perform(edit)
    return edit
  }

  /// Applies a batch of a stroke whose changes are already known: pasted voxels, or a journal record.
  package mutating func perform(_ edit: Edit) {
    if let open, open.stroke != edit.stroke { endStroke() }
    undone.removeAll()
    nextStroke = max(nextStroke, edit.stroke + 1)
    apply(edit)
    if open == nil { open = Edit(stroke: edit.stroke, changes: []) }
    open?.changes += edit.changes
    open?.decisions += edit.decisions
  }

  /// Ends the open stroke: its batches become one unit of undo.
  /// - Returns: the stroke's id, or nil when none was open.
  @discardableResult
  package mutating func endStroke() -> Int? {
    guard let unit = open else { return nil }
    open = nil
    done.append(unit)
    return unit.stroke
  }

  // MARK: Undo and redo

  /// Takes the last stroke back, the open one if there is one.
  /// - Returns: what changed, or nil when there is nothing to take back.
  @discardableResult
  package mutating func undo() -> Edit? {
    endStroke()
    guard let unit = done.popLast() else { return nil }
    undone.append(unit)
    let inverse = unit.inverse
    apply(inverse)
    return inverse
  }

  /// Applies the stroke that was taken back last once more.
  /// - Returns: what changed, or nil when there is nothing to redo.
  @discardableResult
  package mutating func redo() -> Edit? {
    // There is no open stroke where there is something to redo: painting drops it.
    guard let unit = undone.popLast() else { return nil }
    done.append(unit)
    apply(unit)
    return unit
  }

  /// Whether `undo` would do something.
  package var canUndo: Bool { open != nil || !done.isEmpty }
  /// Whether `redo` would do something.
  package var canRedo: Bool { !undone.isEmpty }
  /// The stroke that `undo` would take back.
  package var lastStroke: Int? { (open ?? done.last)?.stroke }
  /// The stroke that `redo` would apply again.
  package var lastUndone: Int? { undone.last?.stroke }
  /// The stroke being drawn.
  package var openStroke: Int? { open?.stroke }

  /// The labels of kept slices under the strokes, as far as history tells: by voxel, the last ones.
  package var keptLabels: [Int: UInt8] {
    var kept: [Int: UInt8] = [:]
    for unit in done {
      for case .kept(let changes) in unit.decisions {
        for change in changes { kept[change.voxel] = change.new }
      }
    }
    return kept
  }

  /// Voxels that are there before the first stroke.
  package mutating func setBase(_ changes: [Change]) {
    apply(Edit(stroke: 0, changes: changes))
  }

  /// Marks that are there before the first stroke.
  package mutating func setMarks(_ marks: MarkedSlices) { self.marks = marks }

  private mutating func apply(_ edit: Edit) {
    for case .empty(let change) in edit.decisions { marks.note(change) }
    for change in edit.changes {
      let before = map.voxels[change.voxel]
      map.voxels[change.voxel] = change.new
      counts[Int(before)] -= 1
      counts[Int(change.new)] += 1
      scribbled[slice(of: change.voxel)] += (change.new != 0 ? 1 : 0) - (before != 0 ? 1 : 0)
    }
  }
}

extension Scribbles {
  // MARK: Slices

  /// Slices that hold at least one scribbled voxel, ascending.
  package var annotatedSlices: [Int] {
    scribbled.indices.filter { scribbled[$0] > 0 }
  }

  /// Whether a slice holds a scribbled voxel.
  package func isAnnotated(_ slice: Int) -> Bool {
    scribbled.indices.contains(slice) && scribbled[slice] > 0
  }

  /// Those of some slices that are marked as empty.
  package func emptySlices(among slices: some Sequence<Int>, in geometry: Geometry) -> Set<Int> {
    marks.slices(among: slices, of: map, in: geometry, along: sliceAxis)
  }

  /// Records the marks that so far only the lines tell of: a journal begins that will have them all.
  package mutating func recordMarks(in geometry: Geometry) {
    setMarks(MarkedSlices(emptySlices(among: annotatedSlices, in: geometry)))
  }

  /// The slice that holds a voxel.
  package func slice(of voxel: Int) -> Int {
    switch sliceAxis {
    case .i: voxel % map.size.i
    case .j: voxel / map.size.i % map.size.j
    case .k: voxel / (map.size.i * map.size.j)
    }
  }

  /// Slices that an edit touches, ascending: where to look after undo and redo.
  package func slices(of edit: Edit) -> [Int] {
    Set(edit.changes.map { slice(of: $0.voxel) }).sorted()
  }

  /// Counts per label that occurs, without "no scribble".
  package var countsPerLabel: [UInt8: Int] {
    Dictionary(
      uniqueKeysWithValues: counts.indices.dropFirst().filter { counts[$0] > 0 }
        .map { (UInt8($0), counts[$0]) })
  }
}
