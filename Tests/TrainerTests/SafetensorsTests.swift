import Foundation
import Neural
import Testing
import Volume

@testable import Trainer

@Suite struct SafetensorsTests {
  private let file = Safetensors(
    tensors: [
      NamedTensor(name: "student.a.weight", shape: [2, 1, 3], values: [1, -2, 3.5, 0, 1e-30, 4]),
      NamedTensor(name: "b", shape: [], values: [7]),
      NamedTensor(name: "c", shape: [0, 4], values: []),
    ], metadata: ["step": "12", "text": "ä \"quoted\" /path"])

  /// A file of a given header text and data.
  private func bytes(_ header: String, data: [UInt8]) -> Data {
    var bytes = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
    return bytes + Data(header.utf8) + Data(data)
  }

  private func sentence(_ bytes: Data) -> String {
    do {
      _ = try Safetensors(bytes: bytes, path: "x.safetensors")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsWrittenReadsBack() throws {
    let read = try Safetensors(bytes: file.bytes(), path: "x")
    #expect(read.metadata == file.metadata)
    #expect(Set(read.tensors.map(\.name)) == Set(file.tensors.map(\.name)))
    for tensor in read.tensors {
      #expect(file.tensors.contains(tensor))
    }
  }

  /// The layout of the format's own documentation: length, header, data; data starts at a multiple of eight.
  @Test func layoutIsThatOfTheFormat() throws {
    let bytes = try file.bytes()
    let length = Int(bytes[0]) | Int(bytes[1]) << 8
    #expect((8 + length) % 8 == 0)
    #expect(bytes.count == 8 + length + 7 * 4)
    let header = try #require(
      try JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: Any])
    let entry = try #require(header["student.a.weight"] as? [String: Any])
    #expect(entry["dtype"] as? String == "F32")
    #expect(entry["shape"] as? [Int] == [2, 1, 3])
    #expect(entry["data_offsets"] as? [Int] == [0, 24])
    // 3.5 as the third number, low byte first.
    #expect(Array(bytes[(8 + length + 8)..<(8 + length + 12)]) == [0, 0, 0x60, 0x40])
  }

  @Test func faultsAreNamed() {
    let good = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    #expect(sentence(bytes(good, data: [0, 0, 0, 0])) == "")
    #expect(sentence(Data([1, 2])).contains("at least 8 bytes"))
    #expect(sentence(Data([255, 255, 255, 255, 255, 255, 255, 255])).contains("at most 10 MB"))
    #expect(sentence(Data([200, 0, 0, 0, 0, 0, 0, 0, 1])).contains("header of 200 bytes"))
    #expect(sentence(bytes("[1]", data: [])).contains("JSON header"))
    #expect(sentence(bytes(good, data: [0, 0])).contains("cut off"))
    #expect(sentence(bytes(good, data: [0, 0, 0, 0, 9])).contains("4 bytes of data"))
    let half = #"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#
    #expect(sentence(bytes(half, data: [0, 0, 0, 0])).contains("of type F16"))
    let wrong = #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}"#
    #expect(sentence(bytes(wrong, data: [0, 0, 0, 0])).contains("shape"))
    let negative = #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[4,0]}}"#
    #expect(sentence(bytes(negative, data: [0, 0, 0, 0])).contains("shape"))
    let huge =
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}"#
    #expect(sentence(bytes(huge, data: [0, 0, 0, 0])).contains("shape"))
    let overlap =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    #expect(sentence(bytes(overlap, data: [0, 0, 0, 0])).contains("gaps or overlaps"))
    let gap = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
    #expect(
      sentence(bytes(gap, data: [UInt8](repeating: 0, count: 8))).contains("gaps or overlaps"))
  }

  /// Cut off anywhere, or with any byte changed, a file is refused or read as something, never worse.
  @Test func damagedFilesNeverCrash() throws {
    let good = try file.bytes()
    for length in 0..<good.count { #expect(sentence(good.prefix(length)) != "") }
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var bytes = good
      for _ in 0..<Int(random.next() % 4) + 1 {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      guard let read = try? Safetensors(bytes: bytes, path: "x") else { continue }
      for tensor in read.tensors {
        #expect(tensor.values.count == tensor.shape.reduce(1, *), "seed \(seed)")
      }
      _ = try? Checkpoint(read, path: "x")
    }
  }
}
