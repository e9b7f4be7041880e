import Foundation

/// What a person can ask of the viewer on the command line.
package struct ViewerOptions: Sendable {
  /// How many colours to use at most; what the terminal has when nil.
  package var colours: ColourMode?
  /// Whether to use plain ASCII only.
  package var ascii = false
  /// Whether labels carry digits in their cells.
  package var highContrast = false
  /// Whether `▄` stands for two pixels instead of `▀`.
  package var lowerBlocks = false
  /// How the image is drawn: the best that the terminal says it can, or one way.
  package var graphics = GraphicsWish.automatic
  /// Whether nothing may be changed.
  package var readOnly = false
  /// Whether `:export` may write pictures.
  package var mayExport = true
  /// The volume of a project to begin with; the first one when nil.
  package var caseName: String?
  /// The slice to begin with, counted from 0 along the axis that slices are reviewed along.
  package var slice: Int?
  /// A file of keys; the person's usual one when nil.
  package var keys: URL?
  /// The frame of a 4D image, 0-based.
  package var frame = 0
  /// What can be chosen for training.
  package var training = TrainingMenu()

  /// Options with which everything is found out or ordinary; the caller sets what a person asks for.
  package init() {}
}
