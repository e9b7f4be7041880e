/// What a person can ask of the viewer on the command line.
package struct ViewerOptions: Sendable {
  /// How many colours to use at most; what the terminal has when nil.
  package var colours: ColourMode?
  /// Whether to use plain ASCII only.
  package var ascii: Bool
  /// Whether labels carry digits in their cells.
  package var highContrast: Bool
  /// Whether `▄` stands for two pixels instead of `▀`.
  package var lowerBlocks: Bool
  /// Whether nothing may be changed.
  package var readOnly: Bool
  /// The volume of a project to begin with; the first one when nil.
  package var caseName: String?
  /// The frame of a 4D image, 0-based.
  package var frame: Int

  /// Options; without arguments everything is found out or ordinary.
  package init(
    colours: ColourMode? = nil, ascii: Bool = false, highContrast: Bool = false,
    lowerBlocks: Bool = false, readOnly: Bool = false, caseName: String? = nil, frame: Int = 0
  ) {
    self.colours = colours
    self.ascii = ascii
    self.highContrast = highContrast
    self.lowerBlocks = lowerBlocks
    self.readOnly = readOnly
    self.caseName = caseName
    self.frame = frame
  }
}
