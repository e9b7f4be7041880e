/// A key as a person names it: `a`, `Space`, `Ctrl-T`, `Shift-Left`, `F1`.
package struct Key: Hashable, Sendable {
  /// The key without what is held down with it.
  package enum Base: Hashable, Sendable {
    /// A key that types something; capitals are characters of their own.
    case character(Character)
    /// The arrow keys.
    case up, down, left, right
    /// Page Up and Page Down.
    case pageUp, pageDown
    /// Home and End.
    case home, end
    /// Tab, also with Shift.
    case tab
    /// Enter or Return.
    case enter
    /// Esc.
    case escape
    /// Backspace.
    case backspace
    /// Delete.
    case delete
    /// F1…F12.
    case function(Int)
  }

  /// The key itself.
  package var base: Base
  /// Whether Ctrl is held; `Ctrl-t` and `Ctrl-T` are the same key, stored in lower case.
  package var control: Bool
  /// Whether Shift is held; only for keys that type nothing.
  package var shift: Bool

  /// A key from its parts.
  package init(_ base: Base, control: Bool = false, shift: Bool = false) {
    self.base = base
    self.control = control
    self.shift = shift
  }

  /// A key that types a character.
  package init(_ character: Character) { self.init(.character(character)) }

  /// Reads a key's name; nil when there is no such key.
  package init?(parsing name: String) {
    var rest = Substring(name)
    var control = false
    var shift = false
    while rest.count > 1 {
      if rest.hasPrefix("Ctrl-") {
        control = true
        rest = rest.dropFirst(5)
      } else if rest.hasPrefix("Shift-") {
        shift = true
        rest = rest.dropFirst(6)
      } else {
        break
      }
    }
    if rest.count == 1, let character = rest.first {
      let typed = control ? Character(character.lowercased()) : character
      self.init(.character(typed), control: control, shift: shift)
    } else if let base = Self.names.first(where: { $0.name == rest })?.base {
      self.init(base, control: control, shift: shift)
    } else {
      return nil
    }
  }

  private static let names: [(name: String, base: Base)] =
    [
      ("Space", .character(" ")), ("Up", .up), ("Down", .down), ("Left", .left),
      ("Right", .right), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Home", .home), ("End", .end),
      ("Tab", .tab), ("Enter", .enter), ("Esc", .escape), ("Backspace", .backspace),
      ("Delete", .delete),
    ] + (1...12).map { ("F\($0)", .function($0)) }
}

extension Key: CustomStringConvertible {
  /// The name that `init(parsing:)` reads.
  package var description: String {
    var name = control ? "Ctrl-" : ""
    if shift { name += "Shift-" }
    if let named = Self.names.first(where: { $0.base == base }) { return name + named.name }
    if case .character(let character) = base {
      return name + (control ? character.uppercased() : String(character))
    }
    return name
  }
}

extension Key: ExpressibleByStringLiteral {
  /// A key by name, for tables and tests; a name that no key has is a mistake of the programmer.
  package init(stringLiteral name: String) {
    guard let key = Key(parsing: name) else { preconditionFailure("no key is called \(name)") }
    self = key
  }
}
