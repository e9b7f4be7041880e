import Foundation

/// Folders of the person's own, as the XDG base directory specification names them.
package enum UserFolder {
  /// What programs remember for the person: history of lines.
  static func state(_ environment: [String: String]) -> URL? {
    folder(environment, "XDG_STATE_HOME", ".local/state")
  }

  /// What the person has set up: the key map.
  package static func settings(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL? { folder(environment, "XDG_CONFIG_HOME", ".config") }

  private static func folder(
    _ environment: [String: String], _ variable: String, _ usual: String
  ) -> URL? {
    // A relative path there is to be ignored.
    if let path = environment[variable], path.hasPrefix("/") {
      return URL(fileURLWithPath: path).appendingPathComponent("inkling")
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return URL(fileURLWithPath: home).appendingPathComponent(usual)
      .appendingPathComponent("inkling")
  }
}
