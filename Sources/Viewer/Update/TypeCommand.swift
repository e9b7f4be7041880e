import Annotation
import Volume

/// The line that is typed after `:`.
extension ViewerState {
  /// Does what a typed line says.
  mutating func run(_ text: String) {
    var words = text.split(separator: " ").map(String.init)
    guard var first = words.first else { return }
    remember(text)
    let replaces = LineCommand.replacing.contains(first)
    if replaces {
      first.removeLast()
      words[0] = first
    }
    guard let (row, rest) = LineCommand.named(by: words) else {
      question = nil
      let more = LineCommand.secondWords(of: first)
      return say(
        more.isEmpty
          ? "there is no command \(first): :help lists them"
          : "expected :\(first) \(Words.choice(more))", .warning)
    }
    let meaning = row.meaning
    // Only the same command typed again answers what was asked.
    if case .key = meaning {} else { question = nil }
    perform(meaning, rest, text.afterWords(words.count - rest.count), replaces: replaces)
  }

  /// - tail: the same words as they were typed, for names with blanks.
  /// - replaces: whether an exclamation mark at the first word allows it to replace a file.
  private mutating func perform(
    _ meaning: TypedMeaning, _ rest: [String], _ tail: String, replaces: Bool
  ) {
    func words(_ what: String?, _ tail: String) -> [String] {
      [what, tail.isEmpty ? nil : tail].compactMap(\.self)
    }
    switch meaning {
    case .key(let command): perform(command)
    case .write: save()
    case .quit(let force): quit(force: force)
    case .writeAndQuit:
      save()
      quit()
    case .export(let what): typedExport(what, tail, replaces: replaces)
    case .importing(let what): typedImport(words(what, tail))
    case .labels(let what): typedLabels(words(what, tail), replaces: replaces)
    case .slice: go(toTypedSlice: rest.first.flatMap { Int($0) } ?? slice)
    case .plane: typedPlane(rest)
    case .voxel: typedVoxel(rest)
    case .volume: typedCase(tail)
    case .label: typedLabel(rest)
    case .removeLabel: typedRemoval(rest)
    case .help: page = .help(top: HelpText.topOfCommands(columns: columns, rows: rows, keys: keys))
    case .log: outbox.append(.readLog)
    case .interpolate: interpolateAll()
    case .copy: typedCopy(rest)
    case .note: typedNote(rest)
    case .summary: showSummary()
    case .window, .brush, .tolerance, .reach, .zoom, .contrast, .panel, .view, .automatic, .margin,
      .step:
      set(meaning, rest)
    }
  }

  private mutating func save() {
    guard mayWrite() else { return }
    endStroke()
    outbox.append(.save)
  }

  private mutating func go(toTypedSlice number: Int) {
    guard (0..<layout.slices).contains(number) else {
      return say("slices of this plane run from 0 to \(layout.slices - 1)", .warning)
    }
    go(toSlice: number)
  }

  private mutating func typedLabel(_ words: [String]) {
    guard let id = words.first.flatMap({ UInt8($0) }) else {
      // A name alone chooses the label that has it.
      if let id = label(named: words.joined(separator: " ")) { return choose(label: id) }
      return say("expected :label NUMBER NAME, for example :label 2 myocardium", .warning)
    }
    if ["color", "colour"].contains(words.dropFirst().first) {
      return typedColour(of: id, Array(words.dropFirst(2)))
    }
    let name = words.dropFirst().joined(separator: " ")
    if name.isEmpty { return choose(label: id == 0 ? Scribbles.background : id) }
    choose(label: id, named: name)
  }

  private mutating func typedRemoval(_ words: [String]) {
    let text = words.joined(separator: " ")
    guard let id = UInt8(text) ?? label(named: text) else {
      return say("expected :label delete NUMBER, for example :label delete 4", .warning)
    }
    remove(label: id)
  }

  private func label(named name: String) -> UInt8? {
    name.isEmpty ? nil : project.labels.labels.first { $0.name == name }?.id
  }

  private mutating func typedPlane(_ words: [String]) {
    guard let plane = Plane.allCases.first(where: { $0.rawValue.hasPrefix(words.first ?? "?") })
    else { return say("expected :plane axial, coronal or sagittal", .warning) }
    show(plane)
    say("\(plane.rawValue) plane")
  }

  private mutating func typedVoxel(_ words: [String]) {
    let numbers = words.compactMap { Int($0) }
    let size = open.volume.geometry.size
    guard words.count == 3, numbers.count == 3 else {
      return say("expected :go I J K, for example :go 80 100 4", .warning)
    }
    let voxel = VoxelIndex(i: numbers[0], j: numbers[1], k: numbers[2])
    guard size.contains(voxel) else {
      return say(
        "expected a voxel inside \(size.description), found \(words.joined(separator: " "))",
        .warning)
    }
    moveCursor(to: voxel)
  }

  private mutating func typedCase(_ name: String) {
    if let index = project.cases.firstIndex(where: { $0.name == name }) { return openCase(index) }
    if let number = Int(name), project.cases.indices.contains(number - 1) {
      return openCase(number - 1)
    }
    say("the project has no volume \(name): \(keys.name(of: .caseList)) lists them", .warning)
  }

  private mutating func typedMargin(_ text: String) {
    guard mayWrite() else { return }
    let margin = Double(text)
    guard text == "off" || margin.map({ (0...1000).contains($0) }) == true else {
      return say("expected :set margin MILLIMETRES from 0 to 1000, or :set margin off", .warning)
    }
    outbox.append(.writeMargin(margin))
    project.settings.regionMarginMillimetres = margin
    guard project.isBounded else {
      return say(
        "noted; this project trains on whole slices all the same (its preset or region=false)")
    }
    project.regionMargin = margin
    let what = margin.map { "strokes and \(Numbers.fixed($0, 0)) mm around" } ?? "whole slices"
    say("the next training is bounded to \(what)")
  }

  private mutating func typedArrangement(_ text: String) {
    guard let wanted = Arrangement(rawValue: text) else {
      return say("expected :set view large, three or mosaic", .warning)
    }
    arrange(wanted)
  }

  private mutating func set(_ setting: TypedMeaning, _ values: [String]) {
    let value = values.first ?? ""
    switch setting {
    case .window: typedWindow(values)
    case .brush: typedBrush(values)
    case .tolerance: typedFlood("tolerance", value)
    case .reach: typedFlood("reach", value)
    case .zoom: typedZoom(value)
    case .view: typedArrangement(value)
    case .margin: typedMargin(value)
    case .step: typedStep(value)
    case .contrast:
      guard ["high", "normal"].contains(value) else {
        return say("expected :set contrast high or normal", .warning)
      }
      appearance.highContrast = value == "high"
    case .panel: if let isOn = isOn(value, "panel") { showsPanel = isOn }
    case .automatic:
      if let isOn = isOn(value, "auto"), trainer.isAutomatic != isOn { toggleAutomatic() }
    default: break
    }
  }

  /// `on` or `off`; else says what was expected.
  private mutating func isOn(_ value: String, _ setting: String) -> Bool? {
    if ["on", "off"].contains(value) { return value == "on" }
    say("expected :set \(setting) on or off", .warning)
    return nil
  }

  private mutating func typedWindow(_ values: [String]) {
    if values.first == "auto" { return perform(.automaticWindow) }
    let bounds = values.compactMap { Float($0) }
    guard bounds.count == 2, values.count == 2, bounds[0] < bounds[1], bounds[0].isFinite,
      bounds[1].isFinite
    else {
      return say("expected :set window LOW HIGH with LOW < HIGH, or :set window auto", .warning)
    }
    view.window = IntensityWindow(low: bounds[0], high: bounds[1])
    say("window \(Numbers.short(bounds[0])) to \(Numbers.short(bounds[1]))")
  }

  private mutating func typedZoom(_ text: String) {
    if text == "fit" { return setZoom(.fit) }
    guard let pixels = Double(text), pixels >= 0.1, pixels <= 64 else {
      return say("expected :set zoom fit, or pixels for a voxel from 0.1 to 64", .warning)
    }
    setZoom(.pixels(pixels))
  }
}

extension String {
  /// What stands behind so many words, without the blanks around it: those within it are part of a name.
  fileprivate func afterWords(_ count: Int) -> String {
    var rest = drop { $0 == " " }
    for _ in 0..<count { rest = rest.drop { $0 != " " }.drop { $0 == " " } }
    let end = rest.lastIndex { $0 != " " }.map { rest.index(after: $0) } ?? rest.startIndex
    return String(rest[..<end])
  }
}
