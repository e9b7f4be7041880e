import Foundation
import Volume

extension FoundFolder {
  /// The cases of an nnU-Net dataset.
  ///
  /// - part: the name of the folder that was named: imagesTs alone is taken for itself.
  /// - Throws: `ProjectError` where the channel is unknown or a folder can't be read.
  init(_ dataset: NNUNetDataset, _ choice: FolderChoice, part: String) throws {
    let channel = try dataset.channel(choice.channel)
    let parts =
      part == "imagesTs" ? ["Ts"] : choice.testImages && part != "imagesTr" ? ["Tr", "Ts"] : ["Tr"]
    let description = dataset.description
    let encoding = description.encoding
    self.init(kind: .nnunet, items: [])
    var without: [String] = []
    for part in parts {
      let found = try dataset.cases(part, channel: channel)
      items += found.cases.map { item in
        // Test images have nothing to train on; what lies in labelsTs is their truth.
        let isScribbled = description.ignore != nil && part == "Tr"
        return Item(
          name: CaseName.fit(item.name), image: item.image,
          scribbles: isScribbled && encoding != nil ? item.label : nil,
          truth: isScribbled ? nil : item.label)
      }
      if part == "Tr" {
        without = found.cases.filter { $0.label == nil }.map(\.name)
        mapNotes += try Self.orphanNote(dataset, found.cases)
      }
      if !found.others.isEmpty {
        notes.append(
          "Passed over in images\(part), no case of channel \(channel): \(Self.few(found.others)) "
            + "(\(found.others.count)).")
      }
    }
    self.encoding = encoding
    classFault = description.fault
    if description.fault == nil {
      classes = description.classes.map { ClassEntry(id: UInt8($0.id), name: $0.name.oneLine) }
    }
    notes.insert(try Self.summary(dataset, channel: channel, count: items.count), at: 0)
    if parts.contains("Tr") { mapNotes += description.labelNotes(without: without) }
    if parts == ["Tr"], part != "imagesTr" { notes += try Self.testNote(dataset) }
  }

  private static func orphanNote(
    _ dataset: NNUNetDataset, _ cases: [NNUNetDataset.Case]
  ) throws -> [String] {
    let orphans = try dataset.orphans(among: cases)
    guard !orphans.isEmpty else { return [] }
    return ["In labelsTr without an image in imagesTr: \(few(orphans)) (\(orphans.count))."]
  }

  private static func summary(
    _ dataset: NNUNetDataset, channel: Int, count: Int
  ) throws -> String {
    let start =
      "nnU-Net dataset \(dataset.folder.lastPathComponent): \(count) case\(count == 1 ? "" : "s")."
    guard dataset.description.channels.count > 1 else { return start }
    if try dataset.hasChannelsAsFrames() {
      return start
        + " Channels are frames of one file (\(dataset.channelWords)): --frame N chooses."
    }
    return start
      + " Of the channels \(dataset.channelWords) number \(channel) is used; --channel chooses another."
  }

  private static func testNote(_ dataset: NNUNetDataset) throws -> [String] {
    guard FolderNames.isFolder(dataset.folder.appendingPathComponent("imagesTs")) else { return [] }
    let count = try dataset.cases("Ts", channel: 0).cases.count
    guard count > 0 else { return [] }
    return [
      "\(count) image\(count == 1 ? "" : "s") in imagesTs left out: --test-images takes them."
    ]
  }
}

extension NNUNetDescription {
  /// What the numbers in labelsTr mean where some voxels have no label; nil where all have, or where the number for
  /// that fits no encoding.
  var encoding: ScribbleEncoding? {
    guard let ignore else { return nil }
    if ignore == (classes.last?.id ?? 0) + 1 { return .ignoreLast }
    return ignore == 255 ? .ignore255 : nil
  }

  /// What is taken of labelsTr.
  ///
  /// - without: cases without a label map.
  func labelNotes(without: [String]) -> [String] {
    var notes: [String] = []
    if let ignore, encoding == nil {
      notes.append(
        "labelsTr is left out: ignore is \(ignore), expected \((classes.last?.id ?? 0) + 1), the number "
          + "after the last class.")
    } else if let ignore {
      notes.append("labelsTr holds scribbles: 0 = background, \(ignore) = no label.")
    } else {
      notes.append("labelsTr is taken as truth, for scores only: dataset.json has no ignore label.")
    }
    if !without.isEmpty {
      notes.append(
        "Without a label map in labelsTr: \(FoundFolder.few(without)) (\(without.count)).")
    }
    return notes
  }
}
