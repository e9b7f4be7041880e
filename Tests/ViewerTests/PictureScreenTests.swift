import Foundation
import Pictures
import Testing
import Volume

@testable import Viewer

/// Screens with pictures beneath their cells, as terminals show them.
struct PictureScreenTests {
  private func app(_ mode: GraphicsMode) -> Script {
    var app = Script(
      volume: .ramp(40, 36, 5), columns: 90, rows: 24, appearance: Appearance())
    app.send(.graphics(mode))
    return app
  }

  private let strings = FrameWriterTests.strings

  /// What a person does in a minute: paints, erases, pages, zooms, opens help, leaves it.
  private static let keys = [
    "Space", "l", "l", "j", "Space", "n", "Space", "l", "Space", "p", "u", "z", "h", "Space", "h",
    "j", "Space", "e", "Space", "l", "Space", "e", "n", "?", "Esc", "s", "s", "f", "w", "Up", "w",
    "Tab", "Space", "l", "Space", "b", "b", "Tab", "Tab", "U", "x",
  ]

  @Test func sixelsAreSeenWhereCellsAreBlank() throws {
    var app = app(.sixel)
    var writer = ScreenWriter(strings)
    _ = writer.use(.sixel, cell: PixelTerminal.cell)
    var terminal = PixelTerminal(columns: 90, rows: 24)
    for key in [""] + Self.keys {
      app.press(key)
      let (grid, pictures) = (draw(app.state), pictures(app.state))
      let volume = app.state.open.volume
      terminal.feed(writer.frame(grid, pictures) { $0.image(volume) })
      for row in 0..<24 {
        for column in 0..<90 {
          expect(terminal, column, row, grid, pictures.first, volume, key)
        }
      }
    }
  }

  private func expect(
    _ terminal: PixelTerminal, _ column: Int, _ row: Int, _ grid: CellGrid,
    _ picture: CellPicture?, _ volume: Volume, _ key: String
  ) {
    let (width, height) = PixelTerminal.cell
    let first = terminal.canvas[row * height * terminal.width + column * width]
    guard let picture, picture.rect.contains(column: column, row: row),
      grid[column, row] == .blank
    else {
      #expect(first == nil, "\(key): a picture over a cell at \(column), \(row)")
      #expect(terminal.screen[column, row].glyph.value == grid[column, row].glyph)
      return
    }
    let image = images(picture, volume)
    let (left, top) = ((column - picture.rect.column) * width, (row - picture.rect.row) * height)
    let expected = Int(image.values[top * image.width + left]) * SixelPicture.greys / 256
    #expect(first == expected, "\(key): \(column), \(row)")
  }

  /// The same picture is asked about for every cell.
  private func images(_ picture: CellPicture, _ volume: Volume) -> GreyImage {
    if let known = Self.known, known.0 == picture.content { return known.1 }
    let image = picture.content.image(volume).resized(
      width: picture.rect.columns * PixelTerminal.cell.width,
      height: picture.rect.rows * PixelTerminal.cell.height)
    Self.known = (picture.content, image)
    return image
  }

  nonisolated(unsafe) private static var known: (CellPicture.Content, GreyImage)?

  @Test func kittyIsSentAPictureOnceAndThenItsNumber() throws {
    var app = app(.kitty)
    var writer = ScreenWriter(strings)
    _ = writer.use(.kitty, cell: nil)
    var terminal = PixelTerminal(columns: 90, rows: 24)
    func show() {
      let volume = app.state.open.volume
      terminal.feed(writer.frame(draw(app.state), pictures(app.state)) { $0.image(volume) })
    }
    show()
    let sent = try #require(terminal.commands.first)
    #expect(sent.keys["a"] == "t" && sent.keys["f"] == "100" && sent.keys["q"] == "2")
    let file = Data(
      base64Encoded: terminal.commands.prefix { $0.keys["a"] != "p" }
        .map(\.payload).joined())
    let picture = try #require(pictures(app.state).first)
    #expect(try file == PNGFile.data(picture.content.image(app.state.open.volume)))
    let placed = try #require(terminal.commands.last)
    #expect(placed.keys["a"] == "p" && placed.keys["i"] == sent.keys["i"])
    #expect(
      placed.keys["c"] == "\(picture.rect.columns)" && placed.keys["r"] == "\(picture.rect.rows)")
    #expect(terminal.screen.column == 0 || terminal.screen.row > 0)

    app.press("n")
    show()
    app.press("p")
    let before = terminal.commands.count
    var bytes: [UInt8] = []
    let volume = app.state.open.volume
    bytes = writer.frame(draw(app.state), pictures(app.state)) { $0.image(volume) }
    terminal.feed(bytes)
    let new = terminal.commands[before...].map(\.keys)
    // The first picture again, by its number, and the other one away: nothing is sent twice.
    #expect(new.map { $0["a"] } == ["p", "d"] && new.first?["i"] == sent.keys["i"])
    #expect(bytes.count < 1500)
  }

  /// However far a person pages, each picture on the screen is one that the terminal has.
  @Test func picturesOnTheScreenAreNeverReplaced() throws {
    var app = Script(volume: .ramp(20, 18, 160), columns: 170, rows: 50)
    app.send(.graphics(.kitty))
    var writer = ScreenWriter(strings)
    _ = writer.use(.kitty, cell: nil)
    var terminal = PixelTerminal(columns: 170, rows: 50)
    func show() throws {
      let volume = app.state.open.volume
      let pictures = pictures(app.state)
      terminal.feed(writer.frame(draw(app.state), pictures) { $0.image(volume) })
      terminal.feed(writer.ahead(picturesAhead(app.state)) { $0.image(volume) })
      let (files, placed) = terminal.pictures
      #expect(placed.count == pictures.count)
      for (place, picture) in pictures.enumerated() {
        let number = try #require(placed["\(place + 1)"])
        let file = try PNGFile.data(picture.content.image(volume)).base64EncodedString()
        #expect(files[number] == file)
      }
      #expect(files.count <= KittyPictures.most + pictures.count + 1)
    }
    try show()
    app.press("V g")
    for _ in 0..<100 {
      app.press("n")
      try show()
    }
    app.press("V")
    app.send(.resize(columns: 400, rows: 120))
    try show()
    #expect(pictures(app.state).count > 100)
  }

  @Test func picturesAreSentAheadOnce() {
    let app = app(.kitty)
    var writer = ScreenWriter(strings)
    _ = writer.use(.kitty, cell: nil)
    let volume = app.state.open.volume
    _ = writer.frame(draw(app.state), pictures(app.state)) { $0.image(volume) }
    var count = 0
    var terminal = PixelTerminal(columns: 90, rows: 24)
    while true {
      let bytes = writer.ahead(picturesAhead(app.state)) { $0.image(volume) }
      if bytes.isEmpty { break }
      terminal.feed(bytes)
      // The question behind the picture is the only command that is answered.
      let asked = terminal.commands.filter { $0.keys["q"] != "2" }
      count += 1
      #expect(asked.count == count && asked.last?.keys["a"] == "q")
      #expect(asked.last?.keys["i"] == "\(KittyPictures.ahead)")
      #expect(terminal.commands.last?.keys["a"] == "q")
    }
    #expect(count == app.state.layout.slices - 1)
  }

  @Test func strokesHideThePictureAndNothingElseDoes() {
    var app = app(.kitty)
    app.press("z")
    app.press("Space l l Space")
    let grid = draw(app.state)
    let port = app.state.viewport
    var (blank, covered) = (0, 0)
    for row in port.area.row..<port.area.endRow {
      for column in port.area.column..<port.area.endColumn {
        guard let point = port.point(atCell: column, row) else { continue }
        let voxel = app.state.layout.voxel(
          column: point.column, row: point.row, slice: app.state.slice)
        let offset = app.state.open.volume.geometry.size.offset(voxel)
        let isDrawn = app.state.open.scribbles.map.voxels[offset] != 0
        if isDrawn {
          let cell = grid[column, row]
          #expect(cell == Cell("█", foreground: cell.foreground) || cell.background != .standard)
          covered += 1
        } else if grid[column, row] == .blank {
          blank += 1
        }
      }
    }
    #expect(covered > 0 && blank > 600)
    #expect(pictures(app.state).count == 1)
    app.press("?")
    #expect(pictures(app.state).isEmpty)
  }

  /// From one voxel a pixel on, a picture has the greys of the half blocks, each in its place.
  @Test func picturesLieAsTheCellsDo() {
    for zoom in [1.0, 2, 3] {
      var app = app(.kitty)
      app.type("set zoom \(zoom)")
      let port = app.state.viewport
      let image = CellPicture(app.state, port).content.image(app.state.open.volume)
      #expect(image.width == port.pixelColumns && image.height == port.pixelRows)
      let pixels = SlicePixels(app.state, port)
      #expect(image.values == pixels.grey)
    }
  }

  @Test func shapesAreThoseOfTheirPixels() {
    func grey(_ level: UInt8) -> PaletteIndex { PaletteIndex(Int(level)) }
    func glyph(_ values: [UInt8]) -> Unicode.Scalar? {
      Unicode.Scalar(CellShapes.cell(values, grey: grey).glyph)
    }
    #expect(glyph([9, 9, 9, 9]) == " ")
    #expect(glyph([200, 0, 0, 200]) == "▚" && glyph([0, 200, 0, 200]) == "▐")
    #expect(glyph([200, 200, 200, 0, 0, 0]) == "🬆" || glyph([200, 200, 0, 0, 0, 0]) == "🬂")
    #expect(glyph([200, 0, 200, 0, 200, 0]) == "▌" && glyph([0, 0, 0, 0, 0, 90]) == "🬞")
    let cell = CellShapes.cell([100, 110, 10, 20], grey: grey)
    #expect(cell.glyph == 0x2580 && cell.foreground == 105 && cell.background == 15)
    // Every shape of six pixels is another character.
    let all = (1..<63).map { mask in glyph((0..<6).map { mask >> $0 & 1 == 1 ? 250 : 3 }) }
    #expect(Set(all).count == 62)
  }
}

/// Pictures of the kitty protocol through characters and through tmux, as a terminal would read them.
struct PlaceholderTests {
  private func app() -> Script {
    var app = Script(
      volume: .ramp(40, 36, 5), columns: 90, rows: 24, appearance: Appearance())
    app.send(.graphics(.placeholders))
    return app
  }

  /// Row and column of every placeholder on a screen, as kitty counts: marks say them, and what follows without marks in
  /// the same colour goes on to the right.
  private func places(_ screen: TerminalScreen) -> [Int: (row: Int, column: Int, number: Int)] {
    var places: [Int: (row: Int, column: Int, number: Int)] = [:]
    for (index, cell) in screen.cells.enumerated() where cell.glyph == "\u{10EEEE}" {
      guard case .palette(let number) = cell.foreground else { continue }
      let marks = cell.marks.compactMap { PlaceholderTests.marks.firstIndex(of: $0) }
      if marks.count == 2 {
        places[index] = (marks[0], marks[1], number)
      } else if let left = places[index - 1], left.number == number {
        places[index] = (left.row, left.column + 1, number)
      }
    }
    return places
  }

  /// The first marks of kitty's table and some later ones, from its documentation.
  private static let marks: [Unicode.Scalar] = (0..<Placeholder.most).compactMap { place in
    let text = Placeholder.cell(number: 20, row: place, column: 0, isMarked: true)
      .flatMap { Placeholder.text($0.glyph) }
    return text.flatMap { Array(String(decoding: $0, as: UTF8.self).unicodeScalars)[1] }
  }

  @Test func marksAreThoseOfTheTable() {
    #expect(Placeholder.most == 297 && Set(Self.marks).count == 297)
    #expect(Self.marks.prefix(5) == ["\u{305}", "\u{30D}", "\u{30E}", "\u{310}", "\u{312}"])
    #expect(Self.marks[144] == "\u{1A77}" && Self.marks[296] == "\u{1D244}")
    #expect(Placeholder.cell(number: 20, row: 297, column: 0, isMarked: true) == nil)
    #expect(Placeholder.cell(number: 3, row: 0, column: 0, isMarked: true) == nil)
  }

  @Test func everyBlankCellIsAPieceOfThePicture() throws {
    var app = app()
    var writer = ScreenWriter(FrameWriterTests.strings)
    _ = writer.use(.placeholders, cell: nil, isWrapped: true)
    var terminal = PixelTerminal(columns: 90, rows: 24)
    for key in ["", "n", "Space", "l", "l", "Space", "h", "p", "z", "?", "Esc", "u"] {
      app.press(key)
      let (grid, pictures) = (draw(app.state), pictures(app.state))
      let volume = app.state.open.volume
      terminal.feedThroughTmux(writer.frame(grid, pictures) { $0.image(volume) })
      let places = places(terminal.screen)
      let picture = pictures.first
      for row in 0..<24 {
        for column in 0..<90 {
          let place = places[row * 90 + column]
          guard let picture, picture.rect.contains(column: column, row: row),
            grid[column, row] == .blank
          else {
            #expect(place == nil, "\(key)")
            continue
          }
          #expect(place?.row == row - picture.rect.row, "\(key)")
          #expect(place?.column == column - picture.rect.column, "\(key)")
        }
      }
      // All pieces are of one picture, which was sent and given its place by number before.
      let numbers = Set(places.values.map(\.number))
      #expect(numbers.count == (picture == nil ? 0 : 1))
      for number in numbers {
        let placed = terminal.commands.last { $0.keys["U"] == "1" && $0.keys["i"] == "\(number)" }
        #expect(placed?.keys["c"] == "\(picture?.rect.columns ?? 0)")
        #expect(terminal.commands.contains { $0.keys["a"] == "t" && $0.keys["i"] == "\(number)" })
      }
    }
  }

  @Test func tmuxGetsEverySequenceWrapped() {
    #expect(
      Tmux.wrapped("\u{1b}_Gq=2\u{1b}\\") == "\u{1b}Ptmux;\u{1b}\u{1b}_Gq=2\u{1b}\u{1b}\\\u{1b}\\")
  }

  @Test func placeholdersNeedAVersionThatHasThem() {
    func mode(_ version: String, passed: Bool = true) -> GraphicsMode {
      var report = TerminalReport()
      report.multiplexer = "tmux"
      report.isPassedThrough = passed
      report.take(.version(version))
      report.take(.picture(number: TerminalReport.probedPicture, isDone: true))
      report.take(.attributes([62]))
      return GraphicsChoice(.automatic, report, halfBlocks: true).mode
    }
    #expect(mode("kitty(0.26.5)") == .blocks && mode("kitty(0.28.0)") == .placeholders)
    #expect(mode("kitty(1.0.1)") == .placeholders && mode("ghostty 1.1.3") == .placeholders)
    #expect(mode("kitty(0.40.0)", passed: false) == .blocks && mode("XTerm(379)") == .blocks)
  }
}
