import Foundation
import Volume

/// dataset.json of nnU-Net: version 2, and version 1 with its keys the other way round.
struct NNUNetDescription: Equatable {
  /// What each channel of a case is, by its number.
  let channels: [String]
  /// The classes by ascending number, without background.
  let classes: [(id: Int, name: String)]
  /// Why the labels are no classes; nil = they are.
  let fault: String?
  /// The number that says "no label".
  let ignore: Int?
  /// What names of files end in.
  let ending: String
  /// Where files lie elsewhere than in imagesTr and labelsTr: by case.
  let listed: [String: Files]

  /// Files of one case, paths relative to the dataset.
  struct Files: Decodable, Equatable {
    var images: [String]
    var label: String?
  }

  /// - Throws: `ProjectError.invalid`, `.unreadable`.
  init(_ file: URL) throws {
    guard let bytes = try FileBytes.read(file) else {
      throw ProjectError.unreadable(path: file.path, reason: "it is not there")
    }
    let data = Data(bytes)
    let text: Text
    do { text = try JSONDecoder().decode(Text.self, from: data) } catch {
      throw ProjectError.invalid(
        path: file.path, expected: "nnU-Net's description of a dataset",
        found: JSONFault.sentence(error, data))
    }
    let named = text.channel_names ?? text.modality ?? ["0": "image"]
    let numbers = named.keys.compactMap { Int($0) }.sorted()
    guard numbers == Array(0..<named.count), !numbers.isEmpty else {
      throw ProjectError.invalid(
        path: file.path, expected: "channels numbered from 0",
        found: "\"\(named.keys.sorted().joined(separator: "\", \""))\"")
    }
    channels = numbers.map { named["\($0)"] ?? "\($0)" }
    ending = text.file_ending ?? ".nii.gz"
    listed = text.dataset ?? [:]
    let read = Self.read(text.labels)
    (classes, ignore, fault) = (read.classes, read.ignore, read.fault)
  }

  static func == (first: Self, second: Self) -> Bool {
    first.channels == second.channels && first.classes.elementsEqual(second.classes, by: ==)
      && first.fault == second.fault && first.ignore == second.ignore
      && first.ending == second.ending && first.listed == second.listed
  }

  /// What is looked at of the file.
  private struct Text: Decodable {
    var channel_names: [String: String]?
    var modality: [String: String]?
    var labels: [String: Value]
    var file_ending: String?
    var dataset: [String: Files]?
  }

  /// A value of `labels`: version 2 has name to number, or to several numbers for a region; version 1 number to name.
  private enum Value: Decodable {
    case number(Int)
    case region([Int])
    case name(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Int.self) {
        self = .number(number)
      } else if let numbers = try? value.decode([Int].self) {
        self = numbers.count == 1 ? .number(numbers[0]) : .region(numbers)
      } else {
        let text = try value.decode(String.self)
        self = Int(text).map { .number($0) } ?? .name(text)
      }
    }
  }

  private static func read(
    _ labels: [String: Value]
  ) -> (classes: [(id: Int, name: String)], ignore: Int?, fault: String?) {
    var found: [(id: Int, name: String)] = []
    var regions: [String] = []
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .number(let id): found.append((id, key))
      case .name(let name):
        guard let id = Int(key) else {
          return ([], nil, "\"\(key)\" is \"\(name)\", expected a number")
        }
        found.append((id, name))
      case .region(let ids):
        regions.append("\(key) (\(ids.map { "\($0)" }.joined(separator: ", ")))")
      }
    }
    let ignore = found.first { $0.name == "ignore" }?.id
    let classes = found.filter { $0.id != 0 && $0.name != "ignore" }.sorted { $0.id < $1.id }
    guard regions.isEmpty else {
      return (
        [], ignore,
        "regions of several labels, \(regions.joined(separator: ", ")); expected one number a class"
      )
    }
    let ids = classes.map(\.id)
    guard !ids.isEmpty, Set(ids).count == ids.count, ids.allSatisfy({ (1...253).contains($0) })
    else { return ([], ignore, "the labels \(ids); expected different numbers from 1 to 253") }
    return (classes, ignore, nil)
  }
}
