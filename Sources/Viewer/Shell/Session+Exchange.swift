import Foundation
import Project
import Volume

/// Label maps and label descriptions for and from other programs.
extension Session {
  // MARK: Export

  /// Writes a label map beside the event loop.
  func export(_ order: ExportOrder) -> [Event] {
    let place = ExportPlace(file: Self.file(order.path))
    if let refusal = refusal(of: place, order) { return [.exported(Message(refusal, .warning))] }
    let (url, name) = (project.url, open.name)
    background.write {
      do {
        return .exported(try Self.export(order.content, of: Project.open(url), name, to: place))
      } catch {
        return .exported(Message("\(error)", .failure))
      }
    }
    return []
  }

  /// Why a label map can't be written there now; nil = it can.
  private func refusal(of place: ExportPlace, _ order: ExportOrder) -> String? {
    guard project.exists else { return "nothing is drawn yet: there is nothing to export" }
    if let problem = [store?.problem, pending.problem].compactMap(\.self).first {
      return "not exported, the project's files are older than the screen. \(problem.text)"
    }
    let folder = place.file.deletingLastPathComponent()
    guard Self.isFolder(folder) else { return "there is no folder \(folder.path)" }
    for file in [place.file, place.table] {
      if project.owns(file) { return "\(file.path) is a file of the project: choose another name" }
      if Self.isFolder(file) { return "\(file.path) is a folder: expected the name of a file" }
      // The same names and colours, written with another map.
      if file == place.table, project.hasTable(of: order.content, at: file) { continue }
      if Self.isThere(file), !order.replaces {
        return "\(file.path) exists: :export! replaces it, or choose another name"
      }
    }
    return nil
  }

  private static func export(
    _ content: ExportContent, of project: Project, _ name: String, to place: ExportPlace
  ) throws -> Message {
    let image = try project.imageHeader(name)
    switch try CaseExport(content, of: project, name, image: image, tell: { _ in }) {
    case .nothing(let why): return Message("not exported: \(why)", .warning)
    case .incomplete(let why):
      return Message(
        "not exported: \(why). Train first, or :export accepted FILE writes accepted slices alone",
        .warning)
    case .map(let map, let words):
      try project.write(map, as: content, to: place.file, image: image)
      do {
        try project.writeTable(of: content, to: place.table)
      } catch {
        return Message("\(place.file.path) is written, its names are not: \(error)", .failure)
      }
      return Message("\(words): written to \(place.file.path)")
    }
  }

  /// A name that is free, beside the image or, where nothing can be written, beside the project.
  func proposeExport(_ content: ExportContent) -> [Event] {
    let (word, ending) =
      switch content {
      case .labels: ("labels", "segmentation")
      case .accepted(let form): ("accepted" + Self.word(form), "accepted")
      case .scribbles(let form): ("scribbles" + Self.word(form), "scribbles")
      }
    let image = (try? project.imageURL(open.name)) ?? project.url
    let beside = image.deletingLastPathComponent()
    let folder =
      access(beside.path, W_OK) == 0 ? beside : project.url.deletingLastPathComponent()
    func place(_ number: Int) -> ExportPlace {
      let more = number == 1 ? "" : "-\(number)"
      let name = FileName.fitting(CaseName.stem(of: image), before: "-\(ending)\(more).nii.gz")
      return ExportPlace(file: folder.appendingPathComponent(name))
    }
    let free = (1...1000).lazy.map(place).first {
      !Self.isThere($0.file) && !Self.isThere($0.table)
    }
    let path = Self.withTilde((free ?? place(1)).file.path)
    return [.typing("export \(word) \(path)")]
  }

  private static func word(_ form: ScribbleForm) -> String {
    form == .inkling ? "" : " " + form.text
  }

  /// Waits for label maps that are being written, and says which were not.
  func unwrittenExports() -> [String] {
    background.finishWriting()
    return background.take().compactMap {
      if case .exported(let said) = $0, said.kind != .done { said.text } else { nil }
    }
  }

  // MARK: Import

  /// What was imported of the open volume; a file that can't be used is told and left.
  func importedSegmentation() -> ImportedSegmentation? {
    do {
      return try ImportedSegmentation.load(
        project, open.name, geometry: open.volume.header.geometry)
    } catch {
      notes.append("The imported labels can't be shown. \(error)")
      return nil
    }
  }

  func doImport(_ work: ImportWork) -> [Event] {
    let (project, name, image) = (project, open.name, open.volume.header)
    switch work {
    case .read(let path, let labels, let values):
      background.run {
        Self.news {
          let read = try SegmentationReader(
            Self.file(path), for: name, of: project, image: image, labels: labels, values: values)
          return .read(
            read.segmentation, caseName: name, missing: read.missing, notes: read.notes)
        }
      }
    case .keep(let segmentation, let caseName, let sentence):
      do { try prepare() } catch { return [.said(Message("\(error)", .failure))] }
      background.write {
        Self.news {
          try segmentation.write(to: project, caseName, like: image)
          return .kept(segmentation, caseName: caseName, sentence: sentence)
        }
      }
      return creation()
    case .clear:
      return [
        Self.news {
          try ImportedSegmentation.clear(project, name)
          return .kept(
            nil, caseName: name,
            sentence: "imported labels are gone; what was accepted of them stays")
        }
      ]
    }
    return []
  }

  private static func news(_ work: () throws -> ImportNews) -> Event {
    do { return .importing(try work()) } catch { return .said(Message("\(error)", .failure)) }
  }

  // MARK: Label descriptions

  func doLabelFile(_ work: LabelFileWork, _ labels: LabelTable) -> [Event] {
    do {
      switch work {
      case .load(let path):
        return [.labelFile(try loadTable(Self.file(path), labels), path: path)]
      case .save(let path, let replaces):
        let file = Self.file(path)
        if project.owns(file) || Self.isFolder(file) {
          return [.said(Message("\(file.path) can't be replaced: choose another name", .warning))]
        }
        if Self.isThere(file), !replaces {
          return [
            .said(
              Message(
                "\(file.path) exists: :labels! save replaces it, or choose another name", .warning))
          ]
        }
        try labels.write(to: file)
        let count = Words.count(labels.labels.count, "label")
        return [.said(Message("names and colours of \(count) written to \(file.path)"))]
      }
    } catch {
      return [.said(Message("\(error)", .failure))]
    }
  }

  /// Of a table of a whole atlas, with numbers that labels can't have, the lines of the labels that there are.
  private func loadTable(_ file: URL, _ labels: LabelTable) throws -> LabelTable {
    do {
      return try LabelTable.load(file)
    } catch let error as VolumeError {
      guard case .labelTable = error,
        let known = try? LabelTable.load(file, .known(Set(labels.labels.map(\.id))))
      else { throw error }
      return known
    }
  }

  // MARK: Names

  /// The file that a typed path names; `~` is the home folder.
  private static func file(_ path: String) -> URL {
    URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
  }

  private static func withTilde(_ path: String) -> String {
    let home = NSHomeDirectory()
    return path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
  }

  private static func isThere(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
