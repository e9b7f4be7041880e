import Foundation
import Neural

extension Safetensors {
  /// Reads a file's bytes.
  ///
  /// - path: for messages.
  /// - Throws: `TrainerError.checkpoint` that says what is wrong.
  public init(bytes: Data, path: String) throws {
    func refuse(_ expected: String, _ found: String) -> TrainerError {
      .checkpoint(path: path, expected: "a safetensors file: \(expected)", found: found)
    }
    let file = [UInt8](bytes)
    guard file.count >= 8 else {
      throw refuse("at least 8 bytes", "\(file.count) bytes")
    }
    let announced = file[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard announced <= UInt64(Safetensors.largestHeader) else {
      throw refuse("a header of at most 100 MB", "one of \(announced) bytes")
    }
    let length = Int(announced)
    guard 8 + length <= file.count else {
      throw refuse("a header of \(length) bytes", "only \(file.count - 8) bytes after its length")
    }
    let header: [String: HeaderValue]
    do {
      header = try JSONDecoder().decode(
        [String: HeaderValue].self, from: Data(file[8..<8 + length]))
    } catch {
      throw refuse("a JSON header of tensors", "a header that is something else")
    }
    let data = file[(8 + length)...]
    metadata = [:]
    tensors = []
    if case .metadata(let texts)? = header[Safetensors.metadataKey] { metadata = texts }
    let entries = try Safetensors.entries(of: header, refuse)
    var end = 0
    for (name, entry) in entries {
      guard entry.data_offsets[0] == end else {
        throw refuse(
          "tensors without gaps or overlaps",
          "\(name) at byte \(entry.data_offsets[0]) where byte \(end) comes next")
      }
      end = entry.data_offsets[1]
      guard end <= data.count else {
        throw refuse("\(end) bytes of data or more", "\(data.count) bytes (\(name) is cut off)")
      }
      tensors.append(
        NamedTensor(
          name: name, shape: entry.shape,
          values: Safetensors.numbers(data, from: entry.data_offsets[0], to: end)))
    }
    guard end == data.count else {
      throw refuse("\(end) bytes of data", "\(data.count) bytes")
    }
  }

  /// The tensors' entries in the order of their data, each checked by itself.
  private static func entries(
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

  private static func numbers(_ data: ArraySlice<UInt8>, from: Int, to: Int) -> [Float] {
    let count = (to - from) / 4
    return data.withUnsafeBytes { bytes in
      (0..<count).map {
        let bits = bytes.loadUnaligned(fromByteOffset: from + $0 * 4, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  /// Reads a file.
  public static func load(_ url: URL) throws -> Safetensors {
    guard let bytes = FileManager.default.contents(atPath: url.path) else {
      let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
      throw TrainerError.checkpoint(
        path: url.path, expected: "a checkpoint (.safetensors)",
        found: isFolder
          ? "a folder (a project's weights are in its run/checkpoint-latest.safetensors)"
          : "no readable file")
    }
    return try Safetensors(bytes: bytes, path: url.path)
  }
}
