import CProcessor
import Foundation
import Project
import Trainer
import Volume

/// A project: every file readable, headers faithful, journals whole, locks alive.
enum ProjectCheck {
  static func findings(_ url: URL) -> [Finding] {
    let project: Project
    do {
      project = try Project.open(url)
    } catch {
      return [
        .problem("project", "\(error)", "See the sentence before; other files were not looked at.")
      ]
    }
    let names = project.caseNames
    let summary =
      "\(project.url.path): \(names.count) volume\(names.count == 1 ? "" : "s"), "
      + (project.description.classes.count == 1
        ? "1 class" : "\(project.description.classes.count) classes")
    return [
      names.isEmpty
        ? .note("project", summary, "Add images with `inkling add`.") : .ok("project", summary)
    ]
      + [writable(project), space(project), labels(project), settings(project)].compactMap { $0 }
      + names.flatMap { CaseCheck(project: project, name: $0).findings() }
      + run(project) + leftovers(project)
  }

  private static func writable(_ project: Project) -> Finding? {
    project.readOnlyReason.map {
      .note("project", $0, "Opened read-only it can be looked at, not drawn on.")
    }
  }

  private static func space(_ project: Project) -> Finding? {
    var status = statvfs()
    guard statvfs(project.url.path, &status) == 0 else { return nil }
    let mebibytes = Double(status.f_bavail) * Double(status.f_frsize) / 1_048_576
    let found = String(format: "%.0f MiB free", mebibytes)
    if mebibytes < 20 {
      return .problem("disk", found, "Free some space before you draw: strokes could not be kept.")
    }
    return mebibytes < 500
      ? .note("disk", found, "Checkpoints and predictions take some 100 MiB.") : .ok("disk", found)
  }

  private static func labels(_ project: Project) -> Finding {
    do {
      let table = try LabelTable.load(project.labelsFile)
      let missing = project.description.classes.filter { table.label(id: $0.id) == nil }
      guard missing.isEmpty else {
        return .note(
          "labels.txt", "has no line for \(missing.map(\.name).joined(separator: ", "))",
          "Standard colours are used; add the lines to choose others.")
      }
      return .ok("labels.txt", table.labels.map { "\($0.id) \($0.name)" }.joined(separator: ", "))
    } catch {
      return .note(
        "labels.txt", "\(error)", "Standard names and colours are used until it is mended.")
    }
  }

  private static func settings(_ project: Project) -> Finding? {
    // Options are read by code that needs what the processor lacks; that it lacks it has been told.
    guard ink_has_vector_units() else { return nil }
    do {
      let settings = try TrainingRequest().settings(for: project)
      return .ok("training", "preset \(settings.preset.rawValue), method \(settings.method)")
    } catch {
      return .problem("training", "\(error)", "Change it in project.json.")
    }
  }

  // MARK: run/

  private static func run(_ project: Project) -> [Finding] {
    var findings = [
      lock(project.trainerLockFile, role: "trainer"), lock(project.viewerLockFile, role: "viewer"),
    ].compactMap { $0 }
    let report = TrainerReport(project)
    let line = report.text.split(separator: "\n").first.map(String.init) ?? ""
    switch report.state {
    case .died, .failed, .silent:
      findings.append(
        .problem("trainer", line, report.advice ?? "See \(project.trainerLog.path)."))
    default: findings.append(.ok("trainer", line))
    }
    let letters = project.mailbox.waiting
    if letters > 0, !report.isAlive {
      findings.append(
        .note(
          "commands",
          letters == 1
            ? "1 instruction waits and no trainer runs"
            : "\(letters) instructions wait and no trainer runs",
          "The next trainer drops them."))
    }
    return findings
  }

  private static func lock(_ url: URL, role: String) -> Finding? {
    let name = url.lastPathComponent
    let state = RunLock.inspect(url)
    switch state {
    case .free: return nil
    case .held(let owner): return .ok(name, "held by \(owner.description)")
    case .stale, .copied:
      return .note(
        name, RunLock.sentence(state, url, role: role),
        "Nothing to do: the next \(role) takes it over.")
    case .elsewhere, .unreadable:
      return .note(name, RunLock.sentence(state, url, role: role))
    }
  }

  /// Copies that were set aside, and temporary files of processes that died.
  private static func leftovers(_ project: Project) -> [Finding] {
    let marks = [
      ".damaged-", ".rescued-", ".changed-outside-", ".unreadable-", "replaced-",
    ]
    return ["scribbles", "labels", "predictions", "imported", "review", "run", ""].flatMap {
      folder in
      let place = project.url.appendingPathComponent(folder)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      let aside = names.filter { name in marks.contains { name.contains($0) } }
      let torn = names.filter { $0.hasPrefix(".") && $0.hasSuffix(".tmp") }
      return aside.map {
        Finding.note(
          "\(folder)/\($0)", "was set aside", "Look whether you need it, then delete it.")
      }
        + torn.map {
          Finding.note(
            "\(folder)/\($0)", "is being written, or was left by a process that died while writing",
            "The next opening or training removes what this machine left; delete others.")
        }
    }
  }
}
