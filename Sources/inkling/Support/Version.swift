/// The number of this version, the only place where it stands.
///
/// Major.minor.patch: files that an older version can't read raise the second number before 1.0 and the first from then on.
enum Version {
  static let number = "0.14.0"
}
