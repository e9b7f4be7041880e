/// Over what the labelled pixels' cross-entropy is averaged.
package enum ClassBalance: String, Sendable, CaseIterable {
  /// Every labelled pixel counts the same: the mean over the labelled pixels of the batch.
  case pixels
  /// Every class that is labelled in the batch counts the same: the mean of the class means.
  case classes
  /// Every class counts as the root of its labelled pixels: rare ones more than their share, and less than an equal one.
  case roots
}
