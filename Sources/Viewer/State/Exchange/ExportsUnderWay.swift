/// Label maps that are being written beside the event loop.
struct ExportsUnderWay: Equatable, Sendable {
  /// How many.
  var count = 0
  /// Whether the person wants to leave as soon as they are written.
  var endsAfter = false
}
