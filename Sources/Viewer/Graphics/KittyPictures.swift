import Foundation
import Pictures

/// Pictures of the kitty graphics protocol: which the terminal holds, and which it shows.
///
/// A picture is sent once and then placed by its number, so that paging through slices takes a hundred bytes. It lies
/// beneath cells that have a background of their own and is seen through the others: its height is below -2³⁰
/// (kitty, "Terminal graphics protocol", section "Controlling displayed image layout").
struct KittyPictures {
  /// So many pictures the terminal keeps beside those on screen: 64 of 60 kB.
  static let most = 64

  /// What has been sent, by number.
  private var sent: [CellPicture.Content: Int] = [:]
  /// Numbers, the longest unused first.
  private var order: [CellPicture.Content] = []
  /// What is on screen, by place; not known where placeholders show it.
  private var shown: [CellPicture] = []
  /// What a frame shows: these pictures stay.
  private var used: Set<CellPicture.Content> = []
  /// Whether pictures are seen through placeholders.
  let hasPlaceholders: Bool
  /// Whether tmux stands between, and lets through what is wrapped for it.
  let isWrapped: Bool

  init(hasPlaceholders: Bool = false, isWrapped: Bool = false) {
    (self.hasPlaceholders, self.isWrapped) = (hasPlaceholders, isWrapped)
  }

  /// Whether the terminal has a picture.
  func has(_ content: CellPicture.Content) -> Bool { sent[content] != nil }

  /// Shows pictures in place of those before.
  ///
  /// - Parameters:
  ///   - move: puts the cursor on a row and column.
  ///   - image: the pixels of a picture that has not been sent.
  mutating func show(
    _ pictures: [CellPicture], move: (Int, Int) -> [UInt8],
    image: (CellPicture.Content) -> GreyImage
  ) -> [UInt8] {
    guard pictures != shown, !hasPlaceholders else { return [] }
    use(pictures)
    var bytes: [UInt8] = []
    for (place, picture) in pictures.enumerated() {
      let old = shown.indices.contains(place) ? shown[place] : nil
      guard picture != old else { continue }
      let (number, sending) = send(picture.content, image)
      bytes += sending + move(picture.rect.row, picture.rect.column)
      bytes += command(
        "a=p,i=\(number),p=\(place + 1),c=\(picture.rect.columns),r=\(picture.rect.rows),"
          + "z=-1073741825,C=1")
      if let old, old.content != picture.content { bytes += hide(old, place) }
    }
    for place in shown.indices.dropFirst(pictures.count) { bytes += hide(shown[place], place) }
    shown = pictures
    return bytes
  }

  /// Sends pictures and puts the cells that stand for them where a grid shows nothing else.
  mutating func fill(
    _ grid: inout CellGrid, with pictures: [CellPicture],
    image: (CellPicture.Content) -> GreyImage
  ) -> [UInt8] {
    guard hasPlaceholders else { return [] }
    use(pictures)
    var bytes: [UInt8] = []
    for picture in pictures {
      let (number, sending) = send(picture.content, image)
      bytes += sending
      for row in 0..<picture.rect.rows {
        var isMarked = true
        for column in 0..<picture.rect.columns {
          let (x, y) = (picture.rect.column + column, picture.rect.row + row)
          guard grid[x, y] == .blank,
            let cell = Placeholder.cell(
              number: number, row: row, column: column, isMarked: isMarked)
          else {
            isMarked = true
            continue
          }
          grid[x, y] = cell
          isMarked = false
        }
      }
    }
    return bytes
  }

  /// Sends a picture ahead of its use, and a question behind it: once the terminal answers with `ahead`, it has taken the
  /// picture, however slow the line.
  mutating func prepare(
    _ content: CellPicture.Content, image: (CellPicture.Content) -> GreyImage
  ) -> [UInt8] {
    send(content, image).1
      + command("a=q,i=\(Self.ahead),s=1,v=1,t=d,f=24", payload: "AAAA", quiet: 0)
  }

  /// The number in the terminal's answer.
  static let ahead = 9_999_998

  /// Forgets everything, here and in the terminal.
  mutating func clear() -> [UInt8] {
    (sent, order, shown, used) = ([:], [], [], [])
    return command("a=d,d=A")
  }

  private func hide(_ picture: CellPicture, _ place: Int) -> [UInt8] {
    sent[picture.content].map { command("a=d,d=i,i=\($0),p=\(place + 1)") } ?? []
  }

  // MARK: Sending

  /// Notes what is on screen now: it has been used last.
  private mutating func use(_ pictures: [CellPicture]) {
    used = Set(pictures.map(\.content))
    let isUsed = order.filter { used.contains($0) }
    order.removeAll { used.contains($0) }
    order += isUsed
  }

  private mutating func send(
    _ content: CellPicture.Content, _ image: (CellPicture.Content) -> GreyImage
  ) -> (Int, [UInt8]) {
    if let number = sent[content] { return (number, []) }
    let number = takeNumber()
    order.append(content)
    sent[content] = number
    guard let file = try? PNGFile.data(image(content)) else { return (number, []) }
    var bytes = transmission(file, number: number)
    if hasPlaceholders {
      let (columns, rows) = content.cells
      bytes += command("a=p,U=1,i=\(number),c=\(columns),r=\(rows)")
    }
    return (number, bytes)
  }

  /// The number of the picture that is longest unused and not on screen, once there are many; else one that none has.
  ///
  /// What is sent with a number takes the place of what had it. Nothing is deleted: kitty 0.26 then deletes all that are
  /// not on its screen.
  private mutating func takeNumber() -> Int {
    let isFull =
      order.count >= Self.most + used.count
      || (hasPlaceholders && order.count >= Placeholder.numbers.count)
    if isFull, let place = order.firstIndex(where: { !used.contains($0) }),
      let number = sent.removeValue(forKey: order.remove(at: place))
    {
      return number
    }
    let taken = Set(sent.values)
    let first = Placeholder.numbers.lowerBound
    return (first...first + taken.count).first { !taken.contains($0) } ?? first
  }

  /// The file in pieces of at most 4096 characters, as the protocol asks.
  private func transmission(_ file: Data, number: Int) -> [UInt8] {
    let text = file.base64EncodedString()
    var rest = text[...]
    var bytes: [UInt8] = []
    var isFirst = true
    repeat {
      let piece = rest.prefix(4096)
      rest = rest.dropFirst(piece.count)
      let more = rest.isEmpty ? 0 : 1
      bytes += command(
        isFirst ? "a=t,f=100,i=\(number),m=\(more)" : "m=\(more)", payload: String(piece))
      isFirst = false
    } while !rest.isEmpty
    return bytes
  }

  /// A command; the terminal answers none that is quiet to degree 2.
  private func command(_ keys: String, payload: String = "", quiet: Int = 2) -> [UInt8] {
    let command = "\u{1b}_G\(keys),q=\(quiet)" + (payload.isEmpty ? "" : ";\(payload)") + "\u{1b}\\"
    return Array((isWrapped ? Tmux.wrapped(command) : command).utf8)
  }
}
