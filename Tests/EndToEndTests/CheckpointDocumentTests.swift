import Foundation
import Testing

/// The way from a checkpoint to probabilities in docs/reference/checkpoints.md does what it says.
@Suite struct CheckpointDocumentTests {
  /// Whether the document's program can run here.
  static let hasNumPy: Bool = {
    let found = try? CommandRunner.shell(["/usr/bin/env", "python3", "-c", "import numpy"])
    return found?.status == 0
  }()

  /// The document's only program.
  private func program() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("docs/reference/checkpoints.md"), encoding: .utf8)
    let blocks = text.components(separatedBy: "```python\n").dropFirst()
    try #require(blocks.count == 1)
    return blocks.first?.components(separatedBy: "\n```").first ?? ""
  }

  /// Largest difference between the document's answer and `predict --raw --probabilities`, and the numbers compared.
  private static let comparison = """
    import glob, sys
    import numpy as np
    from answer import load_image
    own = np.load(sys.argv[1])
    maps = np.stack([load_image(path)[0] for path in sorted(glob.glob(sys.argv[2] + "/*.nii.gz"))])
    assert own.shape == maps.shape, (own.shape, maps.shape)
    print(abs(own - maps).max(), own.size)
    """

  @Test(
    .enabled(if: hasNumPy, "python3 with numpy is needed"),
    arguments: [
      [],
      ["network.side=32", "network.channels=8,16,16", "network.dropout=0,0,0"],
      [
        "network.slices=3", "network.position=plane", "network.spacing=1.3",
        "predict.mirrored=true", "network.channels=8,8,8", "network.dropout=0,0,0",
      ],
    ])
  func theProgramAnswersAsPredictRaw(options: [String]) throws {
    let place = try Workplace()
    try place.makePhantoms("cases", "--cases", "1", "--size", "50x43x5")
    let (project, image) = (place["p.inkling"], place["cases/phantom0001/image.nii.gz"])
    try Data(program().utf8).write(to: URL(fileURLWithPath: place["answer.py"]))
    try Data(Self.comparison.utf8).write(to: URL(fileURLWithPath: place["compare.py"]))
    let assignments = (options + ["predict.background=3"]).flatMap { ["--set", $0] }
    let commands = [
      ["init", project, "--from", place["cases"], "--classes", "RV,Myo,LV"],
      ["train", project, "--steps", "4", "--threads", "2"] + assignments,
      ["predict", project, image, "--output", place["raw.nii.gz"], "--raw", "--probabilities"],
    ]
    for command in commands {
      let done = try CommandRunner.run(command)
      try #require(done.status == 0, "\(done.messages)")
    }
    let checkpoint = project + "/run/checkpoint-latest.safetensors"
    var output = ""
    for words in [
      ["answer.py", checkpoint, image, place["own.npy"]],
      ["compare.py", place["own.npy"], place["raw-probabilities"]],
    ] {
      let done = try CommandRunner.shell(
        ["/usr/bin/env", "python3", place[words[0]]] + words.dropFirst())
      try #require(done.status == 0, "\(done.messages)")
      output = done.output
    }
    let numbers = output.split(separator: " ").compactMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    try #require(numbers.count == 2)
    #expect(numbers[0] < 1e-4, "\(output)")
    #expect(numbers[1] == 4 * 50 * 43 * 5)
  }
}
