/// Which key does what in this session: the key table, as the person has changed it.
package struct KeyMap: Sendable {
  /// Keys while the slice is on screen.
  package private(set) var slice = KeyTable.slice
  /// Keys while a list or a page of text is on screen.
  package private(set) var list = KeyTable.list
  private var ofSlice: [Key: Command]
  private var ofList: [Key: Command]

  /// The keys as they are without a map of the person's own.
  package static let standard = KeyMap()

  /// The keys of the table.
  package init() {
    ofSlice = KeyTable.index(KeyTable.slice)
    ofList = KeyTable.index([KeyTable.list])
  }

  // MARK: Looking up

  /// What a key does while the slice is on screen.
  func command(for key: Key) -> Command? { ofSlice[key] }

  /// What a key does in lists and texts.
  func listCommand(for key: Key) -> Command? { ofList[key] }

  /// The name of the first key of a command; empty when it has none.
  func name(of command: Command) -> String {
    slice.lazy.flatMap(\.bindings).first { $0.command == command && !$0.keys.isEmpty }?.keys.first?
      .description ?? ""
  }

  /// The same in lists and texts.
  func listName(of command: Command) -> String {
    list.bindings.first { $0.command == command && !$0.keys.isEmpty }?.keys.first?.description ?? ""
  }

  /// What people can't do without, apart from what has a key.
  var missing: [Command] {
    Self.essential.filter { name(of: $0).isEmpty }
      + (listName(of: .close).isEmpty ? [.close] : [])
  }

  private static let essential: [Command] = [.quit, .commandLine, .help]

  // MARK: Changing

  /// Gives a key to a command, wherever the command has a meaning; what the key did there before, it does no more.
  mutating func map(_ key: Key, to command: Command) {
    let isOfSlice = KeyTable.slice.flatMap(\.bindings).contains { $0.command == command }
    let isOfList = KeyTable.list.bindings.contains { $0.command == command }
    for place in slice.indices where isOfSlice || !isOfList { slice[place].remove(key) }
    for place in slice.indices { slice[place].add(key, to: command) }
    // Lists keep their own keys from what a key does to the slice, too.
    if isOfList, !isOfSlice || ofList[key] == nil {
      list.remove(key)
      list.add(key, to: command)
    }
    renew()
  }

  /// Takes a key out of use.
  mutating func unmap(_ key: Key) {
    for place in slice.indices { slice[place].remove(key) }
    list.remove(key)
    renew()
  }

  /// Gives a command the keys back that it has in the table.
  mutating func restore(_ command: Command) {
    for binding in (KeyTable.slice + [KeyTable.list]).flatMap(\.bindings)
    where binding.command == command {
      for key in binding.keys.reversed() { map(key, to: command) }
    }
  }

  private mutating func renew() {
    ofSlice = KeyTable.index(slice)
    ofList = KeyTable.index([list])
  }
}

extension BindingGroup {
  fileprivate mutating func remove(_ key: Key) {
    for place in bindings.indices { bindings[place].keys.removeAll { $0 == key } }
  }

  /// The key becomes the first one of the command: hints show that.
  fileprivate mutating func add(_ key: Key, to command: Command) {
    guard let place = bindings.firstIndex(where: { $0.command == command }) else { return }
    bindings[place].keys.insert(key, at: 0)
  }
}
