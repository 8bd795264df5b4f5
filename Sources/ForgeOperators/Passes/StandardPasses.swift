import ForgeGraph

/// The passes between the graph as written and the graph that is emitted, in their order.
package let standardPasses: [GraphPass] = [
  GraphPass(
    name: "drop-identities",
    reason: "first, because dropout and the like only stand between layers that belong together"
  ) { graph in
    graph.rewritingNodes { node, inputs in
      if node.op is any IdentityOperator { .forward(inputs[0]) } else { .keep(node) }
    }
  },
  .copyConstantOutputs,
  .foldConstants,
  .foldPadding,
  .cropWindows,
  .foldChannelAffine,
  .channelsLast,
  .foldTranspose,
  .fuseElementwise,
  .dropDeadNodes,
  .computeInStrips,
]

/// An operator that gives its input unchanged in inference.
protocol IdentityOperator: Operator {}
