import CZlib
import Foundation
import Testing
import Volume

@testable import Pictures

@Suite struct PictureTests {
  private let white = RGB(red: 255, green: 255, blue: 255)
  private let black = RGB(red: 0, green: 0, blue: 0)
  private let red = RGB(red: 200, green: 0, blue: 0)

  private func dark(_ picture: Picture) -> Int {
    (0..<picture.height).reduce(0) { sum, y in
      sum + (0..<picture.width).count { picture[$0, y] != white }
    }
  }

  @Test func whatLiesOutsideIsCutOff() {
    var picture = Picture(width: 4, height: 3, colour: white)
    picture.fill(x: -5..<2, y: 2..<9, black)
    #expect(dark(picture) == 2 && picture[0, 2] == black && picture[1, 2] == black)
    picture.fill(x: 7..<9, y: 0..<3, black)
    picture.blend(-1, 0, black)
    picture.line(from: SIMD2(-30, -30), to: SIMD2(-20, -9), width: 3, black)
    picture.text("W", x: 100, y: -100, black)
    #expect(dark(picture) == 2)
  }

  @Test func opacityMixesColours() {
    var picture = Picture(width: 1, height: 1, colour: white)
    picture.blend(0, 0, RGB(red: 55, green: 255, blue: 155), opacity: 0.5)
    #expect(picture[0, 0] == RGB(red: 155, green: 255, blue: 205))
    picture.blend(0, 0, black, opacity: -1)
    #expect(picture[0, 0] == RGB(red: 155, green: 255, blue: 205))
    picture.blend(0, 0, black, opacity: 2)
    #expect(picture[0, 0] == black)
  }

  @Test func linesAreAsWideAsAsked() {
    var picture = Picture(width: 20, height: 20, colour: white)
    picture.line(from: SIMD2(4, 10), to: SIMD2(16, 10), width: 2, black)
    #expect((0..<20).filter { picture[10, $0] == black } == [9, 10])
    #expect(picture[1, 10] == white && picture[18, 10] == white)
    var dot = Picture(width: 9, height: 9, colour: white)
    dot.line(from: SIMD2(4.5, 4.5), to: SIMD2(4.5, 4.5), width: 5, black)
    #expect(dot[4, 4] == black && dot[2, 4] == black && dot[0, 0] == white)
  }

  @Test func everyPrintableCharacterHasAForm() {
    var forms: Set<[UInt8]> = []
    for code in UInt8(33)...126 {
      let rows = Font.rows(of: Character(Unicode.Scalar(code)))
      #expect((3...9).contains(rows.count) && rows.allSatisfy { $0 < 32 }, "\(code)")
      forms.insert(rows)
    }
    #expect(forms.count == 94, "all differ")
    #expect(Font.rows(of: " ").isEmpty)
    #expect(Font.rows(of: "é").count == 7)
  }

  @Test func textIsWrittenDotByDot() {
    var picture = Picture(width: 20, height: 12, colour: white)
    picture.text("T.", x: 1, y: 1, scale: 1, black)
    // The bar of the T and its stem; the dot's four.
    #expect((1...5).allSatisfy { picture[$0, 1] == black })
    #expect((2...7).allSatisfy { picture[3, $0] == black })
    #expect(dark(picture) == 5 + 6 + 4)
    #expect(Font.width(of: "T.", scale: 2) == 22 && Font.width(of: "", scale: 2) == 0)
  }

  // MARK: Files

  /// Takes the filters back, as a reader does.
  @Test func greyFilesHoldTheGreys() throws {
    var state: UInt32 = 1
    let (width, height) = (37, 23)
    let values = (0..<width * height).map { place -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      // Smooth, with noise and edges: every filter is the best of some row.
      return UInt8((place % width * 5 + place / width * (place % 3) + Int(state >> 28)) % 256)
    }
    let image = GreyImage(width: width, height: height, values: values)
    let bytes = [UInt8](try PNGFile.data(image))
    #expect(Array(bytes[16..<29]) == [0, 0, 0, 37, 0, 0, 0, 23, 8, 0, 0, 0, 0])
    let length = bytes[33..<37].reduce(0) { $0 << 8 | Int($1) }
    var lines = [UInt8](repeating: 0, count: (width + 1) * height)
    var count = uLong(lines.count)
    let packed = Array(bytes[41..<41 + length])
    #expect(uncompress(&lines, &count, packed, uLong(packed.count)) == Z_OK)
    var found = [UInt8](repeating: 0, count: width * height)
    for y in 0..<height {
      let filter = lines[y * (width + 1)]
      for x in 0..<width {
        let left = x > 0 ? Int(found[y * width + x - 1]) : 0
        let up = y > 0 ? Int(found[(y - 1) * width + x]) : 0
        let corner = x > 0 && y > 0 ? Int(found[(y - 1) * width + x - 1]) : 0
        let guess = left + up - corner
        let near = [left, up, corner].min { abs(guess - $0) < abs(guess - $1) } ?? 0
        let base = [1: left, 2: up, 4: near][filter] ?? 0
        found[y * width + x] = lines[y * (width + 1) + 1 + x] &+ UInt8(base)
      }
    }
    #expect(found == values)
    #expect(image.cut(x: 35..<38, y: 0..<1).values == [values[35], values[36], 0])
    #expect(image.resized(width: 74, height: 46).values[75 + 74] == values[37])
  }

  @Test func theFileHoldsThePixels() throws {
    var picture = Picture(width: 3, height: 2, colour: white)
    picture[1, 0] = red
    let bytes = [UInt8](try PNGFile.data(picture))
    #expect(Array(bytes[0..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(bytes[8..<16]) == [0, 0, 0, 13] + Array("IHDR".utf8))
    #expect(Array(bytes[16..<29]) == [0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0])
    let length = bytes[33..<37].reduce(0) { $0 << 8 | Int($1) }
    #expect(Array(bytes[37..<41]) == Array("IDAT".utf8))
    var lines = [UInt8](repeating: 9, count: 64)
    var count = uLong(lines.count)
    #expect(uncompress(&lines, &count, Array(bytes[41..<41 + length]), uLong(length)) == Z_OK)
    let all = [UInt8](repeating: 255, count: 9)
    #expect(Array(lines[0..<Int(count)]) == [0, 255, 255, 255, 200, 0, 0, 255, 255, 255, 0] + all)
    // The last chunk is the same in every file; its check sum is known from the standard.
    #expect(
      Array(bytes.suffix(12)) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }
}
