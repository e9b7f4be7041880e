import Volume

extension RGB {
  /// Colour of the background scribble on the screen and in pictures: a brown that neither the image nor a class has.
  package static let backgroundScribble = RGB(red: 175, green: 95, blue: 95)
}
