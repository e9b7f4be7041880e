/// Scratch memory of a loss or a kernel: allocated once, so that no step allocates anything large.
///
/// Bound: exactly `count` elements from `base`.
final class ScratchMemory<Element> {
  /// The first element.
  let base: UnsafeMutablePointer<Element>
  /// Elements.
  let count: Int

  /// `count` times `value`.
  init(_ value: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: value, count: count)
  }

  deinit { base.deallocate() }

  /// Bytes held.
  var bytes: Int { count * MemoryLayout<Element>.stride }
}
