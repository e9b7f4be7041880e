import Annotation
import Foundation
import Testing
import Volume

@testable import Viewer

extension ViewerOptions {
  static func of(readOnly: Bool = false, caseName: String? = nil) -> ViewerOptions {
    var options = ViewerOptions()
    (options.readOnly, options.caseName) = (readOnly, caseName)
    return options
  }
}

/// A viewer without terminal on a small image, whose folders refuse to be written when told to.
final class SessionBench {
  let folder: URL
  private(set) var session: Session
  private(set) var state: ViewerState
  /// What was asked of the shell.
  private(set) var effects: [Effect] = []
  /// The clock of the next tick.
  private var now = Date()

  var project: URL { folder.appendingPathComponent("heart.inkling") }
  var image: URL { folder.appendingPathComponent("heart.nii.gz") }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // Everybody may look into it, as the thread does that gives up its rights.
    chmod(folder.path, 0o777)
    let header = Volume.ramp(8, 8, 4).header
    try LabelMap(size: header.size, voxels: (0..<header.size.count).map { UInt8($0 % 100) })
      .write(to: folder.appendingPathComponent("heart.nii.gz"), like: header)
    (session, state) = try Self.open(.image(folder.appendingPathComponent("heart.nii.gz")))
  }

  deinit {
    _ = session.close()
    try? FileManager.default.removeItem(at: folder)
  }

  static func open(
    _ target: ViewerTarget, options: ViewerOptions = ViewerOptions()
  ) throws -> (Session, ViewerState) {
    let session = try Session(
      target, executable: URL(fileURLWithPath: "/nowhere/inkling"), options: options)
    let state = ViewerState(
      columns: 80, rows: 24, appearance: Appearance(), project: session.projectView(),
      open: try session.openCase(), readOnlyReason: session.readOnlyReason)
    return (session, state)
  }

  /// Leaves, and opens the project again.
  func reopen() throws {
    _ = session.close()
    (session, state) = try Self.open(.project(project))
    effects = []
  }

  /// What the screen shows.
  var screen: String { draw(state).text }

  /// Keys by name, separated by blanks.
  func press(_ keys: String) {
    for name in keys.split(separator: " ") {
      guard let key = Key(parsing: String(name)) else { fatalError("no key is called \(name)") }
      send(.input(.key(key)))
    }
  }

  /// A line typed after `:`.
  func type(_ line: String) {
    press(":")
    for character in line { send(.input(.key(Key(character)))) }
    press("Enter")
  }

  func send(_ event: Event) {
    for effect in update(&state, event) {
      effects.append(effect)
      for event in session.perform(effect, state) { send(event) }
    }
  }

  /// Lets time pass.
  func wait(_ seconds: Double) {
    // What the viewer writes at once has the time of the machine.
    now = max(now, Date()) + seconds
    send(.tick(now))
    for event in session.tick(now) { send(event) }
  }

  /// Nothing may be written in these folders of the project; "" = the project itself.
  func lock(_ names: String...) { names.forEach { chmod(place($0).path, 0o555) } }
  /// Folders may be written again.
  func unlock(_ names: String...) { names.forEach { chmod(place($0).path, 0o755) } }

  func place(_ name: String) -> URL {
    name.isEmpty ? project : project.appendingPathComponent(name)
  }

  func isThere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: place(name).path)
  }

  /// Root may write anywhere: this thread alone becomes nobody for new files.
  func withoutRights<R>(_ body: () throws -> R) rethrows -> R {
    typealias SetUser = @convention(c) (uid_t) -> Int32
    guard getuid() == 0, let symbol = dlsym(nil, "setfsuid") else { return try body() }
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65534)
    defer { _ = setUser(0) }
    return try body()
  }
}
