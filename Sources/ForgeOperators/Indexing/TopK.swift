import ForgeGraph
import ForgeSpec

/// The largest or smallest elements along an axis in order, or their places; of equal ones the first comes first.
struct TopK: Operator {
  enum Result: String, Sendable, CaseIterable {
    case values, indices
  }

  let k: Int
  let axis: Int
  let isLargest: Bool
  let result: Result

  let name = "top_k"
  var summary: String { "\(k) \(isLargest ? "largest" : "smallest"), axis \(axis), \(result.rawValue)" }

  func resultType(of inputs: [TensorType]) throws(ShapeError) -> TensorType {
    var shape = try inputs.onlyFloatShape()
    let axis = try shape.resolvedAxis(axis, of: name)
    guard let size = shape[axis].fixedValue else {
      throw ShapeError("axis \(axis) of \(shape) varies, but top_k takes \(k) elements of it")
    }
    guard k <= size else { throw ShapeError("top_k takes \(k) elements of axis \(axis) of \(shape), which has \(size)") }
    shape[axis] = .fixed(k)
    return TensorType(.float32, shape)
  }

  func evaluate(_ inputs: [ReferenceTensor], _ parameters: [ReferenceTensor]) -> ReferenceTensor {
    let x = inputs[0]
    let axis = TensorShape(x.shape).axis(axis) ?? 0
    var (rows, shape) = (x.shape, x.shape)
    rows[axis] = 1
    shape[axis] = k
    var y = ReferenceTensor(shape: shape)
    forEachIndex(in: rows) { index, _ in
      func element(_ place: Int) -> Double {
        var index = index
        index[axis] = place
        return x[index]
      }
      let order = (0..<x.shape[axis]).sorted { left, right in
        let (a, b) = (element(left), element(right))
        if a == b || a.isNaN && b.isNaN { return left < right }
        return isLargest ? a.isNaN || a > b : b.isNaN || a < b
      }
      for rank in 0..<k {
        var target = index
        target[axis] = rank
        y[target] = result == .values ? element(order[rank]) : Double(order[rank])
      }
    }
    return y
  }

  func emit(_ site: inout CallSite) {
    let view = AxisView(site.inputs[0].shape, axis: site.inputs[0].shape.axis(axis) ?? 0)
    site.call(
      "topK",
      in: "TopK",
      [
        "": site.inputs[0].pointer, "into": site.output.pointer, "outer": site.swift(view.outer), "size": site.swift(view.size),
        "inner": site.swift(view.inner), "k": "\(k)", "isLargest": "\(isLargest)", "givesPlaces": "\(result == .indices)",
        "scratch": site.scratch(.fixed(k) * 2),
      ]
    )
  }
}

extension LayerKind {
  static let topK = LayerKind(
    "top_k",
    .indexing,
    "The largest or smallest elements along an axis in order, or their places.",
    details: """
      `torch.topk`, `torch.sort` with `k` as large as the axis, `keras.ops.top_k`, `TopK` of ONNX. Of equal elements the first \
      comes first; NaN counts as the largest. Places are float32 numbers, exact up to 2²⁴; a second layer with `result: \
      indices` gives those of the values.
      """,
    keys: [AnyKey(Keys.k), AnyKey(Keys.axis), AnyKey(Keys.largest), AnyKey(Keys.result)]
  ) { record, _, _ in
    TopK(k: record[Keys.k], axis: record[Keys.axis], isLargest: record[Keys.largest], result: record[Keys.result])
  }

  private enum Keys {
    static let k = Key("k", ValueType<Int>.count, "How many elements.")
    static let axis = Key(
      "axis",
      ValueType<Int>.integer(-8...7),
      default: -1,
      "The axis, counted per example; negative ones from the end."
    )
    static let largest = Key(
      "largest",
      ValueType<Bool>.boolean,
      default: true,
      "Whether the largest are taken, not the smallest."
    )
    static let result = Key("result", .word(TopK.Result.self), default: .values, "What comes out: `values` or `indices`.")
  }
}
