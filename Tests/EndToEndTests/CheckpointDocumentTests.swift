import Foundation
import Testing

/// The program in docs/reference/checkpoints.md answers as `inkling predict` does.
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

  /// Prints the largest difference between the program's answer and the maps in a folder, and how many numbers there are.
  private static let comparison = """
    import glob, sys
    import numpy as np
    from answer import load_image
    own = np.load(sys.argv[1])
    maps = np.stack([load_image(path)[0] for path in sorted(glob.glob(sys.argv[2] + "/*.nii.gz"))])
    assert own.shape == maps.shape, (own.shape, maps.shape)
    print(abs(own - maps).max(), own.size)
    """

  /// Lets the phantom's axes run to the back, to the feet and to the right: another scan, for another order of slices.
  private static let turning = """
    import gzip, struct, sys
    for path in sys.argv[1:]:
        data = bytearray(gzip.decompress(open(path, "rb").read()))
        i, j, k = struct.unpack("<3f", data[80:92])
        data[280:328] = struct.pack("<12f", 0, 0, k, -20, -i, 0, 0, 30, 0, -j, 0, 10)
        data[252:254] = struct.pack("<h", 0)
        open(path, "wb").write(gzip.compress(bytes(data)))
    """

  private func require(_ words: [String]) throws -> String {
    let done = try CommandRunner.shell(words)
    try #require(done.status == 0, "\(done.messages)")
    return done.output
  }

  @Test(
    .enabled(if: hasNumPy, "python3 with numpy is needed"),
    arguments: [
      [],
      ["network.side=32", "network.channels=8,16,16", "network.dropout=0,0,0"],
      [
        "network.slices=3", "network.position=plane", "network.spacing=1.3",
        "network.channels=8,8,8", "network.dropout=0,0,0",
      ],
    ])
  func theProgramAnswersAsPredict(options: [String]) throws {
    let place = try Workplace()
    try place.makePhantoms("cases/phantom", "--cases", "1", "--size", "50x43x5")
    let (project, image) = (place["p.inkling"], place["cases/phantom/image.nii.gz"])
    try Data(program().utf8).write(to: URL(fileURLWithPath: place["answer.py"]))
    try Data(Self.comparison.utf8).write(to: URL(fileURLWithPath: place["compare.py"]))
    let (inkling, python) = ([CommandRunner.program.path], ["/usr/bin/env", "python3"])
    if options.contains("network.slices=3") {
      _ = try require(
        python + ["-c", Self.turning]
          + ["image", "label", "scribble"].map { place["cases/phantom/\($0).nii.gz"] })
    }
    let assignments =
      (options + ["predict.background=3", "crop=48", "batch=1"])
      .flatMap { ["--set", $0] }
    _ = try require(
      inkling + ["init", project, "--from", place["cases"], "--classes", "RV,Myo,LV"])
    _ = try require(
      inkling + ["train", project, "--steps", "6", "--threads", "2"] + assignments)
    let checkpoint = project + "/run/checkpoint-latest.safetensors"
    for (name, flags) in [("raw", ["--raw"]), ("shown", [])] {
      _ = try require(
        inkling
          + ["predict", "--precision", "float32", "--model", checkpoint, image, "--probabilities"]
          + ["--output", place[name + ".nii.gz"]] + flags)
      _ = try require(
        python + [place["answer.py"], checkpoint, image, place[name + ".npy"]] + flags)
      let output = try require(
        python + [place["compare.py"], place[name + ".npy"], place[name + "-probabilities"]])
      let numbers = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      try #require(numbers.count == 2)
      #expect(numbers[0] < 1e-4, "\(name): \(output)")
      #expect(numbers[1] == 4 * 50 * 43 * 5)
    }
    // And the two are not the same.
    let apart = try require(
      python + [place["compare.py"], place["raw.npy"], place["shown-probabilities"]])
    #expect((apart.split(separator: " ").first.flatMap { Double($0) } ?? 0) > 0.05)
  }
}
