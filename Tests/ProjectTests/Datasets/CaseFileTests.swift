import Foundation
import Testing

@testable import Project

/// Which files belong to the same case.
@Suite struct CaseFileTests {
  private func files(_ names: [String], in folder: String = "/d") -> [CaseFile] {
    names.map { CaseFile(URL(fileURLWithPath: "\(folder)/\($0).nii.gz")) }
  }

  private func partners(_ names: [String], _ others: [String]) throws -> [String?] {
    try CaseFile.partners(of: files(names), among: files(others, in: "/t")).map { $0?.name }
  }

  @Test(arguments: [
    ("p1", "p1"), ("p1", "p1-labels"), ("p1_0000", "p1"), ("p1", "p1_dseg"), ("p1_seg", "p1.gt"),
    ("p1_0000", "p1_LABEL"), ("p1-prediction", "p1_truth"),
    ("sub-1_ses-2_T1w", "sub-1_ses-2_dseg"), ("sub-1_desc-inkling_dseg", "sub-1_T1w"),
    ("sub-1_acq-hi_T1w", "sub-1_acq-hi_T1w-labels"),
  ])
  func namesOfOneCase(one: String, other: String) throws {
    #expect(try partners([one], [other]) == [other])
    #expect(try partners([other], [one]) == [one])
  }

  @Test(arguments: [
    ("p1", "p10"), ("p1_0001", "p1"), ("sub-1_T1w", "sub-2_T1w"), ("_seg", "_label"),
    ("sub-1_acq-hi_T1w", "sub-1_acq-lo_T1w"), ("seg", "label"),
  ])
  func namesOfDifferentCases(one: String, other: String) throws {
    #expect(try partners([one], [other]) == [nil])
  }

  /// What is called the same comes first: a second kind of map does not take its place.
  @Test func equalNamesComeFirst() throws {
    #expect(try partners(["p1_seg", "p1_mask"], ["p1_seg"]) == ["p1_seg", nil])
    #expect(try partners(["n_0000", "n_0001"], ["n_0001", "n_0000"]) == ["n_0000", "n_0001"])
    #expect(
      try partners(["sub-1_T1w", "sub-1_T2w"], ["sub-1_T1w_seg", "sub-1_T2w_seg"])
        == ["sub-1_T1w_seg", "sub-1_T2w_seg"])
  }

  @Test(arguments: [
    (["p1"], ["p1-labels", "p1_seg"]), (["p1-labels", "p1_seg"], ["p1"]),
    (["sub-1_T1w", "sub-1_T2w"], ["sub-1_dseg"]),
  ])
  func whereSeveralMayBeMeantBothAreNamed(names: [String], others: [String]) throws {
    let error = #expect(throws: ProjectError.self) { try partners(names, others) }
    let several = names.count > 1 ? names : others
    for name in several { #expect("\(try #require(error))".contains("\(name).nii.gz")) }
  }

  @Test func reportsSayTheCase() {
    #expect(CaseName.shown(["p1_seg", "p2-labels"]) == ["p1", "p2"])
    #expect(CaseName.shown(["p1_seg", "p1_mask", "p2"]) == ["p1_seg", "p1_mask", "p2"])
  }

  @Test(arguments: [
    (["/d/la_003_0000.nii.gz"], ["la_003"]),
    (["/d/n_0000.nii", "/d/n_0001.nii"], ["n_0000", "n_0001"]),
    (["/a/p_0000.nii", "/b/p_0000.nii"], ["a_p", "b_p"]),
    (["/d/_0000.nii"], ["_0000"]),
  ])
  func imagesLoseTheNumberOfTheirChannel(paths: [String], names: [String]) {
    #expect(CaseName.names(of: paths.map { URL(fileURLWithPath: $0) }) == names)
  }
}
