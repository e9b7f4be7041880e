import Foundation
import Project
import Synchronization
import Volume

/// The images of a project as slice stacks: read when first wanted, forgotten oldest first beyond a bound.
///
/// May be asked from several threads; two that want the same missing image may both read it.
package final class ImageCache: Sendable {
  private struct Entry {
    var stack: SliceStack
    var lastUse: UInt64
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var bytes = 0
    var clock: UInt64 = 0
  }

  private let project: Project
  private let convention: SliceOrder.Convention
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: bytes to keep; one image is kept even if it is larger.
  package init(_ project: Project, _ convention: SliceOrder.Convention, limit: Int) {
    (self.project, self.convention) = (project, convention)
    self.limit = limit
  }

  /// Bytes kept at present.
  var bytes: Int { state.withLock { $0.bytes } }

  /// The image of a case.
  /// - Throws: `ProjectError.volumeMoved`, `.otherImage` (not the one that was drawn on), `VolumeError`.
  package func stack(_ caseName: String) throws -> SliceStack {
    let known: SliceStack? = state.withLock { state in
      state.clock += 1
      state.entries[caseName]?.lastUse = state.clock
      return state.entries[caseName]?.stack
    }
    if let known { return known }
    let axis = try project.entry(caseName).sliceAxis
    let volume = try project.loadVolume(caseName)
    try project.checkImage(caseName, is: volume)
    let stack = try SliceStack.checked(
      volume, SliceOrder(volume.header, across: axis, convention))
    state.withLock { state in
      guard state.entries[caseName] == nil else { return }
      state.clock += 1
      state.entries[caseName] = Entry(stack: stack, lastUse: state.clock)
      state.bytes += stack.bytes
      while state.bytes > limit, state.entries.count > 1,
        let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.entries[oldest.key] = nil
        state.bytes -= oldest.value.stack.bytes
      }
    }
    return stack
  }
}
