/// One way to make a convolution, chosen when the network is planned.
///
/// A kernel is called through this protocol, so its methods are compiled for every element on their own: mark them with
/// `@_specialize`.
protocol ConvolutionKernel<Element> {
  associatedtype Element: MapElement

  /// Partial sums that `.statistics` writes per output block.
  var slots: Int { get }

  /// Vectors of memory for prepared weights; 0 if the kernel takes the weights as they are.
  var preparedCount: Int { get }

  /// Makes of the weights what `run` takes, whatever that is, in `preparedCount` vectors. Called only where there are any.
  ///
  /// - Parameter weights: in the layout of `Convolution`, in other memory than `prepared`.
  func prepare(
    _ weights: UnsafePointer<SIMD8<Element.Scalar>>,
    into prepared: UnsafeMutablePointer<SIMD8<Element.Scalar>>, on workers: Workers)

  /// Writes all pixels of the output; its padding is zero before and after.
  ///
  /// - Parameter prepared: what `prepare` has made, or the weights as they are where `preparedCount` is 0.
  func run(
    prepared: UnsafePointer<SIMD8<Element.Scalar>>,
    _ epilogue: ConvolutionEpilogue<Element.Scalar>, on workers: Workers)
}

extension WinogradConvolution: ConvolutionKernel {
  typealias Element = Scalar

  var slots: Int { tiles.chunks }
}

extension DirectConvolution: ConvolutionKernel {
  typealias Element = Scalar

  var slots: Int { input.count * chunks.count }

  var preparedCount: Int { 0 }

  /// It takes the weights as they are.
  func prepare(
    _: UnsafePointer<Lanes<Scalar>>, into _: UnsafeMutablePointer<Lanes<Scalar>>, on _: Workers
  ) {}

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func run(
    prepared: UnsafePointer<Lanes<Scalar>>, _ epilogue: ConvolutionEpilogue<Scalar>,
    on workers: Workers
  ) {
    run(weights: prepared, epilogue, on: workers)
  }
}
