/// What a point of the phantom's chest consists of.
enum Tissue: Int, CaseIterable {
  case air, lung, muscle, liver, fat, myocardium, blood, vessel

  /// The usual brightness in cine MRI (balanced steady-state free precession), blood = 330.
  var brightness: Double {
    switch self {
    case .air: 4
    case .lung: 34
    case .muscle: 105
    case .liver: 140
    case .fat: 370
    case .myocardium: 112
    case .blood: 330
    case .vessel: 270
    }
  }

  /// How much the brightness varies from place to place within the tissue, as a share of it.
  var texture: Double {
    switch self {
    case .air: 0.4
    case .lung: 0.9
    case .muscle, .myocardium: 0.32
    case .liver: 0.4
    case .fat: 0.5
    case .blood, .vessel: 0.26
    }
  }
}
