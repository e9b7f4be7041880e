/// What to say of images that are stored in different orders.
enum StorageOrders {
  /// - letters: of every image, as "LPS"; "unknown" where the header does not say
  /// - Returns: nil where all are stored alike
  static func sentence(_ letters: [String]) -> String? {
    let counts = Dictionary(letters.map { ($0, 1) }, uniquingKeysWith: +)
    guard counts.count > 1 else { return nil }
    let orders = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    let unknown =
      counts["unknown"] == nil
      ? "" : " Where it is unknown they see the file's order: left and right may be mistaken there."
    return "Stored in different orders: \(orders). Networks see all of them in the patient's axes."
      + unknown
  }
}
