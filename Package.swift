// swift-tools-version: 6.0
import PackageDescription

// MARK: Compiler settings

/// Every Swift target: Swift 6 language mode and no warnings.
let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

/// Neural alone is compiled without overflow and precondition checks in release builds, and on x86-64 for
/// processors with AVX2 and FMA. All else is built for the baseline; `inkling` asks the processor before a command that
/// runs code of Neural (VectorUnits.swift), so that drawing and reviewing work on any.
///
/// `INKLING_CHECKED=1` leaves nothing but Neural and its tests, optimised and with every check that a debug build has.
let isChecked = Context.environment["INKLING_CHECKED"] == "1"
let checks = isChecked ? ["-assert-config", "Debug"] : ["-Ounchecked"]
#if arch(x86_64)
  let processor = ["-Xcc", "-march=x86-64-v3"]
#else
  let processor: [String] = []
#endif
let kernels: [SwiftSetting] =
  strict + [.unsafeFlags(checks + processor, .when(configuration: .release))]

let package = Package(
  name: "inkling",
  products: [.executable(name: "inkling", targets: ["inkling"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
  ],
  targets: [
    // MARK: C libraries
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(
      name: "CNifti",
      linkerSettings: [.linkedLibrary("nifti2"), .linkedLibrary("znz")]),
    .target(name: "CProcessor"),
    .target(
      name: "CPseudoTerminal", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "CKernels", dependencies: ["CProcessor"],
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // MARK: Libraries (who may import whom: docs/architecture.md)
    .target(name: "Volume", dependencies: ["CNifti", "CZlib"], swiftSettings: strict),
    .target(name: "Annotation", dependencies: ["Volume"], swiftSettings: strict),
    .target(
      name: "Project",
      dependencies: [
        "Annotation", "Volume", "CProcessor", "CZlib",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .target(
      name: "Neural", dependencies: ["CKernels", "COpenBLAS", "CProcessor"], swiftSettings: kernels),
    .target(
      name: "Prediction", dependencies: ["Neural", "Project", "Annotation", "Volume"],
      swiftSettings: strict),
    .target(
      name: "Trainer",
      dependencies: [
        "Prediction", "Evaluation", "Neural", "Project", "Annotation", "Volume",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .target(name: "Evaluation", dependencies: ["Volume"], swiftSettings: strict),
    .target(
      name: "Simulation", dependencies: ["Project", "Annotation", "Volume"], swiftSettings: strict),
    .target(name: "Pictures", dependencies: ["CZlib", "Volume"], swiftSettings: strict),
    .target(
      name: "Viewer",
      dependencies: [
        "Pictures", "Project", "Annotation", "Volume", "CNcurses",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),

    // MARK: Program
    .executableTarget(
      name: "inkling",
      dependencies: [
        "Volume", "Annotation", "Project", "Neural", "Prediction", "Trainer", "Evaluation",
        "Simulation", "Pictures", "Viewer", "CProcessor", "CPseudoTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),

    // MARK: Tests
    .testTarget(
      name: "VolumeTests", dependencies: ["Volume", "CNifti"], swiftSettings: strict),
    .testTarget(
      name: "AnnotationTests", dependencies: ["Annotation", "Volume"], swiftSettings: strict),
    .testTarget(
      name: "ProjectTests",
      dependencies: [
        "Project", "Annotation", "Volume", .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .testTarget(
      name: "NeuralTests", dependencies: ["Neural", "CProcessor"], swiftSettings: strict),
    .testTarget(
      name: "PredictionTests",
      dependencies: ["Prediction", "Neural", "Project", "Annotation", "Volume"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainerTests",
      dependencies: [
        "Trainer", "Prediction", "Evaluation", "Simulation", "Neural", "Project", "Annotation",
        "Volume", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "Simulation", "Volume"],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Volume"], swiftSettings: strict),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "Volume", "CZlib"], swiftSettings: strict),
    .testTarget(
      name: "ViewerTests",
      dependencies: ["Viewer", "Pictures", "Project", "Annotation", "Volume"],
      exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["inkling", "Viewer", "Neural", "CProcessor"],
      exclude: ["Fixtures"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

if isChecked {
  package.products = []
  package.dependencies = []
  let kept = ["CKernels", "COpenBLAS", "CProcessor", "Neural", "NeuralTests"]
  package.targets.removeAll { !kept.contains($0.name) }
}
