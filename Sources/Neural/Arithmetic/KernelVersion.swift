extension TrainingStep {
  /// Version of the engine's arithmetic: networks trained further under another one differ in the last bits.
  package static var kernelVersion: Int { KernelTable.version }
}
