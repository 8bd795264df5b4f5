// PF05: weights files and the parameters in them.

extension Explanation {
  static let unreadableWeights = Explanation(
    "The weights file cannot be read",
    """
    The file is of a kind that is not known, cut short, damaged, or contradicts
    itself. Nothing is repaired: a file that can be read in two ways could give two
    models. Numbers are checked against the size of the file before anything is
    loaded.

    PyTorch's .pt and .pth files may hold a state dict, or a checkpoint with one
    under a name such as state_dict or model. Nothing in them is ever executed, so
    what only Python code can make again is refused: a whole module, the arguments
    of a script.

        torch.save({"model": model.state_dict(), "args": args}, "model.pt")

    In Python, save just the parameters, or a file of tensors:

        torch.save(model.state_dict(), "model.pt")
        from safetensors.torch import save_file
        save_file(model.state_dict(), "model.safetensors")

    Keras' .keras and .h5 files are read as they are; links in them are refused.
    'protoforge inspect model.pt' lists what a file holds.
    """
  )

  static let missingParameter = Explanation(
    "The weights file has no parameter of this name",
    """
    Names are made from the layer's name: fc1.weight and fc1.bias in the pytorch
    layout, fc1/kernel and fc1/bias in keras. The help names parameters that are
    spelt alike, or that have the wanted shape and belong to nobody.

        - dense: { name: fc1, units: 16 }       # the file has classifier.0.weight

    Call the layer what the file calls it, or name its parameters:

        - dense: { name: classifier.0, units: 16 }

        - dense:
            name: fc1
            units: 16
            weights: { weight: classifier.0.weight, bias: classifier.0.bias }

    A layer that was trained without a bias has 'bias: false'.
    """
  )

  static let misshapenParameter = Explanation(
    "A parameter has another shape than its layer needs",
    """
    The message gives both shapes. When the sizes are the same in another order, the
    file follows the other layout: PyTorch keeps a dense layer's weight as
    [units, inputs], Keras as [inputs, units]. A layout can also be given to a
    single layer.

        weights: { file: iris.npz, layout: pytorch }     # fc1/kernel is [4, 16]

    It reads:

        weights: { file: iris.npz, layout: keras }

    Otherwise 'units', 'filters' or 'kernel' is not the prototype's, or an earlier
    layer, a one-hot column or an indicator is missing, so that the number of inputs
    is another.
    """
  )

  static let unusedParameter = Explanation(
    "No layer uses a parameter of the weights file",
    """
    A parameter that nobody reads mostly means that a layer was forgotten, or that
    its name differs: a model that ignores it would compute something, but not what
    the prototype does. So it is an error.

        layers:
          - dense: { name: fc1, units: 16 }              # the file has fc2 as well

    Add the layer:

          - dense: { name: fc1, units: 16 }
          - dense: { name: fc2, units: 3 }

    or save the file without parameters that inference does not need:

        state = {k: v for k, v in model.state_dict().items()
                 if not k.endswith("num_batches_tracked")}
    """
  )

  static let nonFiniteParameter = Explanation(
    "A parameter holds an infinity, or something that is no number",
    """
    One NaN or infinity in a weight spreads to every output that reads it. Mostly
    the training diverged, or a checkpoint was written after it did; a float64 above
    3.4e38 becomes an infinity in float32, too. The message gives the place of the
    first such element, by its index along each axis.

    In Python, look where it comes from:

        for name, value in model.state_dict().items():
            if not value.isfinite().all():
                print(name)

    and save an earlier checkpoint, or train with a lower learning rate or with
    gradient clipping.
    """
  )
}
