/// Something that a key has not done because it may not be meant; the same key right after it does it.
struct Question: Equatable, Sendable {
  /// What the key stands for.
  let command: Command
  /// The slice that it is about.
  let slice: Int
}
