import Foundation
import Testing

@testable import inkling

/// Names of files that are not UTF-8.
@Suite struct ArgumentBytesTests {
  @Test func otherBytesAreNamed() throws {
    let bad = Array("/x/h".utf8) + [0xE9] + Array("art's.nii".utf8)
    #expect(throws: Failure.self) { try ArgumentBytes.check([Array("info".utf8), bad]) }
    do { try ArgumentBytes.check([bad]) } catch let failure as Failure {
      #expect(failure.message.hasPrefix("$'/x/h\\xe9art\\'s.nii' is not UTF-8"))
    }
    #expect(throws: Never.self) {
      try ArgumentBytes.check([Array("h\u{e9}art \u{5fc3}".utf8), []])
    }
  }

  @Test func aFileOfSuchANameIsNotSaidToBeMissing() throws {
    let place = try Workplace()
    let result = try CommandRunner.shell([
      "/bin/bash", "-c", "cd \"$0\" && touch $'h\\xe9art.nii' && exec \"$1\" info h*.nii",
      place.url.path,
      CommandRunner.program.path,
    ])
    #expect(result.status == 1)
    #expect(result.messages.contains("$'h\\xe9art.nii' is not UTF-8"), "\(result.messages)")
  }
}
