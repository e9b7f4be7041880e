/// Owns the memory of a plan: everything is allocated before the first step and freed together.
final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []
  /// Bytes handed out so far.
  private(set) var bytes = 0

  /// `count` zeroed elements of a trivial type for which all zero bits are a value (numbers, vectors of numbers),
  /// aligned to a cache line. The memory lives as long as the arena.
  func zeroed<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    let size = max(1, count) * MemoryLayout<T>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    blocks.append(raw)
    bytes += size
    return raw.bindMemory(to: type, capacity: max(1, count))
  }

  deinit {
    for block in blocks { block.deallocate() }
  }
}
