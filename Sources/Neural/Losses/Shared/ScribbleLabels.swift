/// What a batch's labels are, and how much label each class has among them.
struct ScribbleLabels {
  /// (N, H, W)
  let targets: TargetMaps
  /// Label mass of `targets`.
  let mass: LabelMass
}
