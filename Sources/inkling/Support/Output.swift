import Foundation

/// Prints one JSON document on standard output: keys sorted, so that equal results give equal text.
///
/// Commands with `--json` print nothing else there.
func printJSON<T: Encodable>(_ value: T) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.dateEncodingStrategy = .iso8601
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  var data = try encoder.encode(value)
  data.append(0x0A)
  FileHandle.standardOutput.write(data)
}

/// Tells the user something on standard error.
func inform(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}
