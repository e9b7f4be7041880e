import Foundation

/// What lies behind an error of Foundation, in the system's plain words. Its own descriptions name error domains and
/// numbers.
package enum SystemFault {
  /// Whether an error is one of Foundation's, whose description is not for people.
  package static func isFoundations(_ error: any Error) -> Bool {
    error is CocoaError || error is POSIXError || type(of: error) is NSError.Type
  }

  /// The reason in a few words: "Permission denied".
  package static func reason(_ error: any Error) -> String {
    if let error = error as? POSIXError { return words(error.code.rawValue) }
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return words(Int32(error.code)) }
    if let inner = error.userInfo[NSUnderlyingErrorKey] as? any Error { return reason(inner) }
    return switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: words(ENOENT)
    case .fileReadNoPermission, .fileWriteNoPermission: words(EACCES)
    case .fileWriteOutOfSpace: words(ENOSPC)
    case .fileWriteVolumeReadOnly: words(EROFS)
    case .fileWriteFileExists: words(EEXIST)
    case .fileReadInvalidFileName, .fileWriteInvalidFileName: "this is no name of a file"
    case .fileReadCorruptFile, .propertyListReadCorrupt: "its content is not what it should be"
    default: "the system gives no reason (error \(error.code))"
    }
  }

  /// A sentence with the file's name, where it is known.
  package static func sentence(_ error: any Error) -> String {
    let details = (error as NSError).userInfo
    let path =
      details[NSFilePathErrorKey] as? String ?? (details[NSURLErrorKey] as? URL)?.path
    let place = path.map { "\($0) cannot be used" } ?? "A file cannot be used"
    return "\(place): \(reason(error)). Check the name, the permissions and the room on the disk."
  }

  private static func words(_ code: Int32) -> String {
    // The system says that a file exists, which nobody takes for a fault.
    code == EEXIST ? "something else of this name is there" : String(cString: strerror(code))
  }
}
