import ForgeGraph
import ForgeSpec

/// A framework's conventions: how parameters are named, in which order their axes lie, where channels are, and what an option
/// means that the spec leaves out.
package enum WeightLayout: String, Sendable, CaseIterable {
  /// `<layer>.weight` as `[out, in]` or OIHW, channels first, batch-norm epsilon 1e-5.
  case pytorch
  /// `<layer>/kernel` as `[in, out]` or HWIO, channels last, batch-norm epsilon 1e-3.
  case keras

  package func name(of role: ParameterRole) -> String {
    switch self {
    case .pytorch: role.pytorch
    case .keras: role.keras
    }
  }

  /// The name in the weights file when the spec does not give one: `fc1.weight` or `fc1/kernel`.
  package func parameterName(layer: String, role: ParameterRole) -> String {
    parameterName(layer: layer, roleName: name(of: role))
  }

  /// The same for a role by the name that it has in this layout.
  package func parameterName(layer: String, roleName: String) -> String {
    switch self {
    case .pytorch: "\(layer).\(roleName)"
    case .keras: "\(layer)/\(roleName)"
    }
  }

  package var dataFormat: DataFormat {
    switch self {
    case .pytorch: .channelsFirst
    case .keras: .channelsLast
    }
  }
}

/// Where the channel axis of an image or sequence lies.
package enum DataFormat: String, Sendable, CaseIterable {
  /// `[channels, height, width]`
  case channelsFirst = "channels_first"
  /// `[height, width, channels]`
  case channelsLast = "channels_last"

  package func channelAxis(rank: Int) -> Int { self == .channelsFirst ? 0 : rank - 1 }

  /// The axes of an image or sequence without the channel axis.
  package func spatialAxes(rank: Int) -> Range<Int> { self == .channelsFirst ? 1..<rank : 0..<(rank - 1) }
}

extension Key where Value == DataFormat? {
  /// The key of every layer that knows where channels are.
  package static let dataFormat = Key(
    optional: "data_format",
    .word(DataFormat.self),
    shownAs: "channels_first in the pytorch layout, channels_last in keras",
    "Where the channel axis lies."
  )
}

extension ParameterRole {
  /// The learned factor of a dense layer or convolution.
  package static let kernel = ParameterRole(pytorch: "weight", keras: "kernel")
  package static let bias = ParameterRole(pytorch: "bias", keras: "bias")
  /// The learned factor and offset of a normalisation.
  package static let gamma = ParameterRole(pytorch: "weight", keras: "gamma")
  package static let beta = ParameterRole(pytorch: "bias", keras: "beta")
}
