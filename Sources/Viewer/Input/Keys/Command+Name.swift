import Annotation

/// Names of commands, by which a key map gives them keys. They stay as they are from version to version.
extension Command {
  /// All commands that a key can have, in the order of the key table.
  package static let all: [Command] = {
    var seen: Set<Command> = []
    return (KeyTable.slice + [KeyTable.list]).flatMap(\.bindings).map(\.command)
      .filter { seen.insert($0).inserted }
  }()

  /// The command of a name; nil when there is none.
  package init?(named name: String) {
    guard let command = Self.byName[name] else { return nil }
    self = command
  }

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  /// The name: small letters with dashes.
  package var name: String {
    switch self {
    case .cursor(let columns, let rows): Self.direction("", columns, rows)
    case .pan(let columns, let rows): Self.direction("view-", columns, rows)
    case .slice(let step): Self.step("slice", step)
    case .annotated(let forward): forward ? "next-annotated" : "previous-annotated"
    case .uncertain(let forward): forward ? "next-uncertain" : "previous-uncertain"
    case .plane(let step): Self.step("plane", step)
    case .otherCase(let step): Self.step("volume", step)
    case .frame(let step): Self.step("frame", step)
    case .nextLabel(let step): Self.step("label", step)
    case .zoom(let step): step > 0 ? "zoom-in" : "zoom-out"
    case .opacity(let step): step > 0 ? "stronger" : "weaker"
    case .brush(let step): step > 0 ? "larger-brush" : "smaller-brush"
    case .toggle(let layer): "show-\(layer)"
    case .label(Scribbles.background): "label-background"
    case .label(let id): "label-\(id)"
    case .scroll(let step): step > 0 ? "line-down" : "line-up"
    case .page(let step): step > 0 ? "page-down" : "page-up"
    case .searchNext(let forward): forward ? "next-match" : "previous-match"
    default: Self.dashed(String(describing: self))
    }
  }

  private static func direction(_ front: String, _ columns: Int, _ rows: Int) -> String {
    let way =
      (rows < 0 ? ["up"] : rows > 0 ? ["down"] : [])
      + (columns < 0 ? ["left"] : columns > 0 ? ["right"] : [])
    let steps = max(abs(columns), abs(rows))
    return front + way.joined(separator: "-") + (steps > 1 ? "-\(steps)" : "")
  }

  private static func step(_ noun: String, _ step: Int) -> String {
    (step > 0 ? "next-" : "previous-") + noun + (abs(step) > 1 ? "-\(abs(step))" : "")
  }

  /// `autoTrain` as `auto-train`; of a command with parts, the parts behind it.
  private static func dashed(_ swiftName: String) -> String {
    var name = ""
    for character in swiftName {
      if character.isUppercase {
        name += "-" + character.lowercased()
      } else if character.isLetter || character.isNumber {
        name.append(character)
      } else if name.last != "-" {
        name += "-"
      }
    }
    return name.hasSuffix("-") ? String(name.dropLast()) : name
  }
}
