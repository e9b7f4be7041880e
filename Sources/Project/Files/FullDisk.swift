import Foundation
import Volume

/// Whether writing has failed because there is no room: that passes, as soon as somebody makes some.
package enum FullDisk {
  /// - Returns: true for a full disk and for a quota that is used up; not for a limit of the process (`ulimit -f`), which stays.
  package static func isReason(for error: any Error) -> Bool {
    let words = [ENOSPC, EDQUOT].map { FileBytes.systemMessage($0) }
    switch error {
    case VolumeError.writeFailed(_, let reason): return words.contains { reason.contains($0) }
    case ProjectError.unwritable(_, let reason): return words.contains { reason.contains($0) }
    default:
      if (error as NSError).code == CocoaError.fileWriteOutOfSpace.rawValue,
        (error as NSError).domain == NSCocoaErrorDomain
      {
        return true
      }
      return words.contains(SystemFault.reason(error))
    }
  }
}
