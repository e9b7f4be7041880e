/// What a person should know of files, said once for all files of which it is true.
struct FileNotes {
  private var notes: [(sentence: String, files: [String])] = []

  /// Notes a sentence about a file.
  mutating func add(_ sentence: String, of file: String) {
    guard let index = notes.firstIndex(where: { $0.sentence == sentence }) else {
      return notes.append((sentence, [file]))
    }
    if !notes[index].files.contains(file) { notes[index].files.append(file) }
  }

  /// One line a sentence.
  var lines: [String] {
    notes.map { sentence, files in
      let more = files.count > 3 ? " and \(files.count - 3) more" : ""
      return "\(files.prefix(3).joined(separator: ", "))\(more): \(sentence)"
    }
  }
}
