import Foundation
import Volume

/// What a synthetic cardiac volume is made of.
package struct PhantomSettings: Hashable, Codable, Sendable {
  /// The subject: heart's size, place and shape, contrast. The same subject at two phases has one seed.
  package var seed: UInt64
  /// Phase of the beat: 0 end of diastole (wide), 1 end of systole (narrow, thick-walled).
  package var phase: Double
  /// Voxels along i, j, k; the heart fills the smaller in-plane extent by about half, and all slices.
  package var size: GridSize
  /// Millimetres between voxels.
  package var spacing: SIMD3<Double>
  /// Deviation of the noise, where blood is about 330.
  package var noise: Double

  /// Settings; the defaults resemble a short-axis stack.
  package init(
    seed: UInt64 = 1, phase: Double = 0, size: GridSize = GridSize(i: 128, j: 128, k: 8),
    spacing: SIMD3<Double> = SIMD3(1.4, 1.4, 8), noise: Double = 14
  ) {
    self.seed = seed
    self.phase = phase
    self.size = size
    self.spacing = spacing
    self.noise = noise
  }
}

/// A synthetic short-axis volume of a beating heart with its dense truth: the project's sample image.
///
/// Nothing in it comes from a patient. Thick slices mix tissues (partial volume), slices are shifted against
/// each other as breath-holds do, a coil near the chest wall brightens it, and the noise is Rician.
package struct Phantom: Sendable {
  /// What it was made of.
  package let settings: PhantomSettings
  /// The image, as 16-bit whole numbers.
  package let image: Volume
  /// The truth: 0 background, 1 RV, 2 Myo, 3 LV.
  package let truth: LabelMap

  /// The names of the classes 1, 2, 3.
  package static let classNames = ["RV", "Myo", "LV"]

  /// Makes the volume; the same settings give the same voxels.
  ///
  /// - Precondition: 1 to 32 767 voxels along each axis, positive spacing, phase 0…1.
  package init(_ settings: PhantomSettings) {
    precondition((0...1).contains(settings.phase), "a phase between 0 and 1")
    precondition(settings.spacing.min() > 0, "positive spacing")
    let size = settings.size
    var painter = PhantomPainter(settings)
    var intensities: [Float] = []
    var labels: [UInt8] = []
    intensities.reserveCapacity(size.count)
    labels.reserveCapacity(size.count)
    for k in 0..<size.k {
      for j in 0..<size.j {
        for i in 0..<size.i {
          let sample = painter.voxel(VoxelIndex(i: i, j: j, k: k))
          intensities.append(sample.intensity)
          labels.append(sample.label)
        }
      }
    }
    self.settings = settings
    truth = LabelMap(size: size, voxels: labels)
    // As in ACDC: columns run to the patient's left, rows to the back, slices from base to apex.
    let step = settings.spacing
    let affine = Affine(
      i: SIMD3(-step.x, 0, 0), j: SIMD3(0, -step.y, 0), k: SIMD3(0, 0, step.z))
    let header = ImageHeader(
      geometry: Geometry(size: size, spacing: step, affine: affine),
      description: "Inkling phantom, seed \(settings.seed)")
    image = Volume(
      header: header, voxels: intensities, source: URL(fileURLWithPath: "phantom.nii.gz"))
  }

  /// Writes the image; its voxels are whole numbers already.
  package func writeImage(to url: URL) throws {
    let voxels = image.voxels.map { Int16($0) }
    try image.header.write(
      .int16(voxels), to: url, kind: .image,
      description: "Inkling phantom, seed \(settings.seed), phase \(settings.phase)",
      calibrationMaximum: Double(IntensityWindow.automatic(for: image).high))
  }
}

/// Samples the chest voxel by voxel and adds what a scanner adds.
private struct PhantomPainter {
  private let settings: PhantomSettings
  private let scale: Double
  /// Two cuts through each slice, which is thick.
  private let cuts: [[HeartSlice]]
  private let shifts: [(x: Double, y: Double)]
  private let brightness: [Double]
  private let borders: ValueNoise
  private let texture: ValueNoise
  private let fineTexture: ValueNoise
  private let coil: (x: Double, y: Double, strength: Double, tilt: Double)
  private var noise: SplitMix64

  /// Sub-samples along i and j of a voxel.
  private static let offsets = [0.25, 0.75]

  init(_ settings: PhantomSettings) {
    let (size, spacing) = (settings.size, settings.spacing)
    self.settings = settings
    let model = HeartModel(
      seed: settings.seed, phase: settings.phase, depth: Double(size.k) * spacing.z)
    cuts = (0..<size.k).map { k in
      PhantomPainter.offsets.map { HeartSlice(model, z: (Double(k) + $0) * spacing.z) }
    }
    scale = min(Double(size.i) * spacing.x, Double(size.j) * spacing.y) / 180
    var random = SplitMix64(seed: settings.seed &* 0x9E37_79B9 &+ 77)
    let contrast = random.uniform(in: 0.85..<1.15)
    brightness = Tissue.allCases.map {
      $0.brightness * contrast * random.uniform(in: 0.9..<1.1)
    }
    shifts = (0..<size.k).map { _ in (0.8 * random.normal(), 0.8 * random.normal()) }
    borders = ValueNoise(wavelength: 22, octaves: 2, seed: random.next())
    texture = ValueNoise(wavelength: 14, octaves: 2, seed: random.next())
    fineTexture = ValueNoise(wavelength: 3.2, octaves: 1, seed: random.next())
    coil = (
      random.uniform(in: -80 ..< -50), random.uniform(in: -40..<40),
      random.uniform(in: 0.5..<0.9), random.uniform(in: -0.15..<0.15)
    )
    noise = SplitMix64(seed: random.next() ^ settings.phase.bitPattern)
  }

  /// Intensity, and the label that most sub-samples have.
  mutating func voxel(_ voxel: VoxelIndex) -> (intensity: Float, label: UInt8) {
    let (x, y) = (position(voxel.i, 0.5, along: .i), position(voxel.j, 0.5, along: .j))
    let place = SIMD3(x, y, Double(voxel.k) * settings.spacing.z)
    let fine = fineTexture.value(place)
    let waves = 0.6 * texture.value(place) + 0.6 * fine
    let rough = HeartSlice.Roughness(coarse: borders.value(place), fine: fine)
    let shift = shifts[voxel.k]
    var sum = 0.0
    var votes = [0, 0, 0, 0]
    for cut in cuts[voxel.k] {
      for b in PhantomPainter.offsets {
        for a in PhantomPainter.offsets {
          let (tissue, label) = cut.part(
            x: position(voxel.i, a, along: .i) + shift.x,
            y: position(voxel.j, b, along: .j) + shift.y, rough)
          sum += brightness[tissue.rawValue] * max(0, 1 + tissue.texture * waves)
          votes[Int(label)] += 1
        }
      }
    }
    var label = 0
    for other in 1...3 where votes[other] > votes[label] { label = other }
    return (Float(measured(sum / 8, x, y).rounded()), UInt8(label))
  }

  /// Millimetres from the middle of the picture, in a field of view of 180 mm.
  private func position(_ index: Int, _ part: Double, along axis: Axis) -> Double {
    (Double(index) + part - Double(settings.size[axis]) / 2) * settings.spacing[axis.rawValue]
      / scale
  }

  /// What coil and noise make of a brightness.
  private mutating func measured(_ value: Double, _ x: Double, _ y: Double) -> Double {
    let (dx, dy) = (x - coil.x, y - coil.y)
    let near = exp(-(dx * dx + dy * dy) / (2 * 70 * 70))
    let bias = 0.75 + coil.strength * near + coil.tilt * y / 90
    let real = value * bias + settings.noise * noise.normal()
    let imaginary = settings.noise * noise.normal()
    return min(4095, (real * real + imaginary * imaginary).squareRoot())
  }
}
