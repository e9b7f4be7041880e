import Foundation
import Testing

@testable import Viewer

/// Pasted text, with and without the terminal's marks, changes nothing outside a text field.
struct PasteTests {
  private func events(_ text: String) -> [InputEvent] {
    var decoder = InputDecoder()
    return decoder.feed(text.utf8, at: 0) + decoder.pass(to: 1)
  }

  private func sift(_ text: String, textIsOpen: Bool = false) -> [InputEvent] {
    var paste = PasteGuard()
    return paste.sift(events(text), at: 0, textIsOpen: textIsOpen)
  }

  private func isRefused(_ text: String, textIsOpen: Bool = false) -> Bool {
    sift(text, textIsOpen: textIsOpen) == [.leftOut(.burst)]
  }

  private static let sentence = "Please Accept this; Regards, Mary\n"

  // MARK: With marks

  @Test func markedTextIsOneEvent() {
    #expect(events("\u{1b}[200~A m\nt\u{1b}[201~n") == [.paste("A m\nt"), .key("n")])
    #expect(events("\u{1b}[200~\u{1b}[201~") == [.paste("")])
    let long = String(repeating: "Am ", count: 20_000)
    guard case .paste(let text) = events("\u{1b}[200~\(long)\u{1b}[201~").first else {
      Issue.record("expected a paste")
      return
    }
    #expect(long.hasPrefix(text) && text.count > 1000)
    #expect(events("\u{1b}[200~\(long)\u{1b}[201~n").count == 2)
  }

  @Test func aPasteWithoutEndIsHandedOutAfterAPause() {
    var decoder = InputDecoder()
    #expect(decoder.feed("\u{1b}[200~Am".utf8, at: 0) == [])
    #expect(decoder.pass(to: 1) == [.leftOut(.unfinished)])
    #expect(decoder.pass(to: 3) == [])
    #expect(decoder.pass(to: 3.6) == [.paste("Am")])
    #expect(decoder.feed("n".utf8, at: 4) == [.key("n")])
    // Its end comes after all, in pieces.
    #expect(
      decoder.feed("\u{1b}".utf8, at: 5) + decoder.feed("[201~n".utf8, at: 5.1) == [.key("n")])
  }

  @Test func escEndsAPasteWithoutEnd() {
    var decoder = InputDecoder()
    #expect(decoder.feed("\u{1b}[200~Am".utf8, at: 0) == [])
    #expect(decoder.feed([27], at: 1) + decoder.pass(to: 1.2) == [.paste("Am")])
    #expect(decoder.feed("[201~n".utf8, at: 1.5) == [.key("n")])
  }

  @Test func markedTextGoesIntoTheLineAlone() {
    var app = Script(volume: .ramp(8, 8, 4))
    let (slice, cursor) = (app.state.slice, app.state.cursorPoint)
    app.send(.input(.paste(Self.sentence)))
    #expect(app.message == "pasted text is not taken as keys: : opens a line to paste into")
    #expect(app.state.slice == slice && app.state.cursorPoint == cursor)
    #expect(app.effects.isEmpty && app.state.page == nil)
    app.press("?")
    app.send(.input(.paste("q\nq")))
    #expect(app.state.page != nil && app.message.contains("not taken as keys"))
    app.press("Esc :")
    app.send(.input(.paste("label 2\nleft\tven\u{7}tricle\n")))
    #expect(app.state.commandLine?.text == "label 2 left ventricle")
    app.press("Enter")
    #expect(app.state.labelName(2) == "left ventricle")
    app.press(":")
    app.send(.input(.paste(String(repeating: "x", count: 9000))))
    #expect(app.state.commandLine?.text.count == 500)
  }

  // MARK: Without marks

  @Test(arguments: [
    sentence, "labels 12", "left ventricle", "/data/scan01.nii.gz", "12.5, 3.75\n0.81 47\n",
    "Note: Regards, Mary\n", "see also: accept\ntrain\n", "myocardium",
    ":-) well done, accept it\n",
  ])
  func burstsThatOnlyAPasteCanBe(text: String) { #expect(isRefused(text), "\(text)") }

  @Test(arguments: [
    "n", "gn", "nnnnnnnnnnnnnnnnnnnn", "2 lllljjjj ", "gn:q\r", ":q\r", ":label 2 myocardium\r",
    ":3\r:plane cor\r:set window 10 200\r", "z2 llljj e",
    ":export a long name with all sorts.png\r", ":",
    ":lab", "\u{1b}[A\u{1b}[A\u{1b}[B\u{1b}[C\u{1b}[D\u{1b}[5~\u{1b}[H", "\u{1b}:q!\r", ":undo\r",
  ])
  func burstsThatPeopleAndToolsSend(text: String) {
    #expect(sift(text) == events(text), "\(text)")
  }

  @Test func anOpenLineTakesText() {
    #expect(sift("left ventricle, basal part\r", textIsOpen: true).count == 27)
    // What comes after its end does not.
    #expect(isRefused("label\nleft ventricle\n", textIsOpen: true))
  }

  @Test func theRestOfAPasteIsLeftOutToo() {
    var paste = PasteGuard()
    #expect(paste.sift(events(Self.sentence), at: 0, textIsOpen: false).count == 1)
    #expect(paste.sift(events("AR:accept\n"), at: 0.1, textIsOpen: false) == [.leftOut(.burst)])
    #expect(paste.sift(events("t"), at: 0.3, textIsOpen: false) == [.leftOut(.burst)])
    #expect(paste.sift(events("t"), at: 0.7, textIsOpen: false) == [.key("t")])
    // Small pieces right after each other count together.
    var small = PasteGuard()
    let passed = Self.sentence.enumerated().flatMap { place, character in
      small.sift(events(String(character)), at: Double(place) * 0.002, textIsOpen: false)
    }
    #expect(passed.filter { $0 == .leftOut(.burst) }.count > 25)
    // The same keys typed one by one are keys.
    var typed = PasteGuard()
    for (place, character) in Self.sentence.enumerated() {
      #expect(
        typed.sift(events(String(character)), at: Double(place) * 0.05, textIsOpen: false)
          != [.leftOut(.burst)])
    }
  }

  @Test func theMouseGoesOnDuringAPaste() {
    let release = InputEvent.mouse(MouseEvent(.release, .left, column: 1, row: 1))
    #expect(sift(Self.sentence + "\u{1b}[<0;2;2m") == [.leftOut(.burst), release])
  }

  @Test func everyReasonIsSaid() {
    for (reason, words) in [
      (InputEvent.LeftOut.burst, ": opens a line"), (.unfinished, "short pause"),
      (.alt("A"), "Alt-A"),
    ] {
      var app = Script(volume: .ramp(8, 8, 4))
      app.send(.input(.leftOut(reason)))
      #expect(app.message.contains(words))
    }
  }

  @Test func everyCommandThatCanBeTypedIsKnownToTheGuard() {
    for command in LineCommand.all.dropFirst() {
      for name in command.names {
        #expect(!isRefused(":\(name) abcdefghijkl\r"), "\(name)")
        #expect(!isRefused(":\(name)"), "\(name)")
      }
    }
  }
}
