/// Plain words for numbers.
package enum Words {
  /// "1 voxel", "12 voxels".
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
