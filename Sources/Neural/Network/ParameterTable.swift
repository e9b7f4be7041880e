/// Where every tensor of a network lies in one flat buffer, and under which name and shape PyTorch knows it.
///
/// Trainable tensors come first, running statistics behind them: the optimiser runs over the first part, the EMA
/// over both. Every tensor starts at a multiple of eight scalars, so that vectors are aligned.
struct ParameterTable {
  enum Kind: Equatable {
    /// (outputs, inputs, k, k) with outputs padded to eight in the engine's layout; 9 or 1 taps.
    case convolution(outputs: Int, inputs: Int, taps: Int)
    /// (count), padded to eight.
    case vector(Int)
    /// (rows, columns), as it is.
    case matrix(rows: Int, columns: Int)
  }

  /// How a tensor starts.
  enum Start: Equatable {
    case zero, one
    /// U(±1/sqrt(fan)): PyTorch's default for convolutions and linear layers, weights and biases alike.
    case uniform(fan: Int)
  }

  struct Entry: Equatable {
    let name: String
    let kind: Kind
    let offset: Int
    let start: Start

    var shape: [Int] {
      switch kind {
      case .convolution(let o, let i, let taps):
        let side = taps == 9 ? 3 : 1
        return [o, i, side, side]
      case .vector(let n): return [n]
      case .matrix(let r, let c): return [r, c]
      }
    }
    /// Scalars in the flat buffer, padding included.
    var extent: Int {
      switch kind {
      case .convolution(let o, let i, let taps): (o + 7) / 8 * 8 * i * taps
      case .vector(let n): (n + 7) / 8 * 8
      case .matrix(let r, let c): (r * c + 7) / 8 * 8
      }
    }
  }

  /// Sizes of the head that projects features for the contrastive term: inputs -> hidden -> outputs.
  struct ProjectionShape: Equatable {
    let inputs: Int
    let hidden: Int
    let outputs: Int
  }

  let entries: [Entry]
  /// By name. (Not of a type that other modules use too: the linker keeps one copy of a dictionary's code for all of them,
  /// and this module's needs AVX2.)
  private let named: [String: Entry]
  /// Scalars that the optimiser changes: `0..<trainable`.
  let trainable: Int
  /// All scalars.
  let count: Int

  /// - Parameter projection: the contrastive projection head's sizes, if it is trained.
  init(_ settings: NetworkSettings, projection: ProjectionShape? = nil) {
    var list = TensorList()
    let (c, top) = (settings.channels, settings.levels - 1)
    for level in 0...top {
      list.addBlock(
        "encoder.\(level)", level == 0 ? settings.inputChannels : c[level - 1], c[level])
    }
    for form in settings.decoderForms { list.addDecoder(form, settings) }
    if let projection { list.addProjection(projection) }
    var offset = 0
    entries = (list.trained + list.running).map { tensor in
      let entry = Entry(name: tensor.name, kind: tensor.kind, offset: offset, start: tensor.start)
      offset += entry.extent
      return entry
    }
    named = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
    count = offset
    trainable = list.trained.count < entries.count ? entries[list.trained.count].offset : offset
  }

  /// The entry of a name this table made itself.
  subscript(name: String) -> Entry {
    guard let entry = named[name] else { preconditionFailure("no parameter \(name)") }
    return entry
  }
}
