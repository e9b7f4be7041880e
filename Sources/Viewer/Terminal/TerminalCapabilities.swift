import Foundation
import Glibc

/// What a terminal is asked to do, chosen from what it can and from what the person wants.
struct TerminalCapabilities: Equatable {
  var appearance: Appearance
  /// Whether mouse reports and synchronised updates are asked for.
  var isModern: Bool

  /// - Parameters:
  ///   - name: TERM.
  ///   - colours: how many colours terminfo lists.
  ///   - hasMouse: whether terminfo knows a mouse.
  ///   - utf8: whether the locale's characters are UTF-8.
  ///   - plainChrome: whether NO_COLOR is set.
  init(
    name: String, colours: Int, hasMouse: Bool, utf8: Bool, plainChrome: Bool = false,
    wishes: ViewerOptions
  ) {
    isModern = hasMouse
    let found: ColourMode =
      colours >= 256 ? .palette256 : colours >= 16 ? .sixteen : colours >= 8 ? .eight : .mono
    let mode = wishes.colours ?? found
    let glyphs: GlyphSet
    if wishes.ascii || !utf8 || (found == .mono && wishes.colours == nil) {
      glyphs = .ascii
    } else if name.hasPrefix("linux") {
      glyphs = .blocks
    } else {
      glyphs = .full
    }
    appearance = Appearance(
      colours: colours < mode.count ? found : mode, glyphs: glyphs,
      highContrast: wishes.highContrast, lowerBlocks: wishes.lowerBlocks)
    appearance.plainChrome = plainChrome
  }
}

/// The locale's characters.
enum CharacterSet {
  /// Sets the locale from the environment and says whether its characters are UTF-8.
  ///
  /// ncurses writes characters in the locale's encoding, so this comes before it. An environment without
  /// any locale (LANG and friends unset, as in many containers and cron) tries C.UTF-8, which Debian always
  /// has; one that names another (LANG=C) is taken at its word.
  static func setLocale(environment: [String: String]) -> Bool {
    setlocale(LC_ALL, "")
    if isUTF8 { return true }
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].contains { !(environment[$0] ?? "").isEmpty }
    if named { return false }
    return setlocale(LC_ALL, "C.UTF-8") != nil && isUTF8
  }

  private static var isUTF8: Bool {
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return String(cString: name).uppercased() == "UTF-8"
  }
}
