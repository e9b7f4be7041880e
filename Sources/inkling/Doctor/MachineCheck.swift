import CProcessor
import Foundation
import Project

/// Processor, memory, libraries and helper programs.
enum MachineCheck {
  static func findings() -> [Finding] {
    let cpuInfo = KernelFile.text("/proc/cpuinfo")
    let memory = KernelFile.text("/proc/meminfo")
    let maps = KernelFile.text("/proc/self/maps")
    return [
      .ok("inkling", "version \(Version.number)"),
      processor(
        cpuInfo, cores: UsableProcessors.count, hasVectorUnits: ink_has_vector_units()),
    ] + engine() + [Self.memory(memory)] + libraries(maps) + [dicomConverter()]
  }

  /// - Parameter cpuInfo: text of /proc/cpuinfo, which may be of another processor than the one that computes.
  static func processor(_ cpuInfo: String, cores: Int, hasVectorUnits: Bool) -> Finding {
    let name = KernelFile.value(of: "model name", in: cpuInfo) ?? "unknown model"
    let count = "\(cores) core\(cores == 1 ? "" : "s")"
    guard hasVectorUnits else {
      return .problem("processor", "\(name), \(count), without AVX2 and FMA", VectorUnits.advice)
    }
    #if arch(x86_64)
      return .ok("processor", "\(name), \(count), AVX2 and FMA")
    #else
      return .ok("processor", "\(name), \(count)")
    #endif
  }

  /// Nothing where the engine's code can't run: that has been told.
  private static func engine() -> [Finding] {
    ink_has_vector_units() ? [EngineCheck.finding()] : []
  }

  /// - Parameter text: of /proc/meminfo.
  static func memory(_ text: String) -> Finding {
    guard let words = KernelFile.value(of: "MemAvailable", in: text),
      let kibibytes = Double(words.split(separator: " ").first ?? "")
    else { return .note("memory", "/proc/meminfo does not tell") }
    let found = String(format: "%.1f GiB available", kibibytes / 1_048_576)
    return kibibytes < 1_500_000
      ? .note("memory", found, "Training a cohort takes 1 to 2 GiB; close other programs first.")
      : .ok("memory", found)
  }

  /// - Parameter maps: text of /proc/self/maps, which lists the libraries in use.
  static func libraries(_ maps: String) -> [Finding] {
    let files = Set(maps.split(separator: "\n").compactMap { $0.split(separator: " ").last })
    return [
      ("ncursesw", "libncursesw6"), ("nifti2", "libnifti2-2"), ("openblas", "libopenblas0"),
    ].map { name, package in
      guard let file = files.filter({ $0.contains("/lib\(name)") }).sorted().first else {
        return .note(name, "not loaded from a file: built in, or an unknown name (\(package))")
      }
      return .ok(name, URL(fileURLWithPath: String(file)).resolvingSymlinksInPath().path)
    }
  }

  private static func dicomConverter() -> Finding {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/dcm2niix" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    return found.map { .ok("dcm2niix", $0) }
      ?? .note(
        "dcm2niix", "not found: it makes NIfTI files of DICOM folders",
        "apt-get install dcm2niix")
  }
}
