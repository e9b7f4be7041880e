import Foundation
import Testing
import Volume

@testable import Project

/// BIDS datasets in, and derivatives out.
@Suite struct BIDSFolderTests {
  private let place: DatasetPlace

  init() throws {
    place = try DatasetPlace()
    try place.images(
      "sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz", "sub-01/ses-1/anat/sub-01_ses-1_T2w.nii.gz",
      "sub-01/ses-2/anat/sub-01_ses-2_T1w.nii.gz", "sub-02/anat/sub-02_T1w.nii.gz",
      "sub-02/func/sub-02_task-rest_bold.nii.gz", "sub-03/anat/sub-03_T2w.nii.gz",
      "sub-02/anat/sub-02_desc-brain_mask.nii.gz")
    try place.text("dataset_description.json", #"{"Name": "x", "BIDSVersion": "1.8.0"}"#)
  }

  @Test func kindsAreChosen() throws {
    #expect(place.fault().contains("several kinds: T1w (3), T2w (2). Choose one with --suffix"))
    let found = try place.find(".", FolderChoice(suffix: "T1w"))
    #expect(found.kind == .bids)
    #expect(found.items.map(\.name) == ["sub-01_ses-1_T1w", "sub-01_ses-2_T1w", "sub-02_T1w"])
    #expect(found.notes[0].contains("3 images T1w of 2 subjects"), "\(found.notes)")
    #expect(found.notes[1] == "Without T1w: sub-03 (1).")
    #expect(try place.find(".", FolderChoice(suffix: "bold")).items.count == 1)
    #expect(place.fault(".", FolderChoice(suffix: "FLAIR")).contains("no image of the kind FLAIR"))
  }

  /// One kind needs no choice, and no description either.
  @Test func oneKindIsTaken() throws {
    try place.images("one/sub-a/anat/sub-a_FLAIR.nii.gz", "one/sub-b/anat/sub-b_FLAIR.nii")
    #expect(try place.find("one").items.map(\.name) == ["sub-a_FLAIR", "sub-b_FLAIR"])
  }

  /// A folder for each case stays one, whatever the folders are called.
  @Test func foldersOfCasesComeFirst() throws {
    try place.images("cases/sub-1/image.nii.gz", "cases/sub-1/label.nii.gz")
    let found = try place.find("cases")
    #expect(found.kind == .cases && found.items[0].truth != nil)
  }

  @Test func segmentationsOfDerivativesAreLabelMaps() throws {
    try place.images(
      "d/sub-01/ses-1/anat/sub-01_ses-1_desc-x_dseg.nii.gz",
      "d/sub-01/ses-1/anat/sub-01_ses-1_desc-x_probseg.nii.gz")
    let maps = try CaseMaps(place["d"]).files
    #expect(maps.map(\.name) == ["sub-01_ses-1_desc-x_dseg"])
    let image = CaseFile(place["sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz"])
    #expect(try CaseFile.partners(of: [image], among: maps) == [maps[0]])
  }

  @Test func derivativesLieWhereBIDSWantsThem() throws {
    let derivative = BIDSDerivative(place["derivatives/inkling"], version: "1.2")
    let image = place["sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz"]
    let file = try derivative.place(of: image)
    #expect(
      place.path(file.segmentation)
        == "derivatives/inkling/sub-01/ses-1/anat/sub-01_ses-1_desc-inkling_dseg.nii.gz")
    #expect(file.probabilities.lastPathComponent == "sub-01_ses-1_desc-inkling_probseg.nii.gz")
    try derivative.describe(source: file)
    let text = try String(
      contentsOf: place["derivatives/inkling/dataset_description.json"], encoding: .utf8)
    #expect(text.contains("\"raw\" : \"../..\"") && text.contains("\"Version\" : \"1.2\""))
    try FileManager.default.createDirectory(
      at: file.segmentation.deletingLastPathComponent(), withIntermediateDirectories: true)
    try derivative.writeSidecars(file, labels: .standard(names: ["RV"]), words: "made")
    let stem = "derivatives/inkling/sub-01/ses-1/anat/sub-01_ses-1_desc-inkling_dseg"
    #expect(
      try String(contentsOf: place[stem + ".tsv"], encoding: .utf8)
        == "index\tname\tcolor\n0\tbackground\t#000000\n1\tRV\t#5fafff\n")
    #expect(
      try String(contentsOf: place[stem + ".json"], encoding: .utf8)
        .contains("bids:raw:sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz"))
  }

  @Test func whatHasNoPlaceInBIDSIsRefused() throws {
    let derivative = BIDSDerivative(place.url, version: "1")
    for path in ["/x/heart.nii.gz", "/x/sub-01_T1w.nii.gz", "/x/sub-02/anat/sub-01_T1w.nii.gz"] {
      #expect(throws: ProjectError.self) { try derivative.place(of: URL(fileURLWithPath: path)) }
    }
    let both = ["T1w", "T2w"].map { place["sub-01/ses-1/anat/sub-01_ses-1_\($0).nii.gz"] }
    let error = #expect(throws: ProjectError.self) { try derivative.places(of: both) }
    #expect("\(try #require(error))".contains("sub-01_ses-1_T2w.nii.gz would both become"))
    // A dataset of somebody else is not written into.
    let file = try derivative.place(of: both[0])
    #expect(throws: ProjectError.self) { try derivative.describe(source: file) }
  }

  /// As DataLad keeps images: links into an annex whose names say nothing.
  @Test func imagesThatAreLinksKeepTheirNames() throws {
    try place.images("annex/MD5E-s1.nii.gz", "lone/sub-9/anat/sub-9_T2w.nii.gz")
    let link = place["lone/sub-9/anat/sub-9_T1w.nii.gz"]
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: place["annex/MD5E-s1.nii.gz"])
    var project = place.box.project
    try project.add(link)
    #expect(try project.imageURL("sub-9_T1w").lastPathComponent == "sub-9_T1w.nii.gz")
    _ = try BIDSDerivative(place.url, version: "1").place(of: project.imageURL("sub-9_T1w"))
  }
}
