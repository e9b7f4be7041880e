import Foundation
import Synchronization
import Volume

/// Frames of a 4D image that were looked at, the last ones of them, within a bound of memory.
final class FrameReader: Sendable {
  private let frames = Mutex<[Volume]>([])
  /// Most bytes of intensities that are kept.
  private let mostBytes: Int

  init(mostBytes: Int = 512 << 20) { self.mostBytes = mostBytes }

  /// A frame that is kept; it counts as the last one looked at.
  func frame(_ number: Int) -> Volume? {
    frames.withLock { frames in
      guard let place = frames.firstIndex(where: { $0.frame == number }) else { return nil }
      let volume = frames.remove(at: place)
      frames.append(volume)
      return volume
    }
  }

  /// Keeps a frame; those that were not looked at for longest make room.
  func keep(_ volume: Volume) {
    let most = max(1, mostBytes / max(1, 4 * volume.voxels.count))
    frames.withLock { frames in
      frames.removeAll { $0.frame == volume.frame }
      frames.append(volume)
      if frames.count > most { frames.removeFirst(frames.count - most) }
    }
  }
}

extension Session {
  /// Shows another frame of the open volume: at once where it is kept, else as soon as it is read.
  func readFrame(_ number: Int) -> [Event] {
    let (name, volume) = (open.name, open.volume)
    if number == volume.frame { return [.frame(name, volume)] }
    if let kept = frames.frame(number) { return [.frame(name, kept)] }
    let frames = frames
    background.run(apart: true) {
      do {
        let frame = try Volume.load(volume.source, frame: number)
        frames.keep(frame)
        return .frame(name, frame)
      } catch {
        return .frameFailed("\(error)")
      }
    }
    return []
  }
}
