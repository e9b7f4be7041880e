import ArgumentParser
import Foundation
import Volume

// Everything that the program writes on standard output and standard error goes through this file (a test looks): text
// that comes from files must not reach a terminal as commands. What such a character becomes: `plainForTerminals`.

/// Says something on standard output.
func say(_ text: String, terminator: String = "\n") {
  print(text.plainForTerminals, terminator: terminator)
}

/// Prints one JSON document on standard output: keys sorted, so that equal results give equal text.
///
/// Commands with `--json` print nothing else there.
func printJSON<T: Encodable>(_ value: T) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.dateEncodingStrategy = .iso8601
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  let text = String(decoding: try encoder.encode(value), as: UTF8.self)
  let data = Data((escapedJSON(text) + "\n").utf8)
  do {
    try FileHandle.standardOutput.write(contentsOf: data)
  } catch {
    throw Failure(
      "The result could not be written to standard output: \(SystemFault.reason(error)).")
  }
}

/// A JSON document with escapes such as `\u009b` for the characters that steer terminals; they stand only within
/// strings there, and the encoder itself escapes those below U+0020.
func escapedJSON(_ document: String) -> String {
  var escaped = ""
  for scalar in document.unicodeScalars {
    if scalar.steersTerminals, scalar.value >= 0x7F {
      escaped += String(format: "\\u%04x", scalar.value)
    } else {
      escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// Writes what `say` has kept back.
/// - Throws: `Failure` when it can't be written.
func flushOutput() throws {
  guard fflush(nil) == 0 else {
    throw Failure(
      "The result could not be written to standard output: \(String(cString: strerror(errno))).")
  }
}

/// Hands on what the viewer writes for a terminal, as it is.
func handOn(_ bytes: [UInt8]) throws {
  try FileHandle.standardOutput.write(contentsOf: Data(bytes))
}

/// Tells the user something on standard error; where nobody can read it, it is lost, and nothing else.
func inform(_ message: String) { complain(message.plainForTerminals + "\n") }

/// Puts text in the place of the line that the cursor of a terminal at standard error stands in.
func renewLine(_ text: String) { complain("\r\u{1B}[K" + text.plainLine) }

private func complain(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}
