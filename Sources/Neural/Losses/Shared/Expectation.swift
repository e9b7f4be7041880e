/// Throws the setting's name, value and range when the value lies outside.
func expect<Value: Comparable>(
  _ name: String, _ value: Value, in range: ClosedRange<Value>
) throws {
  guard range.contains(value) else {
    throw LossError.setting(
      name: name, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
  }
}
