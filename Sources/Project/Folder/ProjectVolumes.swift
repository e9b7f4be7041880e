import Annotation
import Foundation
import Volume

/// Adding volumes, repairing their paths, and projects that exist only in memory.
extension Project {
  /// The project beside an image, NAME.inkling; opened when it is there, else only in memory: nothing is
  /// written before `create`.
  ///
  /// - Parameters:
  ///   - image: an existing NIfTI file.
  ///   - classes: names of the classes of a new project.
  /// - Throws: `VolumeError` when the image can't be read, as `open` otherwise.
  package static func implicit(for image: URL, classes: [String] = ["label 1"]) throws -> Project {
    let folder = implicitFolder(for: image)
    if isProject(folder) { return try open(folder) }
    var project = Project(
      url: folder,
      description: ProjectDescription(
        classes: LabelTable.standard(names: classes).labels.map {
          ClassEntry(id: $0.id, name: $0.name)
        }),
      exists: false)
    try project.add(image)
    return project
  }

  /// NAME.inkling beside the image.
  package static func implicitFolder(for image: URL) -> URL {
    let image = URL(fileURLWithPath: image.path).standardizedFileURL
    return image.deletingLastPathComponent()
      .appendingPathComponent(FileName.fitting(CaseName.stem(of: image), before: ".inkling"))
  }

  /// Adds a volume to the description; the caller writes it.
  ///
  /// - Parameters:
  ///   - image: its header is read, so that what is not an image is refused.
  ///   - frame: of a 4D image.
  ///   - truth: a dense true label map; must lie on the image.
  ///   - name: what `CaseName.names` says; nil = asked for this image alone.
  /// - Returns: the name of the case.
  /// - Throws: `VolumeError`; `ProjectError.sentence` when the project has this image already.
  @discardableResult
  package mutating func add(
    _ image: URL, frame: Int = 0, truth: URL? = nil, named name: String? = nil
  ) throws -> String {
    let header = try ImageHeader.load(image)
    guard (0..<header.frames).contains(frame) else {
      throw VolumeError.noSuchFrame(image, frame: frame, frames: header.frames)
    }
    let path = RelativePath.from(url, to: image)
    if let known = description.volumes.first(where: { $0.image == path && $0.frame == frame }) {
      throw ProjectError.sentence(
        "\(image.path) is in the project already, as \(known.caseName).")
    }
    if let truth { try checkOverlay(truth, on: header.geometry, image: image) }
    let name = try CaseName.unique(name ?? names(of: [image])[0], among: caseNames)
    description.volumes.append(
      VolumeEntry(
        caseName: name, image: path, frame: frame, sliceAxis: header.geometry.sliceAxis,
        truth: truth.map { RelativePath.from(url, to: $0) }))
    note(ImageIdentity(file: image, header: header), of: name)
    return name
  }

  /// The names that images get as new cases.
  package func names(of images: [URL]) throws -> [String] {
    CaseName.names(of: images, beside: try caseNames.map { ($0, try imageURL($0)) })
  }

  /// Gives a case a dense true label map; the caller writes the description.
  /// - Throws: `ProjectError.noCase`; `VolumeError` when it does not lie on the image.
  package mutating func replaceTruth(of caseName: String, by truth: URL) throws {
    let image = try imageURL(caseName)
    try checkOverlay(truth, on: ImageHeader.load(image).geometry, image: image)
    let path = RelativePath.from(url, to: truth)
    change(caseName) { $0.truth = path }
  }

  /// Notes what the numbers of a case's truth mean; the caller writes the description.
  package mutating func note(truthValues: LabelValues?, of caseName: String) {
    change(caseName) { $0.truthValues = truthValues }
  }

  /// The dense true labels of a case; nil where it has none.
  /// - Throws: `ProjectError.noCase`; `VolumeError` when they can't be read.
  package func truth(_ caseName: String, geometry: Geometry) throws -> LabelMap? {
    guard let file = try truthURL(caseName) else { return nil }
    let reading = LabelReading(try entry(caseName).truthValues, names: classNames)
    return try reading.load(file, expecting: geometry).map
  }

  /// The classes by number.
  package var classNames: [UInt8: String] {
    Dictionary(description.classes.map { ($0.id, $0.name) }) { first, _ in first }
  }

  /// Adds a class with the next free id; the caller writes description and labels.txt.
  /// - Returns: the class, or nil when there are 253 already.
  @discardableResult
  package mutating func addClass(named name: String) -> ClassEntry? {
    let taken = Set(description.classes.map(\.id))
    guard let id = (UInt8(1)...253).first(where: { !taken.contains($0) }) else { return nil }
    let entry = ClassEntry(id: id, name: name.oneLine)
    description.classes.append(entry)
    description.classes.sort { $0.id < $1.id }
    return entry
  }

  /// Whether files can be made in the project's folder, or where it would be created, as a sentence about
  /// why not; nil = they can.
  package var readOnlyReason: String? {
    let folder = exists ? url : url.deletingLastPathComponent()
    guard access(folder.path, W_OK) != 0 else { return nil }
    let what = exists ? "The project \(url.path)" : "The folder \(folder.path)"
    return
      "\(what) cannot be written (\(FileBytes.systemMessage())): strokes would not be kept. Copy the "
      + "image to a folder of yours, or make a project there with `inkling init PROJECT --volume IMAGE`."
  }

  func checkOverlay(_ map: URL, on geometry: Geometry, image: URL) throws {
    try LabelMap.checkPlace(map, on: geometry, of: image)
  }
}

extension Worklist {
  /// The worklist of a case from what lies in the project folder.
  ///
  /// Unreadable predictions and reviews count as absent.
  package static func load(
    _ project: Project, _ caseName: String, geometry: Geometry, annotated: [Int]
  ) throws -> Worklist {
    let axis = try project.entry(caseName).sliceAxis
    let uncertainty = try? LabelMap.loadRaw(project.uncertainty(caseName), size: geometry.size)
    return Worklist(
      slices: geometry.size[axis], spacing: geometry.spacing(along: axis),
      uncertainty: uncertainty.map { Worklist.uncertainty(of: $0, along: axis) },
      annotated: annotated,
      review: (try? ReviewSheet.load(project.review(caseName))) ?? ReviewSheet())
  }
}

extension LabelMap {
  /// An uncertainty as 0…255: the file's values are 0…1 after the header's scaling.
  init(uncertainty volume: Volume) {
    self.init(
      size: volume.geometry.size,
      voxels: volume.voxels.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) })
  }

  /// Reads an uncertainty map.
  static func loadRaw(_ url: URL, size: GridSize) throws -> LabelMap {
    let volume = try Volume.load(url)
    guard volume.geometry.size == size else {
      throw VolumeError.sizeMismatch(
        label: url, image: nil, labelSize: volume.geometry.size, imageSize: size)
    }
    return LabelMap(uncertainty: volume)
  }
}
