/// A drawn pixel.
package struct PixelSample: Sendable, Equatable {
  /// Which image of the batch.
  package let image: Int32
  /// row · width + column in the feature map.
  package let pixel: Int32
  /// Its class, 0 = background.
  package let label: Int32
}

/// The drawn pixels of a batch, grouped by image and class.
package struct PixelSamples: Sendable, Equatable {
  /// The samples of one class in one image: `first ..< first + count`.
  package struct Group: Sendable, Equatable {
    /// Which image of the batch.
    package let image: Int
    /// The class.
    package let label: Int
    /// Index of the group's first sample.
    package let first: Int
    /// Samples in the group, at least 1.
    package let count: Int
  }

  /// All samples, by image, then class, then pixel.
  package var samples: [PixelSample] = []
  /// The groups, in the same order.
  package var groups: [Group] = []
}
