import Foundation

/// Does one thing on this thread and another one beside it; comes back when both are done.
///
/// - Throws: what the first has thrown, else what the second has.
func sideBySide<Here, There>(
  _ here: () throws -> Here, beside there: @escaping () throws -> There
) throws -> (Here, There) {
  let group = DispatchGroup()
  // One writer, and the group's end comes before the reader.
  nonisolated(unsafe) var result: Result<There, any Error>?
  nonisolated(unsafe) let work = { result = Result { try there() } }
  DispatchQueue.global(qos: .userInitiated).async(group: group) { work() }
  let own = Result { try here() }
  group.wait()
  let first = try own.get()
  guard let result else { preconditionFailure("finished work has a result") }
  return (first, try result.get())
}
