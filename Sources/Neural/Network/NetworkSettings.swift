/// Shape of the U-Net (docs/explanation/method.md): what a checkpoint needs to be loaded again.
///
/// Per level: conv 3x3 - batch norm - leaky rectifier - dropout - conv 3x3 - batch norm - leaky rectifier. Down: 2x2 max
/// pooling. Up: 1x1 convolution to the upper level's channels, bilinear enlargement by two, concatenated behind
/// the skip. Heads: 1x1 convolutions on the decoder maps, full resolution first.
package struct NetworkSettings: Codable, Sendable, Equatable {
  /// 1…8 channels of the input (one slice, or neighbouring slices).
  package var inputChannels: Int
  /// Outputs K+1: background and K classes, 2…32.
  package var classes: Int
  /// Channels a level, multiples of 8, two to six levels.
  package var channels: [Int]
  /// Dropout rate a level, in the encoder and the decoder block of that level.
  package var dropout: [Float]
  /// 1, or 2 decoders on one encoder, which differ by their starting weights and dropout masks; the second has a head
  /// at full resolution only. Predictions come from the first.
  package var decoders = 1

  /// - Parameter dropout: one rate a level; none where left out.
  package init(
    inputChannels: Int, classes: Int, channels: [Int], dropout: [Float]? = nil, decoders: Int = 1
  ) {
    self.inputChannels = inputChannels
    self.classes = classes
    self.channels = channels
    self.dropout = dropout ?? channels.map { _ in 0 }
    self.decoders = decoders
  }

  /// Reads the shape; a checkpoint that does not speak of decoders has one.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    inputChannels = try values.decode(Int.self, forKey: .inputChannels)
    classes = try values.decode(Int.self, forKey: .classes)
    channels = try values.decode([Int].self, forKey: .channels)
    dropout = try values.decode([Float].self, forKey: .dropout)
    decoders = try values.decodeIfPresent(Int.self, forKey: .decoders) ?? decoders
  }

  /// Levels of the U-Net.
  package var levels: Int { channels.count }
  /// Prediction scales: 1, 1/2, … at most four.
  package var heads: Int { min(4, levels - 1) }
  /// Channels of a map of logits: whole blocks, of which those beyond `classes` are zero.
  var paddedClasses: Int { (classes + 7) / 8 * 8 }
  /// The decoders, first the one that predicts.
  var decoderForms: [DecoderForm] {
    (1...max(1, decoders)).map { DecoderForm(number: $0, heads: $0 == 1 ? heads : 1) }
  }
  /// The same network with what predicts alone.
  var predicting: NetworkSettings {
    var settings = self
    settings.decoders = 1
    return settings
  }
  /// Height and width of an input must be multiples of this.
  package var multiple: Int { 1 << (levels - 1) }

  /// Numbers of one such network, running statistics and padding included; for settings that `validate` accepts.
  package var parameterCount: Int { ParameterTable(self).count }

  /// - Throws: `NeuralError.settings` naming what is out of range.
  package func validate() throws {
    func check(_ condition: Bool, _ sentence: String) throws {
      if !condition { throw NeuralError.settings(sentence) }
    }
    try check((1...8).contains(inputChannels), "1 to 8 input channels, found \(inputChannels)")
    try check((2...32).contains(classes), "2 to 32 outputs, found \(classes)")
    try check((2...6).contains(levels), "2 to 6 levels of channels, found \(levels)")
    try check(
      channels.allSatisfy { $0 > 0 && $0 <= 1024 && $0 % 8 == 0 },
      "channels that are multiples of 8 up to 1024, found \(channels)")
    try check(
      dropout.count == levels && dropout.allSatisfy { $0 >= 0 && $0 <= 0.9 },
      "one dropout rate from 0 to 0.9 a level, found \(dropout)")
    try check((1...2).contains(decoders), "1 or 2 decoders, found \(decoders)")
  }
}
