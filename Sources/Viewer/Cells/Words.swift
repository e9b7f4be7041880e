/// Plain words for numbers.
enum Words {
  /// "1 voxel", "12 voxels".
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
