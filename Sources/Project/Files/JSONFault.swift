import Foundation

/// What is wrong with a JSON file, in a few words.
enum JSONFault {
  static func sentence(_ error: any Error, _ data: Data) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "" : " at \(path)"
    }
    // Of a number that does not fit its type, Foundation says that the text is not JSON.
    let isJSON = (try? JSONSerialization.jsonObject(with: data)) != nil
    let broken = isJSON ? "a number that is too large or not whole" : "text that is not JSON"
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "no \"\(key.stringValue)\"" + place(context)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "a value of the wrong type" + place(context)
    case .dataCorrupted(let context):
      (context.codingPath.isEmpty ? broken : context.debugDescription) + place(context)
    default: broken
    }
  }
}
