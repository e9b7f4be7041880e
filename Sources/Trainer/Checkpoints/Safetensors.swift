import Foundation
import Neural

/// The safetensors format: eight bytes of header length, a JSON header, then all tensors one behind another.
///
/// Only little-endian F32 is written and read, which is all that this program keeps. Every file is checked before
/// a number in it is believed: it may be torn, foreign or hostile.
/// Format: https://huggingface.co/docs/safetensors (no gaps, no overlaps).
package struct Safetensors: Equatable, Sendable {
  /// The tensors in the order of their data.
  package var tensors: [NamedTensor]
  /// Texts by name, the header's `__metadata__`.
  package var metadata: [String: String]

  /// A file's content.
  package init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The largest header that is read or written: a thousand times what a network needs. (The reference implementation
  /// allows 100 MB, which takes a minute to understand.)
  static let largestHeader = 10_000_000
  static let metadataKey = "__metadata__"

  /// What the header says of a tensor.
  struct Entry: Codable, Equatable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  /// The file's bytes; the header is padded with blanks so that data starts at a multiple of eight.
  ///
  /// - Precondition: every tensor has as many values as its shape says, names differ, none is `__metadata__`.
  package func bytes() throws -> Data {
    var header: [String: HeaderValue] = [Safetensors.metadataKey: .metadata(metadata)]
    var offset = 0
    for tensor in tensors {
      precondition(
        tensor.values.count == tensor.shape.reduce(1, *) && header[tensor.name] == nil,
        "tensor \(tensor.name) has the values of its shape and a name of its own")
      let end = offset + tensor.values.count * 4
      header[tensor.name] = .entry(
        Entry(dtype: "F32", shape: tensor.shape, data_offsets: [offset, end]))
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    json.append(Data(repeating: 0x20, count: (8 - json.count % 8) % 8))
    precondition(json.count <= Safetensors.largestHeader, "a header of at most 10 MB")
    var data = Data(capacity: 8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for tensor in tensors {
      let bits = tensor.values.map { $0.bitPattern.littleEndian }
      bits.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  /// A value of the header: a tensor's entry, or the texts.
  enum HeaderValue: Codable {
    case entry(Entry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      if let texts = try? [String: String](from: decoder) {
        self = .metadata(texts)
      } else {
        self = .entry(try Entry(from: decoder))
      }
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .entry(let entry): try entry.encode(to: encoder)
      case .metadata(let texts): try texts.encode(to: encoder)
      }
    }
  }
}
