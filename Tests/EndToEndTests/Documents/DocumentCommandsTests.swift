import Foundation
import Testing

@testable import inkling

/// What README, tutorial and how-to tell the reader to type works as it is written.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct DocumentCommandsTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../..").standardized

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(name), encoding: .utf8)
  }

  /// README and the pages of tutorial and how-to.
  private func recipes() throws -> [DocumentRecipe] {
    var names = ["README.md"]
    for folder in ["docs/tutorial", "docs/how-to"] {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: Self.root.appendingPathComponent(folder).path)
      names += files.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return try names.flatMap {
      try DocumentRecipe.all(in: text($0), name: $0)
    }
  }

  #if DEBUG
    private static let isFast = false
  #else
    private static let isFast = true
  #endif

  @Test(.enabled(if: isFast, "training takes minutes without optimisation"))
  func everyCommandOfTheDocumentsRuns() throws {
    let world = try DocumentShell()
    try world.fill()
    for recipe in try recipes() where !recipe.scripts.isEmpty {
      let shell = try DocumentShell(copying: recipe.isWholePage ? nil : world)
      shell.remove(recipe.made)
      for part in recipe.scripts.flatMap(DocumentShell.parts) {
        guard !part.opensViewer else {
          try shell.look(part.text)
          continue
        }
        let script = DocumentShell.shortened(part.text)
        let result = try shell.run(script)
        #expect(
          result.status == 0,
          """
          \(recipe.title)
          \(script)
          ends with \(result.status): \(result.messages)\(result.output)
          """)
      }
      _ = try shell.run("for p in *.inkling; do inkling stop $p; done || true")
    }
  }

  /// A block is run or says why not; how many do not run is counted, so that the mark does not become a habit.
  @Test func commandsAreMarkedAndFewAreLeftOut() throws {
    let recipes = try recipes()
    #expect(recipes.flatMap(\.unmarked) == [], "begin a block of commands with ```sh")
    #expect(recipes.map(\.scripts.count).reduce(0, +) >= 25)
    #expect(recipes.map(\.omitted.count).reduce(0, +) <= 6, "\(recipes.flatMap(\.omitted))")
  }

  @Test func aRecipeHasItsCommandsInOrder() {
    let text = """
      # Title
      Text with `inkling stop`, `inkling info IMAGE.nii.gz` and `inkling train a.inkling
      --fresh`.

      ```sh
      inkling info a.nii.gz
      ```
      **Another.** `nice inkling train b.inkling`

      <!-- not run: needs a cluster -->
      ```sh
      sbatch job.sh
      ```

      ```
      inkling info c.nii.gz
      ```
      """
    let recipes = DocumentRecipe.all(in: text, name: "README.md")
    #expect(recipes.map(\.title).first == "README.md: # Title")
    #expect(recipes.count == 2)
    #expect(recipes[0].scripts == ["inkling train a.inkling --fresh", "inkling info a.nii.gz"])
    #expect(recipes[1].scripts == ["nice inkling train b.inkling"])
    #expect(recipes[1].omitted == ["needs a cluster"])
    #expect(recipes[1].unmarked == ["inkling info c.nii.gz"])
    #expect(DocumentRecipe.all(in: text, name: "page.md").map(\.scripts.count) == [3])
  }

  @Test func trainingIsShortAndTheViewerAlone() {
    let small = "--set network.channels=8,8 --set network.dropout=0,0"
    #expect(
      DocumentShell.shortened("inkling init p\ninkling train p --minutes 20")
        == "inkling init p\ninkling train \(small) p --minutes 0.02")
    #expect(
      DocumentShell.shortened("inkling train p") == "inkling train --minutes 0.02 \(small) p")
    #expect(
      DocumentShell.shortened("inkling train p --resume")
        == "inkling train --minutes 0.02 p --resume")
    let parts = DocumentShell.parts(of: "inkling info a.nii\ncd b\ninkling a.nii.gz\ninkling keys")
    #expect(parts.map(\.text) == ["inkling info a.nii\ncd b", "inkling a.nii.gz", "inkling keys"])
    #expect(parts.map(\.opensViewer) == [false, true, false])
  }

  @Test func theCitationNamesThisVersion() throws {
    #expect(try text("CITATION.cff").contains("\nversion: \(Version.number)\n"))
  }
}
