import Foundation
import Pictures
import Project
import Testing
import Volume

@testable import Viewer

/// Whole screens, at many sizes and in every colour mode.
struct ScreenTests {
  /// A session in the middle of its work: strokes, prediction, trainer, review.
  private func busy(
    columns: Int = 80, rows: Int = 24, appearance: Appearance = Appearance(),
    labels: [String] = ["RV", "Myo", "LV"]
  ) -> Script {
    var app = Script(
      volume: .ramp(24, 20, 12, spacing: SIMD3(1.5, 1.5, 8)), columns: columns, rows: rows,
      appearance: appearance, labels: labels)
    app.press("1 Space l l l Space 2 j j ) Space h h h h Space ( 0 K Space L Space")
    let size = GridSize(i: 24, j: 20, k: 12)
    let labels = (0..<size.count).map { offset -> UInt8 in
      let voxel = size.voxel(at: offset)
      let (x, y) = (voxel.i - 10, voxel.j - 12)
      return x * x + y * y < 16 ? 3 : x * x + y * y < 36 ? 2 : 0
    }
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: size, voxels: labels),
          uncertainty: LabelMap(
            size: size, voxels: (0..<size.count).map { UInt8($0 / 480 * 20 + $0 % 24) }),
          stamp: PredictionStamp(generation: 4), sliceAxis: .k)))
    app.send(
      .trainer(
        TrainerNews(
          status: .atWork(
            step: 124, of: 400, generation: 4, heartbeat: app.state.now,
            message: "picked up 34 new voxels"
          ).with(loss: 0.4123, secondsPerStep: 0.25),
          losses: (0..<80).map { 0.3 + 1 / Double($0 + 1) }, isAlive: true)))
    app.press("n A n R p p")
    return app
  }

  private static let ascii = Appearance(colours: .mono, glyphs: .ascii)
  private static let eight = Appearance(colours: .eight, glyphs: .full)

  @Test func screen80x24() {
    Snapshot.check(Snapshot.text(busy().screen, colours: true), "screen-80x24.txt")
  }

  @Test func screen60x16() {
    Snapshot.check(Snapshot.text(busy(columns: 60, rows: 16).screen), "screen-60x16.txt")
  }

  @Test func screen120x40() {
    Snapshot.check(Snapshot.text(busy(columns: 120, rows: 40).screen), "screen-120x40.txt")
  }

  @Test func screen200x60() {
    Snapshot.check(Snapshot.text(busy(columns: 200, rows: 60).screen), "screen-200x60.txt")
  }

  @Test(arguments: [(160, 48), (200, 60)])
  func threeViewsAndMosaic(columns: Int, rows: Int) {
    var app = busy(columns: columns, rows: rows)
    app.press("V Tab")
    Snapshot.check(Snapshot.text(app.screen), "three-\(columns)x\(rows).txt")
    app.press("Shift-Tab V")
    Snapshot.check(Snapshot.text(app.screen), "mosaic-\(columns)x\(rows).txt")
  }

  @Test func threeViewsAndMosaicWithoutColours() {
    var app = busy(columns: 160, rows: 48, appearance: Self.ascii)
    app.press("V Tab")
    Snapshot.check(Snapshot.text(app.screen), "three-mono.txt")
    app.press("V")
    Snapshot.check(Snapshot.text(app.screen), "mosaic-mono.txt")
  }

  @Test func screenInEightColours() {
    Snapshot.check(
      Snapshot.text(busy(appearance: Self.eight).screen, colours: true), "screen-8-colours.txt")
  }

  @Test func screenWithoutColours() {
    Snapshot.check(
      Snapshot.text(busy(appearance: Self.ascii).screen, colours: true), "screen-mono.txt")
  }

  @Test func screenInHighContrast() {
    var app = busy()
    app.press("*")
    Snapshot.check(Snapshot.text(app.screen), "screen-high-contrast.txt")
  }

  @Test func screenInASCIIWith256Colours() {
    let appearance = Appearance(colours: .palette256, glyphs: .ascii)
    Snapshot.check(Snapshot.text(busy(appearance: appearance).screen), "screen-ascii-256.txt")
  }

  private static let names = ["右心室", "心筋 (myocardium) の境界", "Hera\u{308}sz 🫀"]

  @Test func namesInWideCharacters() {
    let app = busy(labels: Self.names)
    Snapshot.check(Snapshot.text(app.screen), "screen-wide-names.txt")
  }

  /// What a terminal shows that takes ASCII alone.
  @Test func screenInTheCLocale() {
    let app = busy(
      appearance: Appearance(colours: .palette256, glyphs: .ascii), labels: Self.names)
    let strings = TerminalStrings(
      FrameWriterTests.common, colours: .palette256, isUTF8: false)
    let bytes = FrameWriter.bytes(from: nil, to: app.screen, strings)
    #expect(bytes.allSatisfy { $0 < 0x80 })
    var screen = TerminalScreen(columns: 80, rows: 24)
    screen.feed(bytes)
    Snapshot.check(screen.text + "\n", "screen-c-locale.txt")
  }

  @Test func screenTooSmall() {
    Snapshot.check(Snapshot.text(busy(columns: 59, rows: 16).screen), "screen-59x16.txt")
    Snapshot.check(Snapshot.text(busy(columns: 20, rows: 5).screen), "screen-20x5.txt")
  }

  @Test func helpAndLists() {
    var app = busy(columns: 80, rows: 24)
    app.press("?")
    Snapshot.check(Snapshot.text(app.screen), "help-80x24.txt")
    app.press("Esc r")
    Snapshot.check(Snapshot.text(app.screen), "worklist-80x24.txt")
    var wide = busy(columns: 120, rows: 60)
    wide.press("?")
    Snapshot.check(Snapshot.text(wide.screen), "help-120x60.txt")
  }

  // MARK: Properties

  /// Every size from nothing to large draws, and the mode word is always in the same cells.
  @Test(arguments: [Appearance(), eight, ascii, Appearance(colours: .sixteen)])
  func everySizeDraws(appearance: Appearance) {
    var app = busy(appearance: appearance)
    for (columns, rows) in [
      (1, 1), (2, 50), (59, 16), (60, 15), (60, 16), (61, 17), (71, 18), (72, 18), (80, 24),
      (100, 30), (132, 43), (200, 60), (300, 16), (60, 120),
    ] {
      app.send(.resize(columns: columns, rows: rows))
      for keys in [
        "", "Tab", "z", "b", "V", "Tab", "V", "?", "Esc", "r", "Esc", "f", "b", "Tab", "V", "Tab",
      ] {
        app.press(keys)
        let grid = app.screen
        #expect(grid.columns == columns && grid.rows == rows)
        guard !app.state.screenLayout.isTooSmall else { continue }
        let line = String(grid.text.split(separator: "\n", omittingEmptySubsequences: false)[0])
        #expect(line.dropFirst().hasPrefix(app.state.mode.rawValue))
      }
    }
  }

  @Test func asciiScreensHoldNothingElse() {
    for colours in ColourMode.allCases {
      var app = busy(
        columns: 170, rows: 45, appearance: Appearance(colours: colours, glyphs: .ascii))
      for keys in ["", "?", "Esc r", "Esc C", "Esc v L", "Esc w", "Esc V", "V", "V Esc :"] {
        app.press(keys)
        let strange = app.screen.cells.filter { $0.glyph < 32 || $0.glyph > 126 }
        #expect(strange.isEmpty, "\(keys): \(strange.compactMap { Unicode.Scalar($0.glyph) })")
      }
    }
  }

  @Test func coloursStayWithinTheMode() {
    let limits: [(ColourMode, ClosedRange<Int16>)] = [
      (.mono, -1 ... -1), (.eight, -1...7), (.sixteen, -1...15), (.palette256, -1...255),
    ]
    for (colours, range) in limits {
      var app = busy(columns: 120, rows: 40, appearance: Appearance(colours: colours))
      for keys in ["", "U", "o", "*", "?", "Esc T", "Space", "Esc e Space"] {
        app.press(keys)
        let strange = app.screen.cells.filter {
          !range.contains($0.foreground.number) || !range.contains($0.background.number)
        }
        #expect(strange.isEmpty, "\(colours) \(keys): \(strange.prefix(3))")
      }
    }
  }

  /// At one voxel a cell the colour of every scribbled cell is its label's, in both halves.
  @Test func labelsAreExact() {
    var app = busy(columns: 120, rows: 40)
    app.press("s s f z")
    app.type("go 0 0 0")
    let theme = Theme(app.state.appearance)
    let port = app.state.viewport
    let grid = app.screen
    for row in 0..<20 {
      for column in 0..<24 {
        let voxel = app.state.layout.voxel(column: column, row: row, slice: app.state.slice)
        let label = app.state.open.scribbles.map[voxel]
        guard label != 0 else { continue }
        let cell = port.cell(of: SlicePoint(column: column, row: row))
        #expect(
          grid[cell.column, cell.row].background == theme.label(label, in: app.state.project.labels)
        )
      }
    }
  }

  @Test func layersCanBeHidden() {
    var app = busy()
    let all = app.screen
    app.press("s")
    let withoutScribbles = app.screen
    #expect(withoutScribbles != all)
    app.press("d")
    #expect(app.screen != withoutScribbles)
    app.press("s d")
    app.state.message = nil
    var again = busy()
    again.state.message = nil
    #expect(app.screen == again.screen)
  }

  @Test func everythingIsSaidAtEighty() {
    let text = busy().screen.text
    for part in ["axial", "(", " mm", "value", "training 31%", "Myo", "1 of 12 slices done"] {
      #expect(text.contains(part), "\(part) is missing")
    }
  }

  @Test func helpIsAlwaysOffered() {
    for columns in [60, 80, 120] {
      var app = busy(columns: columns, rows: 24)
      for keys in ["", "Space", "Space w", "w e"] {
        app.press(keys)
        let bottom = app.screen.text.split(separator: "\n", omittingEmptySubsequences: false)[23]
        #expect(bottom.contains("? help") || app.state.mode == .window, "\(columns): \(bottom)")
      }
    }
  }

  /// Beside the slice is the terminal's own background, which as the colour of a glyph would be its light foreground.
  @Test(arguments: [false, true]) func halfBlocksNeverHaveTheTerminalsForeground(lower: Bool) {
    for (columns, rows) in [(80, 24), (120, 41), (170, 48), (170, 49)] {
      var app = busy(
        columns: columns, rows: rows,
        appearance: Appearance(colours: .sixteen, lowerBlocks: lower))
      for keys in ["", "Tab", "+", "V", "V", "Tab"] {
        app.press(keys)
        let light = app.screen.cells.filter {
          ($0.glyph == 0x2580 || $0.glyph == 0x2584) && $0.foreground == .standard
        }
        #expect(light.isEmpty, "\(columns)x\(rows) \(keys)")
      }
    }
  }

  @Test func filledPredictionsLetTheImageThrough() {
    var app = busy(columns: 120, rows: 40)
    var distances: [Int] = []
    app.press("o < < < <")
    for _ in 0..<4 {
      let theme = Theme(app.state.appearance)
      let pixels = SlicePixels(app.state, app.state.viewport)
      let picture = Composition(pixels, app.state, theme)
      let filled = picture.contents.indices.filter { picture.contents[$0] == .fill }
      #expect(filled.count > 50)
      // How far the colours are from the image's own grey.
      distances.append(
        filled.reduce(0) { sum, at in
          let (r, g, b) = Palette256.levels(of: picture.colours[at])
          let grey = Int(pixels.grey[at])
          return sum + abs(r - grey) + abs(g - grey) + abs(b - grey)
        })
      app.press(">")
    }
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0.0 < $0.1 }, "\(distances)")
  }

  @Test func sparklinesInEveryGlyphSet() {
    let values = (0..<40).map { Double(40 - $0) }
    #expect(Sparkline.text(values, cells: 20, glyphs: .full).count == 20)
    let plain = Sparkline.text(values, cells: 20, glyphs: .ascii)
    #expect(plain.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(Sparkline.text([], cells: 10, glyphs: .full).isEmpty)
    #expect(Sparkline.text([.nan, .infinity], cells: 10, glyphs: .full).isEmpty)
    #expect(Sparkline.text([1, .nan, 2], cells: 10, glyphs: .blocks).count == 3)
    #expect(Sparkline.text(values, cells: 0, glyphs: .full).isEmpty)
  }

  @Test func thirtyGreysFromBlackToWhite() {
    #expect(Palette256.greys.count == 30)
    #expect(Palette256.greys.first?.level == 0 && Palette256.greys.last?.level == 255)
    let steps = zip(Palette256.greys, Palette256.greys.dropFirst()).map { $1.level - $0.level }
    #expect(steps.allSatisfy { $0 > 0 })
  }

  @Test func strangeNamesStayInTheirCells() {
    var app = Script(
      volume: .ramp(8, 8, 4), labels: ["心臓\u{7}", "e\u{301}tage", "x"], cases: ["p\u{1b}[31m"])
    app.type("label 3 \u{202e}abc")
    let screen = app.screen
    #expect(screen.text.contains("étage") && screen.text.contains("?abc"))
    for (index, cell) in screen.cells.enumerated() {
      if cell.glyph == Cell.secondHalf {
        #expect(Unicode.Scalar(screen.cells[index - 1].glyph).map(CellWidth.isWide) == true)
      } else {
        let scalar = Unicode.Scalar(cell.glyph)
        #expect(scalar.map { $0.isPlainCell || CellWidth.isWide($0) } == true)
      }
    }
  }

  @Test func picturesArePNGFiles() throws {
    let picture = Picture(busy().state)
    #expect(picture.width >= 512)
    #expect(Set(picture.bytes).count > 20)
    #expect(try PNGFile.data(picture).starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }
}
