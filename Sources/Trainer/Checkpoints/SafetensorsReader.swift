import Foundation
import Neural
import Volume

/// What a safetensors file says before its numbers, checked against the file's length: everything that can be refused
/// without reading, or making room for, a single tensor.
struct SafetensorsHeader {
  /// The header's `__metadata__`.
  var metadata: [String: String] = [:]
  /// Names, shapes and places in the order of the data.
  let entries: [(name: String, entry: Safetensors.Entry)]
  /// Where the data begin in the file.
  let dataStart: Int

  /// Numbers in all tensors together.
  var numbers: Int { (entries.last?.entry.data_offsets[1] ?? 0) / 4 }

  /// - Parameters:
  ///   - length: bytes of the whole file.
  ///   - read: so many bytes from a place on; fewer where the file ends.
  /// - Throws: `TrainerError.checkpoint` that says what is wrong.
  init(path: String, length: Int, read: (_ count: Int, _ offset: Int) throws -> [UInt8]) throws {
    func refuse(_ expected: String, _ found: String) -> TrainerError {
      .checkpoint(path: path, expected: "a safetensors file: \(expected)", found: found)
    }
    let start = try read(8, 0)
    guard start.count == 8 else { throw refuse("at least 8 bytes", "\(start.count) bytes") }
    let announced = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard announced <= UInt64(Safetensors.largestHeader) else {
      throw refuse("a header of at most 10 MB", "one of \(announced) bytes")
    }
    let text = try read(Int(announced), 8)
    guard text.count == Int(announced) else {
      throw refuse("a header of \(announced) bytes", "only \(text.count) bytes after its length")
    }
    typealias Values = [String: Safetensors.HeaderValue]
    guard let header = try? JSONDecoder().decode(Values.self, from: Data(text)) else {
      throw refuse("a JSON header of tensors", "a header that is something else")
    }
    if case .metadata(let texts)? = header[Safetensors.metadataKey] { metadata = texts }
    entries = try Safetensors.entries(of: header, refuse)
    dataStart = 8 + text.count
    let available = length - dataStart
    var end = 0
    for (name, entry) in entries {
      guard entry.data_offsets[0] == end else {
        throw refuse(
          "tensors without gaps or overlaps",
          "\(name) at byte \(entry.data_offsets[0]) where byte \(end) comes next")
      }
      end = entry.data_offsets[1]
      guard end <= available else {
        throw refuse("\(end) bytes of data or more", "\(available) bytes (\(name) is cut off)")
      }
    }
    guard end == available else { throw refuse("\(end) bytes of data", "\(available) bytes") }
  }
}

extension Safetensors {
  /// Reads a file's bytes.
  ///
  /// - path: for messages.
  /// - Throws: `TrainerError.checkpoint` that says what is wrong.
  package init(bytes: Data, path: String) throws {
    let file = [UInt8](bytes)
    try self.init(path: path, length: file.count) { count, offset in
      Array(file.dropFirst(offset).prefix(count))
    }
  }

  /// Reads the header, lets `check` look at it, and reads the tensors one by one.
  private init(
    path: String, length: Int, check: (SafetensorsHeader) throws -> Void = { _ in },
    read: (_ count: Int, _ offset: Int) throws -> [UInt8]
  ) throws {
    let header = try SafetensorsHeader(path: path, length: length, read: read)
    try check(header)
    metadata = header.metadata
    tensors = try header.entries.map { name, entry in
      let (start, end) = (entry.data_offsets[0], entry.data_offsets[1])
      let bytes = try read(end - start, header.dataStart + start)
      guard bytes.count == end - start else {
        throw TrainerError.checkpoint(
          path: path, expected: "a safetensors file: \(end) bytes of data or more",
          found: "fewer (\(name) is cut off)")
      }
      return NamedTensor(name: name, shape: entry.shape, values: numbers(bytes))
    }
  }

  /// The tensors' entries in the order of their data, each checked by itself.
  fileprivate static func entries(
    of header: [String: HeaderValue], _ refuse: (String, String) -> TrainerError
  ) throws -> [(name: String, entry: Entry)] {
    var entries: [(name: String, entry: Entry)] = []
    for (name, value) in header {
      guard case .entry(let entry) = value else {
        guard name == metadataKey else { throw refuse("tensors", "\(name), which is none") }
        continue
      }
      guard name != metadataKey else { throw refuse("texts as metadata", "a tensor") }
      guard entry.dtype == "F32" else {
        throw refuse("32-bit floats (F32)", "\(name) of type \(entry.dtype)")
      }
      guard entry.data_offsets.count == 2, let count = elements(entry.shape),
        entry.data_offsets[0] >= 0, entry.data_offsets[1] >= entry.data_offsets[0],
        entry.data_offsets[1] - entry.data_offsets[0] == count * 4
      else {
        throw refuse(
          "as many bytes as a tensor's shape says",
          "\(name) of shape \(entry.shape) at \(entry.data_offsets)")
      }
      entries.append((name, entry))
    }
    return entries.sorted {
      ($0.entry.data_offsets[0], $0.entry.data_offsets[1], $0.name)
        < ($1.entry.data_offsets[0], $1.entry.data_offsets[1], $1.name)
    }
  }

  /// The number of elements of a shape; nil where a dimension is negative or the product enormous.
  private static func elements(_ shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape {
      guard dimension >= 0, shape.count <= 16 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow, product <= 1 << 40 else { return nil }
      count = product
    }
    return count
  }

  /// Reads a file.
  ///
  /// - check: looks at the header before the tensors are read; what it throws is thrown.
  /// - Throws: `TrainerError.checkpoint` that says what is wrong.
  static func load(
    _ url: URL, check: (SafetensorsHeader) throws -> Void = { _ in }
  ) throws -> Safetensors {
    func refuse(_ found: String) -> TrainerError {
      .checkpoint(path: url.path, expected: "a checkpoint (.safetensors)", found: found)
    }
    do {
      let file = try RegularFile(url)
      return try Safetensors(path: url.path, length: file.size, check: check) { count, offset in
        try file.read(count, at: offset)
      }
    } catch RegularFile.Refusal.folder {
      throw refuse("a folder (a project's weights are in its run/checkpoint-latest.safetensors)")
    } catch let refusal as RegularFile.Refusal {
      throw refuse("no readable file: \(refusal.reason)")
    }
  }
}

/// Little-endian 32-bit floats.
private func numbers(_ bytes: [UInt8]) -> [Float] {
  bytes.withUnsafeBytes { bytes in
    (0..<bytes.count / 4).map {
      let bits = bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)
      return Float(bitPattern: UInt32(littleEndian: bits))
    }
  }
}
