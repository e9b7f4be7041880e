import Foundation
import Testing

/// A folder in which commands of the documents run as they are written.
///
/// The files that a README speaks of are made by Fixtures/documents.sh. Training alone is not as written: it is short, and its network small.
final class DocumentShell {
  private let place = try? Workplace()
  private let folder: URL
  private let programs: URL

  /// An empty folder, or one with a copy of the files of another.
  init(copying world: DocumentShell? = nil) throws {
    let place = try #require(place)
    (folder, programs) = (place.url.appendingPathComponent("here"), place.url)
    try FileManager.default.createSymbolicLink(
      at: place.url.appendingPathComponent("inkling"),
      withDestinationURL: CommandRunner.program.absoluteURL)
    if let world {
      try FileManager.default.copyItem(at: world.folder, to: folder)
    } else {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  /// Makes the files.
  func fill() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/documents.sh")
    let made = try run(String(contentsOf: script, encoding: .utf8))
    try #require(made.status == 0, "\(made.messages)")
  }

  func remove(_ names: [String]) {
    for name in names {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  /// Runs $1 without the descriptors that Foundation's Process leaves open: it would wait for whoever holds them, and so
  /// for a trainer in the background.
  private static let closeOthers = """
    for file in /proc/self/fd/*; do
      [ "${file##*/}" -le 2 ] || eval "exec ${file##*/}>&-"
    done
    exec timeout 120 sh -euc "$1"
    """

  /// Runs a script; a trainer that has been told to stop is given the time it needs, as a person would.
  func run(_ script: String) throws -> CommandRunner.Result {
    let end = Date().addingTimeInterval(30)
    while true {
      let result = try CommandRunner.shell(
        [
          "/bin/bash", "-c", Self.closeOthers, "sh",
          "cd '\(folder.path)'; \(path); \(script)",
        ],
        environment: ["XDG_CONFIG_HOME": "/dev/null", "XDG_STATE_HOME": "/dev/null"])
      guard result.messages.contains("A trainer is running already"), Date() < end else {
        return result
      }
      usleep(100_000)
    }
  }

  /// Opens what a command names in the viewer and quits. Then what the reader draws and trains there is made by commands.
  func look(_ command: String) throws {
    let tmux = try Tmux(
      "cd '\(folder.path)'; \(path); \(command); s=$?; stty -a; echo ended with $s"
    )
    try tmux.wait(for: "axial")
    try tmux.keys("q")
    try tmux.waitForEnd(0)
    let image = String(command.split(separator: " ").last ?? "")
    let project = image.replacing(".nii.gz", with: ".inkling")
    let scribbles = (image as NSString).deletingLastPathComponent + "/scribble.nii.gz"
    let drawn = try run(
      """
      test -f \(scribbles) && test ! -d \(project) || exit 0
      inkling init \(project) --volume \(image) --scribbles \(scribbles) --classes RV,Myo,LV
      inkling train \(project) --steps 4 \(Self.smallNetwork)
      """)
    try #require(drawn.status == 0, "\(drawn.messages)")
  }

  private var path: String { "export PATH='\(programs.path)':\"$PATH\"" }

  /// A text for a shell in parts: commands that open the viewer alone, the others together.
  static func parts(of script: String) -> [(text: String, opensViewer: Bool)] {
    var parts: [(text: String, opensViewer: Bool)] = []
    for line in script.split(separator: "\n").map(String.init) {
      let opens = line.contains(/^inkling (open |[^ ]*[.\/])/)
      if !opens, let last = parts.last, !last.opensViewer {
        parts[parts.count - 1].text += "\n" + line
      } else {
        parts.append((line, opens))
      }
    }
    return parts
  }

  private static let smallNetwork = "--set network.channels=8,8 --set network.dropout=0,0"

  /// A script whose training ends after a few steps of a small network.
  static func shortened(_ script: String) -> String {
    script.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard line.contains("inkling train "), !line.contains("--list-options") else {
        return String(line)
      }
      let short = line.replacing(/--minutes [0-9.]+/, with: "--minutes 0.02")
        .replacing(/--steps [0-9]+/, with: "--steps 8")
      let hasLength = ["--minutes", "--steps"].contains(where: short.contains)
      // What runs on in the background is stopped by a later command.
      let length = short.contains("--detach") ? "--steps 2000" : "--minutes 0.02"
      let network = short.contains("--resume") ? "" : " \(smallNetwork)"
      let start = "inkling train" + (hasLength ? "" : " \(length)") + network
      return String(short).replacing("inkling train", with: start)
    }.joined(separator: "\n")
  }
}
