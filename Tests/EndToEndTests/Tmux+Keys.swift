import Viewer

extension Tmux {
  /// Presses a key of the viewer's tables.
  func press(_ key: Key) throws {
    let front = (key.control ? "C-" : "") + (key.shift ? "S-" : "")
    switch key.base {
    case .character(" ") where front.isEmpty: try keys("Space")
    case .character(let character):
      if front.isEmpty {
        try hexadecimal(String(character))
      } else {
        try keys(front + "\(character)")
      }
    case .up: try keys(front + "Up")
    case .down: try keys(front + "Down")
    case .left: try keys(front + "Left")
    case .right: try keys(front + "Right")
    case .pageUp: try keys("PPage")
    case .pageDown: try keys("NPage")
    case .home: try keys("Home")
    case .end: try keys("End")
    case .tab: try keys(key.shift ? "BTab" : "Tab")
    case .enter: try keys("Enter")
    case .escape: try keys("Escape")
    case .backspace: try keys("BSpace")
    case .delete: try keys("DC")
    case .function(let number): try keys("F\(number)")
    }
  }
}
