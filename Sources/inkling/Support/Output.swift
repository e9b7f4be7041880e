import Foundation
import Volume

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
  do {
    try FileHandle.standardOutput.write(contentsOf: data)
  } catch {
    throw Failure(
      "The result could not be written to standard output: \(SystemFault.reason(error)).")
  }
}

/// Writes what `print` has kept back.
/// - Throws: `Failure` when it can't be written.
func flushOutput() throws {
  guard fflush(nil) == 0 else {
    throw Failure(
      "The result could not be written to standard output: \(String(cString: strerror(errno))).")
  }
}

/// Tells the user something on standard error.
func inform(_ message: String) {
  complain(message + "\n")
}

/// Writes text on standard error; where nobody can read it, it is lost, and nothing else.
func complain(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}
