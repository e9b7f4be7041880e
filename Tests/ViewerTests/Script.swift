import Annotation
import Foundation
import Volume

@testable import Viewer

/// A viewer without terminal or disk: keys go in, state, screen and effects come out.
struct Script {
  var state: ViewerState
  /// Everything that was asked of the shell so far.
  var effects: [Effect] = []

  init(
    volume: Volume, columns: Int = 80, rows: Int = 24, appearance: Appearance = Appearance(),
    labels: [String] = ["RV", "Myo", "LV"], sliceAxis: Axis = .k, cases: [String] = ["heart"],
    readOnly: String? = nil
  ) {
    let scribbles = Scribbles(map: LabelMap(size: volume.geometry.size), sliceAxis: sliceAxis)
    let project = ProjectView(
      name: "heart", url: URL(fileURLWithPath: "/nowhere/heart.inkling"), exists: true,
      cases: cases.map { CaseView(name: $0, progress: nil) }, current: 0,
      labels: .standard(names: labels), regionMargin: 20)
    state = ViewerState(
      columns: columns, rows: rows, appearance: appearance, project: project,
      open: OpenCase(name: cases[0], index: 0, volume: volume, scribbles: scribbles),
      readOnlyReason: readOnly)
    state.now = Date(timeIntervalSince1970: 1_000_000)
    state.timeZone = .gmt
    state.message = nil
  }

  mutating func send(_ event: Event) {
    effects += update(&state, event).filter {
      // Every typed line is kept for the next time; that says nothing about what it does.
      if case .rememberLine = $0 { false } else { true }
    }
  }

  /// Keys by name, separated by blanks.
  mutating func press(_ keys: String) {
    for name in keys.split(separator: " ") {
      guard let key = Key(parsing: String(name)) else { fatalError("no key is called \(name)") }
      send(.input(.key(key)))
    }
  }

  /// A line typed after `:`.
  mutating func type(_ line: String) {
    press(":")
    for character in line { send(.input(.key(Key(character)))) }
    press("Enter")
  }

  mutating func mouse(
    _ action: MouseEvent.Action, _ button: MouseEvent.Button = .left, _ column: Int, _ row: Int,
    control: Bool = false
  ) {
    send(.input(.mouse(MouseEvent(action, button, column: column, row: row, control: control))))
  }

  /// The strokes of a slice: a character a voxel, `.` none, digits labels, `b` background.
  func labels(slice: Int) -> String {
    Self.text(state.open.scribbles.map.slice(slice, along: .k))
  }

  static func text(_ slice: Slice<UInt8>) -> String {
    (0..<slice.height).map { row in
      String(
        (0..<slice.width).map { column -> Character in
          switch slice[column, row] {
          case 0: "."
          case 255: "b"
          case let label: Character("\(label)")
          }
        })
    }.joined(separator: "\n")
  }

  /// The cell that shows a voxel's upper left pixel.
  func cell(_ column: Int, _ row: Int) -> (column: Int, row: Int) {
    state.viewport.cell(of: SlicePoint(column: column, row: row))
  }

  var screen: CellGrid { draw(state) }
  var message: String { state.message?.text ?? "" }

  /// Records of strokes only.
  var records: [Effect] {
    effects.filter {
      switch $0 {
      case .append, .endStroke, .undo, .redo: true
      default: false
      }
    }
  }
}

extension Volume {
  /// A volume whose intensities grow along all axes; voxel axes run right, front, up unless letters differ.
  static func ramp(
    _ i: Int, _ j: Int, _ k: Int, spacing: SIMD3<Double> = SIMD3(1, 1, 1), flipped: Bool = true
  ) -> Volume {
    let size = GridSize(i: i, j: j, k: k)
    // LPS axes: on the screen columns then run with i and rows with j.
    let sign = flipped ? -1.0 : 1.0
    let affine = Affine(
      i: SIMD3(sign * spacing.x, 0, 0), j: SIMD3(0, sign * spacing.y, 0),
      k: SIMD3(0, 0, spacing.z))
    let header = ImageHeader(
      geometry: Geometry(size: size, spacing: spacing, affine: affine))
    let voxels = (0..<size.count).map { offset -> Float in
      let voxel = size.voxel(at: offset)
      return Float(voxel.i + voxel.j + 10 * voxel.k)
    }
    return Volume(
      header: header, voxels: voxels, source: URL(fileURLWithPath: "/nowhere/heart.nii.gz"))
  }
}
