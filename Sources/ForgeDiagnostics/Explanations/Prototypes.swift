/// 08: prototypes that are imported.
extension Explanation {
  static let unreadablePrototype = Explanation(
    "A prototype cannot be read",
    """
    The file is no prototype of a kind that 'protoforge import' knows, is cut short,
    or holds something that its format does not allow. The message gives the place
    in bytes from the file's start.

    Import reads what the framework itself saved:

        onnx    torch.onnx.export(model, inputs, "model.onnx", dynamo=True)
        pt2     torch.export.save(torch.export.export(model, inputs), "model.pt2")
        keras   model.save("model.keras")

    An ONNX model may keep weights in files beside it. They must lie in the model's
    folder or below it, as plain files: links and paths that lead out are refused,
    since what they name would end up in generated code.

    Whether a model is sound says

        python -m onnx.checker model.onnx
    """
  )

  static let unsupportedPrototype = Explanation(
    "A prototype does something that no layer expresses",
    """
    A node or layer of the prototype computes something for which the spec language
    has no layer, or is Python code that its file does not hold. The message names
    it and says what it would take. Nothing is dropped or guessed, so nothing was
    written.

    What often helps:

        - export in evaluation mode (model.eval()), so that dropout and batch
          statistics of training go
        - export with fixed sizes; only the batch may vary
        - simplify the graph: python -m onnxsim model.onnx simple.onnx
        - leave preprocessing and postprocessing (resizing, non-maximum suppression)
          to the code around the model

    'protoforge schema --reference' lists the layers that there are.
    """
  )
}
