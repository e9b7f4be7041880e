import Foundation
import Testing
import Volume

@testable import Project

/// What is taken of nnU-Net's datasets.
@Suite struct NNUNetFolderTests {
  private let place: DatasetPlace
  private let two = """
    {"channel_names": {"0": "T2", "1": "ADC"}, "labels": {"background": 0, "TZ": 2, "PZ": 1},
     "numTraining": 2, "file_ending": ".nii.gz"}
    """

  init() throws {
    place = try DatasetPlace()
    try place.images(
      "imagesTr/a_0000.nii.gz", "imagesTr/a_0001.nii.gz", "imagesTr/b_1_0000.nii.gz",
      "imagesTr/b_1_0001.nii.gz", "labelsTr/a.nii.gz", "imagesTs/c_0000.nii.gz",
      "imagesTs/c_0001.nii.gz")
  }

  private func names(_ found: FoundFolder) -> [String?] { found.items.map(\.name) }

  @Test func channelsLabelsAndNamesAreRead() throws {
    try place.text("dataset.json", two)
    let found = try place.find()
    #expect(found.kind == .nnunet && names(found) == ["a", "b_1"])
    #expect(place.path(found.items[1].image) == "imagesTr/b_1_0000.nii.gz")
    #expect(place.path(found.items[0].truth) == "labelsTr/a.nii.gz")
    #expect(found.items[0].scribbles == nil && found.items[1].truth == nil)
    #expect(found.classes == [ClassEntry(id: 1, name: "PZ"), ClassEntry(id: 2, name: "TZ")])
    let notes = (found.notes + found.mapNotes).joined(separator: "\n")
    #expect(notes.contains("Of the channels 0 T2, 1 ADC number 0 is used"))
    #expect(notes.contains("taken as truth") && notes.contains("Without a label map"))
    #expect(notes.contains("1 image in imagesTs left out: --test-images"), "\(notes)")
  }

  @Test(arguments: ["1", "ADC", "adc"])
  func channelsAreChosenByNumberOrName(channel: String) throws {
    try place.text("dataset.json", two)
    let found = try place.find(".", FolderChoice(channel: channel, testImages: true))
    #expect(names(found) == ["a", "b_1", "c"])
    #expect(found.items.allSatisfy { $0.image.lastPathComponent.hasSuffix("_0001.nii.gz") })
    #expect(place.fault(".", FolderChoice(channel: "2")).contains("it has 0 T2, 1 ADC"))
  }

  @Test func theFolderOfTestImagesStandsForItself() throws {
    try place.text("dataset.json", two)
    #expect(try names(place.find("imagesTs")) == ["c"])
    #expect(try names(place.find("imagesTr")) == ["a", "b_1"])
  }

  /// Labels where some voxels have none are scribbles.
  @Test(arguments: [(3, ScribbleEncoding.ignoreLast), (255, .ignore255)])
  func anIgnoreLabelMakesScribbles(number: Int, encoding: ScribbleEncoding) throws {
    try place.text(
      "dataset.json",
      two.replacing("\"TZ\"", with: "\"ignore\": \(number), \"TZ\""))
    let found = try place.find()
    #expect(found.encoding == encoding && found.classes?.map(\.name) == ["PZ", "TZ"])
    #expect(place.path(found.items[0].scribbles) == "labelsTr/a.nii.gz")
    #expect(found.items[0].truth == nil)
  }

  @Test func anIgnoreLabelElsewhereIsNotGuessedAt() throws {
    try place.text("dataset.json", two.replacing("\"TZ\"", with: "\"ignore\": 7, \"TZ\""))
    let found = try place.find()
    #expect(found.items.allSatisfy { $0.scribbles == nil && $0.truth == nil })
    #expect(found.mapNotes.joined().contains("ignore is 7, expected 3"))
  }

  @Test func regionsAreNoClasses() throws {
    try place.text(
      "dataset.json", two.replacing("\"TZ\": 2", with: "\"whole\": [1, 2], \"core\": [2]"))
    let found = try place.find()
    #expect(found.classes == nil && found.classFault?.contains("whole (1, 2)") == true)
  }

  /// The Medical Segmentation Decathlon and version 1: labels the other way round, files without channels.
  @Test func versionOneIsRead() throws {
    try place.images("old/imagesTr/h_001.nii.gz", "old/labelsTr/h_001.nii.gz")
    try place.text(
      "old/dataset.json",
      #"{"name": "H", "modality": {"0": "MRI"}, "labels": {"0": "background", "2": "B", "1": "A"}}"#
    )
    let found = try place.find("old")
    #expect(names(found) == ["h_001"] && found.classes?.map(\.name) == ["A", "B"])
    #expect(place.path(found.items[0].truth) == "old/labelsTr/h_001.nii.gz")
    try place.text(
      "old/dataset.json",
      #"{"modality": {"0": "T1", "1": "T2"}, "labels": {"0": "background", "1": "A"}}"#)
    #expect(try place.find("old").notes[0].contains("--frame N chooses"))
  }

  /// nnU-Net's newer way of naming files one by one.
  @Test func listedFilesAreFound() throws {
    try place.text(
      "listed/dataset.json",
      #"""
      {"channel_names": {"0": "T2"}, "labels": {"background": 0, "A": 1}, "numTraining": 1,
       "file_ending": ".nii.gz",
       "dataset": {"case": {"images": ["../imagesTr/a_0000.nii.gz"], "label": "../labelsTr/a.nii.gz"}}}
      """#)
    let item = try #require(try place.find("listed").items.first)
    #expect(item.name == "case" && place.path(item.image) == "imagesTr/a_0000.nii.gz")
    #expect(place.path(item.truth) == "labelsTr/a.nii.gz")
  }

  @Test(arguments: [
    ("{", "text that is not JSON"), ("{}", "no \"labels\""),
    (#"{"labels": {"background": 0, "A": "x"}}"#, ""),
    (#"{"labels": {"A": 1}, "channel_names": {"1": "T2"}}"#, "expected channels numbered from 0"),
    (#"{"labels": {"A": 1.5}}"#, "a value of the wrong type"),
  ])
  func damagedDescriptionsEndInASentence(text: String, fault: String) throws {
    try place.text("dataset.json", text)
    if fault.isEmpty {
      #expect(try place.find().classFault == "\"A\" is \"x\", expected a number")
    } else {
      #expect(place.fault().contains(fault), "\(place.fault())")
    }
  }
}
