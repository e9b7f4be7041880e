import Project

/// Colours and letters of the curves.
extension Theme {
  /// The colour of a term's curve and of its name.
  func curve(_ term: MetricsTerm) -> Ink {
    let (rich, sixteen, eight): (PaletteIndex, PaletteIndex, PaletteIndex) =
      switch term {
      case .loss: (255, 15, 7)
      case .pce: (110, 12, 4)
      case .kd: (108, 10, 2)
      case .contrast: (179, 11, 3)
      case .extra: (139, 13, 5)
      case .dice: (80, 14, 6)
      case .agreement: (211, 9, 1)
      }
    if appearance.plainChrome { return text }
    return switch appearance.colours {
    case .palette256: Ink(rich, on: text.background)
    case .sixteen: Ink(sixteen, on: text.background)
    case .eight: Ink(eight, on: text.background)
    case .mono: text
    }
  }

  /// The letter that a curve is drawn with where there are no dots or no colours.
  static func letter(_ term: MetricsTerm) -> Unicode.Scalar {
    switch term {
    case .loss: "L"
    case .pce: "p"
    case .kd: "k"
    case .contrast: "c"
    case .extra: "x"
    case .dice: "D"
    case .agreement: "a"
    }
  }

  /// Whether curves are lines of braille dots, told apart by colour.
  var hasDottedCurves: Bool {
    appearance.glyphs == .full && appearance.colours != .mono && !appearance.plainChrome
  }
}
