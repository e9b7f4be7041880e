/// How the image itself is brought onto the screen. Strokes, outlines, cursor and text are cells in every mode.
package enum GraphicsMode: String, CaseIterable, Sendable {
  /// Pictures of the kitty graphics protocol, beneath the cells.
  case kitty
  /// The same pictures seen through characters that stand for their pieces, which tmux can move about.
  case placeholders
  /// Sixel pictures, over which the cells are written.
  case sixel
  /// Two by three pixels in a cell of two greys, where the image is drawn smaller than that.
  case sextants
  /// Two by two pixels in a cell of two greys, likewise.
  case quadrants
  /// Two pixels in a cell, each in its own colour.
  case blocks

  /// Whether the terminal draws pixels, not only characters.
  var hasPixels: Bool { self == .kitty || self == .placeholders || self == .sixel }
  /// Whether pictures are sent once and shown by their number.
  var keepsPictures: Bool { self == .kitty || self == .placeholders }
}

/// What a person asks for: a mode, or the best that there is.
package enum GraphicsWish: Hashable, Sendable {
  /// The best that the terminal says it can.
  case automatic
  /// This one, whatever the terminal says.
  case mode(GraphicsMode)

  /// `auto` or the name of a mode; nil for anything else.
  package init?(name: String) {
    if name == "auto" {
      self = .automatic
    } else if let mode = GraphicsMode(rawValue: name) {
      self = .mode(mode)
    } else {
      return nil
    }
  }

  /// All names, the best modes first.
  package static let names = ["auto"] + GraphicsMode.allCases.map(\.rawValue)
}
