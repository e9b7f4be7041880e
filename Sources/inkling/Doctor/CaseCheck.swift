import Annotation
import Foundation
import Project
import Viewer
import Volume

/// One volume of a project with everything that belongs to it.
struct CaseCheck {
  let project: Project
  let name: String

  func findings() -> [Finding] {
    let volume: Volume
    do {
      volume = try project.loadVolume(name)
    } catch let error as ProjectError {
      return [.problem(name, "image: \(error)", "See the sentence before.")]
    } catch {
      return [.problem(name, "image: \(error)", "Copy the image again from where it came from.")]
    }
    var findings = [otherImage(volume) ?? image(volume)]
    findings += maps(volume)
    findings += [scribbles(volume), review(volume)].compactMap { $0 }
    return findings
  }

  private func image(_ volume: Volume) -> Finding {
    let found = "image \(volume.geometry.size), \(volume.geometry.axisLetters)"
    let doubts = volume.doubts
    if volume.nonFiniteCount > 0 {
      let count = volume.nonFiniteCount
      return .note(
        name, "\(found), \(Words.count(count, "voxel")) \(count == 1 ? "is" : "are") not finite")
    }
    return doubts.isEmpty
      ? .ok(name, found) : .note(name, "\(found). \(doubts.joined(separator: " "))")
  }

  /// Whether the image is another one than was drawn on.
  private func otherImage(_ volume: Volume) -> Finding? {
    do {
      try project.checkImage(name, is: volume)
      return nil
    } catch {
      return .problem(name, "image: \(error)", "See the sentence before.")
    }
  }

  /// Whether the project says what the numbers of a map mean, so that they may be no labels.
  private func isMapped(_ kind: String) -> Bool {
    kind == "truth" && (try? project.entry(name))?.truthValues != nil
  }

  /// Position of every map, field by field.
  private func maps(_ volume: Volume) -> [Finding] {
    var files = [
      ("scribbles", project.scribbles(name)), ("accepted labels", project.labels(name)),
      ("imported labels", project.imported(name)), ("prediction", project.prediction(name)),
      ("uncertainty", project.uncertainty(name)),
    ]
    if let truth = try? project.truthURL(name) { files.append(("truth", truth)) }
    return files.compactMap { kind, file in
      guard file.isPresent else {
        return kind == "truth"
          ? .note(
            name, "truth is not at \(file.path)", "Scores are left out; repair with `inkling add`.")
          : nil
      }
      do {
        let check = try LabelMapCheck(image: volume.source, labelMap: file)
        guard check.fits else {
          return .problem(
            name,
            "\(kind): not the position of the image. \(check.findings.joined(separator: " "))",
            "inkling check \(volume.source.path) \(file.path)")
        }
        // An uncertainty map is no label map: its voxels are fractions.
        if let unreadable = check.unreadable, kind != "uncertainty", !isMapped(kind) {
          return .problem(
            name, "\(kind): \(unreadable)", "Restore it, or delete it to have it made again.")
        }
        let fields = check.differences.map(\.field)
        return fields.isEmpty || kind == "truth"
          ? .ok(name, "\(kind): same position as the image")
          : .note(
            name,
            "\(kind): same position as the image, but header fields differ: \(fields.joined(separator: ", "))",
            "Other programs may place it elsewhere: open and save it here.")
      } catch {
        return .problem(
          name, "\(kind): \(error)", "Restore it, or delete it to have it made again.")
      }
    }
  }

  private func scribbles(_ volume: Volume) -> Finding? {
    guard project.journal(name).isPresent || project.scribbles(name).isPresent else { return nil }
    do {
      let journal = try JournalContents.load(project.journal(name), size: volume.geometry.size)
      let read = try ScribbleReader.read(project, name, geometry: volume.geometry)
      guard read.messages.isEmpty else {
        return .problem(
          name, read.messages.joined(separator: " "),
          "Open the project in the viewer: it keeps everything readable and sets the damaged file aside."
        )
      }
      let scribbles = Scribbles(map: read.map, sliceAxis: try project.entry(name).sliceAxis)
      let known = Set(project.description.classes.map(\.id)).union([0, Scribbles.background])
      let counts = read.map.counts
      let others = (0...255).filter { counts[$0] > 0 && !known.contains(UInt8($0)) }
      guard others.isEmpty else {
        return .problem(
          name,
          "scribbles with label \(others.map(String.init).joined(separator: ", ")), which is no class of the project",
          "They are not learnt. Name the label: `:label \(others[0]) NAME` in the viewer.")
      }
      let tail = journal.hasTornTail ? "; its last record was torn, as by a crash" : ""
      return .ok(
        name,
        "journal of \(Words.count(journal.entries.count, "record")), scribbles on "
          + "\(Words.count(scribbles.annotatedSlices.count, "slice"))\(tail)")
    } catch {
      return .problem(name, "\(error)", "Put the right image or scribbles back.")
    }
  }

  private func review(_ volume: Volume) -> Finding? {
    guard project.review(name).isPresent else { return nil }
    do {
      let slices = volume.geometry.size[try project.entry(name).sliceAxis]
      let sheet = try ReviewSheet.load(project.review(name))
      return .ok(name, sheet.progress(slices: slices).sentence)
    } catch {
      return .problem(
        name, "\(error)",
        "Restore review/\(name).csv, or delete it: the journal brings back what it has.")
    }
  }
}
