/// Eight values of one pixel: the channels of a channel block.
typealias Lanes<Scalar: NeuralScalar> = SIMD8<Scalar>

/// A batch of images in channel blocks: (N, C/8, string of pixels, 8).
///
/// A map knows the address of pixel (0, 0) of every block of every image, nothing else, so a concatenation of maps is
/// only another table of addresses. All blocks hold eight channels; only the last block of a network's input may hold
/// fewer (its other lanes are not read).
struct FeatureMap<Element: MapElement> {
  typealias Scalar = Element.Scalar

  typealias Block = UnsafeMutablePointer<Element.Vector>

  /// Images N.
  let count: Int
  /// Channels C.
  let channels: Int
  let plane: PaddedPlane
  /// Addresses of pixel (0, 0): entry `image * blocks + block`.
  private let origins: UnsafeMutablePointer<Block>

  /// Channel blocks an image.
  var blocks: Int { (channels + 7) / 8 }
  /// Channels in the last block, 1…8.
  var lastChannels: Int { channels - (blocks - 1) * 8 }

  /// A zeroed map of its own.
  init(_ arena: Arena, count: Int, channels: Int, plane: PaddedPlane) {
    self.init(count: count, channels: channels, plane: plane, in: arena)
    let memory = arena.zeroed(Element.Vector.self, count: count * blocks * plane.pixels)
    for index in 0..<(count * blocks) {
      origins[index] = memory + index * plane.pixels + plane.origin
    }
  }

  /// The first channels of another map, as a map in the same memory.
  init(_ arena: Arena, first channels: Int, of map: FeatureMap) {
    self.init(count: map.count, channels: channels, plane: map.plane, in: arena)
    for image in 0..<count {
      for index in 0..<blocks { origins[image * blocks + index] = map.block(image, index) }
    }
  }

  /// A map without addresses yet.
  private init(count: Int, channels: Int, plane: PaddedPlane, in arena: Arena) {
    let table = arena.zeroed(Int.self, count: count * ((channels + 7) / 8))
    origins = UnsafeMutableRawPointer(table).assumingMemoryBound(to: Block.self)
    (self.count, self.channels, self.plane) = (count, channels, plane)
  }

  /// The channels of `parts` one after the other, without copying. All parts but the last have whole blocks.
  init(_ arena: Arena, concatenating parts: [FeatureMap]) {
    self.init(
      count: parts[0].count, channels: parts.reduce(0) { $0 + $1.channels },
      plane: parts[0].plane, in: arena)
    for image in 0..<count {
      var slot = image * blocks
      for part in parts {
        for block in 0..<part.blocks {
          origins[slot] = part.block(image, block)
          slot += 1
        }
      }
    }
  }

  /// Addresses of pixel (0, 0) of all blocks of an image.
  @inline(__always)
  func blocks(of image: Int) -> UnsafeMutablePointer<Block> { origins + image * blocks }

  /// Address of pixel (0, 0) of a block; valid from `-plane.origin` to `plane.pixels - plane.origin`.
  @inline(__always)
  func block(_ image: Int, _ block: Int) -> Block { origins[image * blocks + block] }

  /// The same block as numbers to compute with.
  @inline(__always)
  func pixels(_ image: Int, _ block: Int) -> Pixels<Element> { Pixels(self.block(image, block)) }
}
