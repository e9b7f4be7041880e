/// The pixels of one channel block of one image, read and written as numbers to compute with.
///
/// Bound: those of `FeatureMap.block`.
struct Pixels<Element: MapElement> {
  /// Pixel 0.
  let base: UnsafeMutablePointer<Element.Vector>

  @inline(__always)
  init(_ base: UnsafeMutablePointer<Element.Vector>) { self.base = base }

  /// The eight channels of a pixel.
  @inline(__always)
  subscript(pixel: Int) -> Lanes<Element.Scalar> {
    @inline(__always) get { Element.load(base[pixel]) }
    @inline(__always) nonmutating set { base[pixel] = Element.store(newValue) }
  }

  /// The same pixels, counted from another one.
  @inline(__always)
  static func + (pixels: Pixels, distance: Int) -> Pixels { Pixels(pixels.base + distance) }
}
