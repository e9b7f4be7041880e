/// Which slices and crops a batch consists of.
package struct SamplingSettings: Equatable, Sendable {
  /// Share of the crops that come from slices with scribbles (or accepted ones); the others learn from the teacher.
  package var taughtShare: Double = 0.75
  /// Among those, the share whose class is drawn first, each class equally likely, so that rare ones are seen.
  package var classShare: Double = 0.5
  /// Whether volumes without any scribble take part through the teacher.
  package var untaughtVolumes: Bool = false
  /// A crop's centre is moved by up to this many pixels.
  package var jitter: Int = 8

  /// The defaults.
  package init() {}
}
