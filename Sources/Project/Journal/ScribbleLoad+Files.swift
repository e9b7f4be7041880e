import Annotation
import Foundation
import Volume

extension ScribbleLoad {
  /// Reads both files of a case.
  static func read(
    _ project: Project, _ caseName: String, geometry: Geometry
  ) throws -> ScribbleLoad {
    var trouble: String?
    let map = try readMap(project.scribbles(caseName), geometry: geometry, trouble: &trouble)
    let contents = try JournalContents.load(project.journal(caseName), size: geometry.size)
    let axis = try project.entry(caseName).sliceAxis
    var load = try ScribbleLoad(
      map: map, contents: contents, size: geometry.size, sliceAxis: axis, name: caseName)
    if let trouble { load.reportUnreadableMap(trouble) }
    return load
  }

  private static func readMap(
    _ url: URL, geometry: Geometry, trouble: inout String?
  ) throws -> (voxels: [UInt8], description: String)? {
    guard FileSignature(of: url).size >= 0 else { return nil }
    do {
      let (map, header) = try LabelMap.loadWithHeader(url, expecting: geometry)
      return (map.voxels, header.text(.description))
    } catch let error as VolumeError {
      switch error {
      case .sizeMismatch, .affineMismatch: throw error
      default:
        trouble = "\(error) The scribbles were rebuilt from the journal."
        return nil
      }
    }
  }
}
