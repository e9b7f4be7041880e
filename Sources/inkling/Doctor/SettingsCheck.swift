import Foundation

/// The person's settings: defaults of options.
enum SettingsCheck {
  static func findings(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [Finding] {
    do {
      guard let file = try SettingsFile.ofPerson(environment) else { return [] }
      let problems = file.lines.compactMap { file.problem(of: $0, .standard) }
      guard problems.isEmpty else {
        return problems.map {
          .problem("settings", $0, "Correct that line: its command refuses to run.")
        }
      }
      return [.ok("settings", "\(file.url.path), \(file.lines.count) options")]
    } catch {
      return [.problem("settings", "\(error)", "Correct it: no command runs before.")]
    }
  }
}
