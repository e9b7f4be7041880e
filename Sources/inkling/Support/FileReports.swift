/// Prints a report on each of several files: texts with a blank line between them, or one JSON document, of several files a list.
/// It goes on after a file that can't be read.
///
/// - Parameters:
///   - files: their names, of which there is at least one
///   - things: what they are called, such as "images"
///   - read: makes the report
///   - text: the report in words
/// - Returns: the reports on the files that could be read, where all could.
/// - Throws: what `read` throws where there is one file; exit status 1, after the list of failures, where some failed.
@discardableResult
func printReports<Report: Encodable>(
  on files: [String], _ things: String, json: Bool, read: (String) throws -> Report,
  text: (Report, String) -> String
) throws -> [Report] {
  var failures = FailureList(of: files.count, things)
  var reports: [Report] = []
  for file in files {
    guard let report = try failures.attempt(file, { try read(file) }) else { continue }
    if !json { say((reports.isEmpty ? "" : "\n") + text(report, file)) }
    reports.append(report)
  }
  if json && files.count > 1 {
    try printJSON(reports)
  } else if json, let report = reports.first {
    try printJSON(report)
  }
  try failures.finish()
  return reports
}
