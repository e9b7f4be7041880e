import Foundation
import Testing

/// Folders of other programs, in and out by commands.
@Suite struct FolderCommandTests {
  private let place: Workplace

  /// Two phantoms in folders of their own.
  init() throws {
    place = try Workplace()
    try place.makePhantoms("cases", "--cases", "2", "--size", "32x32x4")
  }

  private func run(_ words: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(words)
  }

  /// Runs a command that has to succeed.
  @discardableResult
  private func succeed(_ words: String...) throws -> CommandRunner.Result {
    let result = try CommandRunner.run(words)
    try #require(result.status == 0, "\(words): \(result.messages)")
    return result
  }

  private func copy(_ from: String, _ to: String) throws {
    let target = URL(fileURLWithPath: place[to])
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: place[from], toPath: target.path)
  }

  /// The phantoms as BIDS has them.
  private func makeBIDS() throws {
    for (number, subject) in [("1", "sub-01"), ("2", "sub-02")] {
      try copy(
        "cases/phantom000\(number)/image.nii.gz", "bids/\(subject)/anat/\(subject)_T1w.nii.gz")
    }
  }

  @Test func scribblesGoToNNUNetAndBack() throws {
    try succeed("init", place["a.inkling"], "--from", place["cases"], "--classes", "RV,Myo,LV")
    let dataset = place["raw/Dataset042_Heart"]
    let made = try succeed("export", "nnunet", place["a.inkling"], "--output", dataset)
    #expect(made.messages.contains("2 training cases"), "\(made.messages)")
    #expect(made.messages.contains("nnUNetv2_plan_and_preprocess -d 42"))
    #expect(
      try place.names("raw/Dataset042_Heart/imagesTr")
        == ["phantom0001_0000.nii.gz", "phantom0002_0000.nii.gz"])
    // Classes, names and the meaning of the numbers come from dataset.json.
    let read = try succeed("init", place["b.inkling"], "--from", dataset)
    #expect(read.messages.contains("labelsTr holds scribbles: 0 = background, 4 = no label."))
    #expect(read.messages.contains("classes 1 RV, 2 Myo, 3 LV"))
    for project in ["a", "b"] {
      try succeed(
        "export", "scribbles", place["\(project).inkling"], "--output", place["out-\(project)"])
    }
    for name in ["phantom0001", "phantom0002"] {
      let before = try PlainVolume(place["out-a/\(name).nii.gz"])
      #expect(try before.difference(PlainVolume(place["out-b/\(name).nii.gz"])) == 0)
    }
    let again = try run("export", "nnunet", place["a.inkling"], "--output", dataset)
    #expect(again.status == 1 && again.messages.contains("is there already"))
    let advice = try run(dataset)
    #expect(advice.messages.contains("--from \(dataset)` makes a project"), "\(advice.messages)")
  }

  /// What nnU-Net predicts is scored with the truths that a project names, or with labelsTr.
  @Test func evaluatePairsByCase() throws {
    try succeed("init", place["a.inkling"], "--from", place["cases"], "--classes", "RV,Myo,LV")
    for name in ["phantom0001", "phantom0002"] {
      try copy("cases/\(name)/label.nii.gz", "predicted/\(name).nii.gz")
      try copy("cases/\(name)/label.nii.gz", "named/\(name)-labels.nii.gz")
      try copy("cases/\(name)/image.nii.gz", "named/\(name).nii.gz")
      try copy("cases/\(name)/label.nii.gz", "channel/\(name)_0000.nii.gz")
    }
    for truth in ["a.inkling", "named", "channel", "cases"] {
      let result = try succeed("evaluate", place["predicted"], place[truth], "--json")
      let names = (result.json["cases"] as? [[String: Any]])?.compactMap { $0["case"] as? String }
      #expect(names == ["phantom0001", "phantom0002"], "\(truth): \(result.output)")
      #expect((result.json["mean"] as? [String: Any])?["dice"] as? Double == 1)
    }
    #expect(try succeed("evaluate", place["predicted"], place["a.inkling"]).output.contains("Myo"))
    try copy("cases/phantom0001/label.nii.gz", "twice/phantom0001-labels.nii.gz")
    try copy("cases/phantom0001/label.nii.gz", "twice/phantom0001_seg.nii.gz")
    let twice = try run("evaluate", place["twice"], place["predicted"])
    #expect(twice.status == 1 && twice.messages.contains("phantom0001_seg.nii.gz"))
    #expect(twice.messages.contains("phantom0001-labels.nii.gz"))
  }

  @Test func mapsInOtherFoldersArePaired() throws {
    for name in ["phantom0001", "phantom0002"] {
      try copy("cases/\(name)/image.nii.gz", "images/\(name).nii.gz")
      try copy("cases/\(name)/label.nii.gz", "truth/\(name)_seg.nii.gz")
    }
    try copy("cases/phantom0002/scribble.nii.gz", "drawn/phantom0002.nii.gz")
    let made = try succeed(
      "init", place["p.inkling"], "--from", place["images"], "--scribbles-from", place["drawn"],
      "--truth-from", place["truth"], "--classes", "RV,Myo,LV", "--json")
    #expect(made.messages.contains("Nothing in \(place["drawn"]) for: phantom0001 (1)."))
    let cases = try #require(made.json["cases"] as? [[String: Any]])
    #expect(cases.map { $0["scribbles"] != nil } == [false, true])
    #expect(cases.allSatisfy { $0["truth"] != nil })
    let none = try run(
      "init", place["q.inkling"], "--from", place["images"], "--truth-from",
      place["images"] + "/..",
      "--classes", "RV")
    #expect(none.status == 1 && none.messages.contains("No image has a label map in"))
  }

  /// Label maps beside an image, by their names.
  @Test func mapsBesideImagesAreTaken() throws {
    for (map, name) in [("image", "p1"), ("label", "p1_seg"), ("scribble", "p1-scribbles")] {
      try copy("cases/phantom0001/\(map).nii.gz", "flat/\(name).nii.gz")
    }
    let made = try succeed(
      "init", place["p.inkling"], "--from", place["flat"], "--classes", "RV,Myo,LV", "--json")
    let item = try #require((made.json["cases"] as? [[String: Any]])?.first)
    #expect(item["truth"] != nil && item["scribbles"] != nil, "\(made.output)")
    #expect(made.messages.contains("Taken as truth, for scores only: p1_seg.nii.gz (1)."))
  }

  @Test func predictionsOfFoldersAreCalledAsTheirCases() throws {
    try makeBIDS()
    try succeed("init", place["a.inkling"], "--from", place["bids"], "--classes", "RV,Myo,LV")
    #expect(try place.text("a.inkling/project.json").contains("\"sub-02_T1w\""))
    let nnunet = place["raw/Dataset001_H"]
    for (number, name) in [("1", "x"), ("2", "y")] {
      try succeed(
        "add", place["a.inkling"], "--replace", "sub-0\(number)_T1w", "--scribbles",
        place["cases/phantom000\(number)/scribble.nii.gz"])
      try copy(
        "cases/phantom000\(number)/image.nii.gz", "raw/Dataset001_H/imagesTs/\(name)_0000.nii.gz")
    }
    try Data(#"{"channel_names": {"0": "T1"}, "labels": {"background": 0, "A": 1}}"#.utf8)
      .write(to: URL(fileURLWithPath: nnunet + "/dataset.json"))
    try succeed(
      "train", place["a.inkling"], "--steps", "1", "--set", "network.channels=8,8", "--set",
      "network.dropout=0,0")
    try succeed("predict", place["a.inkling"], nnunet + "/imagesTs", "--output", place["out"])
    #expect(try place.names("out") == ["x.nii.gz", "y.nii.gz"])
    try succeed("predict", place["a.inkling"], place["bids"], "--output", place["own"])
    #expect(try place.names("own") == ["sub-01_T1w.nii.gz", "sub-02_T1w.nii.gz"])
    let derivative = "bids/derivatives/inkling"
    try succeed(
      "predict", place["a.inkling"], place["bids"], "--bids", "--probabilities", "--output",
      place[derivative])
    let stem = "sub-01_desc-inkling"
    #expect(
      try place.names("\(derivative)/sub-01/anat")
        == ["dseg.json", "dseg.nii.gz", "dseg.tsv", "probseg.json", "probseg.nii.gz"].map {
          "\(stem)_\($0)"
        })
    #expect(try place.text("\(derivative)/sub-01/anat/\(stem)_dseg.tsv").contains("2\tMyo\t#"))
    #expect(try place.text("\(derivative)/sub-01/anat/\(stem)_probseg.json").contains("\"Myo\""))
    // The segmentation as it stands takes the same places.
    let again = try run(
      "export", "labels", place["a.inkling"], "--bids", "--output", place[derivative])
    #expect(again.status == 1 && again.messages.contains("exists already"))
    try succeed(
      "export", "labels", place["a.inkling"], "--bids", "--force", "--output", place[derivative])
    let scores = try succeed("evaluate", place[derivative], place["own"], "--json")
    #expect((scores.json["cases"] as? [Any])?.count == 2)
    #expect(
      try run("predict", place["a.inkling"], place["cases"], "--bids", "--output", place["d"])
        .messages.contains("is no image of a BIDS dataset"))
  }
}
