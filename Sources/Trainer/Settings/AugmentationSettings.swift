/// How images are varied before the network sees them.
package struct AugmentationSettings: Equatable, Sendable {
  /// Rotation by up to this angle to either side, in degrees.
  package var rotation: Double = 20
  /// Magnification by 1 ± this.
  package var scale: Double = 0.1
  /// Probability of mirroring along each of the two axes.
  package var flip: Double = 0.5
  /// Probability of turning by 0, 90, 180 or 270 degrees (equally likely).
  package var quarterTurn: Double = 0.5
  /// Smooth deformation: deviation of the displacements at the corners of a 4 x 4 grid over the crop, as a share of its
  /// side (mean of height and width).
  package var warp: Double = 0
  /// The exponent of intensities 0…1 lies in 1 ± this.
  package var gamma: Double = 0.2
  /// Intensities are spread around ½ by 1 ± this, after gamma.
  package var contrast: Double = 0
  /// … and moved by up to this to either side.
  package var brightness: Double = 0
  /// Coordinates that the network sees (`NetworkInput.position`) are moved along each axis by up to this share of the
  /// volume's shortest side: volumes of one kind lie alike, but not to the pixel.
  package var shift: Double = 0
  /// Deviation of the noise on intensities 0…1; student and teacher draw their own.
  package var noise: Double = 0.1
  /// Noise is cut off at ± this.
  package var noiseLimit: Double = 0.2

  /// The recommended values.
  package init() {}

  /// Nothing is varied.
  package static var none: AugmentationSettings {
    var settings = AugmentationSettings()
    settings.rotation = 0
    settings.scale = 0
    settings.flip = 0
    settings.quarterTurn = 0
    settings.warp = 0
    settings.gamma = 0
    settings.contrast = 0
    settings.brightness = 0
    settings.shift = 0
    settings.noise = 0
    return settings
  }
}
