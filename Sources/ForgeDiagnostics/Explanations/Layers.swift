// PF04: layers and the graph that they form.

extension Explanation {
  static let unknownLayer = Explanation(
    "There is no layer, activation or transform of this name",
    """
    Kinds are written in snake_case and are known by one name each; the message
    suggests the nearest. 'activation' takes those layers alone that work element by
    element or along one axis and read nothing else.

        - Linear: { name: fc1, units: 16, activation: swish }

    It reads:

        - dense: { name: fc1, units: 16, activation: silu }

    'protoforge schema --reference' lists every kind with its names in PyTorch and
    Keras. A layer that is not there can often be written as several that are.
    """
  )

  static let unknownReference = Explanation(
    "A name in 'from' belongs to no feature and no layer",
    """
    'from' names features and layers above. Only layers with a 'name' can be read by
    others; the parameters' names in the weights file do not count.

        - dense: { name: fc1, units: 8 }
        - relu
        - add: { name: join, from: [fc1, relu] }

    The second layer has no name. It reads:

        - dense: { name: fc1, units: 8 }
        - relu: { name: act1 }
        - add: { name: join, from: [fc1, act1] }
    """
  )

  static let shapeMismatch = Explanation(
    "A layer cannot take values of this shape",
    """
    Every layer has a rule for the shapes that it reads; the note tells what it was
    given. Shapes and axes are those of one example, without the batch: 'axis: 0' is
    the first axis behind it, and -1 is the last one.

        features:
          - { name: photo, type: tensor, shape: [8, 8] }
        layers:
          - conv2d: { name: conv1, filters: 4, kernel: 3 }

    An image has channels, first in the pytorch layout and last in keras:

          - { name: photo, type: tensor, shape: [1, 8, 8] }

    Often 'flatten' is missing before a dense layer, a kernel is larger than what is
    left of an image, or the layout is another. 'protoforge inspect' on a spec that
    is sound so far shows the shape behind each layer.
    """
  )

  static let wrongInputCount = Explanation(
    "A layer reads too many or too few values",
    """
    Most layers read one value, the layer above or what 'from' names. 'add' and its
    kin read two or more, 'subtract' two, 'concat' one or more, always by 'from'.

        - dense: { name: fc1, units: 8 }
        - add

    It reads:

        - dense: { name: fc1, units: 8 }
        - add: { from: [fc1, shortcut] }

    For a layer that reads one, join the values first:

        - concat: { name: both, from: [mass, age] }
        - dense: { name: fc1, units: 8 }
    """
  )

  static let cyclicGraph = Explanation(
    "A layer reads itself, or a layer that stands below it",
    """
    Layers are computed from top to bottom, so each reads features and layers above
    it. Two layers that read each other could never be computed.

        - add: { name: a, from: [x, b] }
        - add: { name: b, from: [x, a] }

    If the list is only out of order, move the layer below what it reads. A value
    that is fed back from call to call is state, which version 1 of the language
    does not have: make it a feature and an output, and hand it on yourself.

        - add: { name: a, from: [x, previous_b] }
        - add: { name: b, from: [x, a] }
    """
  )

  static let sizeOverflow = Explanation(
    "A value or parameter would have more elements than can be held",
    """
    Each feature, each layer's result and each parameter has at most 2³¹ elements:
    beyond that, sizes could no longer be computed with, and hardly a machine would
    hold the model. A size has mostly a few digits too many.

        - dense: { name: fc1, units: 10000000000 }

    It reads:

        - dense: { name: fc1, units: 100 }
    """
  )

  static let unnamedParameters = Explanation(
    "Nothing tells what a layer's parameters are called in the weights file",
    """
    A layer with parameters needs a 'name', from which their names are made: fc1
    gives fc1.weight and fc1.bias in the pytorch layout, fc1/kernel and fc1/bias in
    keras. Or 'weights' names each of them.

        - dense: { units: 16 }

    It reads:

        - dense: { name: fc1, units: 16 }

    or, where the file has names of its own:

        - dense: { units: 16, weights: { weight: head.w, bias: head.b } }
    """
  )

  static let unusedLayer = Explanation(
    "A layer reaches no output",
    """
    A warning. What the layer computes is read by nothing, so no code is generated
    for it. Its parameters still count as used.

        - dense: { name: features, units: 32 }
        - dense: { name: head, units: 3, from: x }

    If the second layer was meant to read the first, leave 'from' out or name it:

        - dense: { name: features, units: 32 }
        - dense: { name: head, units: 3 }

    A layer of training alone, such as a second head, is removed from the spec, and
    its parameters from the file.
    """
  )

  static let wrongElementType = Explanation(
    "A layer is given ids where it takes numbers, or the reverse",
    """
    A category with 'encode: index' and a tensor with 'dtype: int64' are ids: whole
    numbers that name rows of a table. Only 'embedding' looks them up; 'flatten' and
    'reshape' pass them on, 'cast' and 'concat' make numbers of them. Every other
    layer takes float32 values.

        - { name: word, type: tensor, shape: [12], dtype: int64 }
        ...
        - dense: { name: fc1, units: 16 }

    It reads:

        - embedding: { name: words, entries: 5000, units: 32 }
        - flatten
        - dense: { name: fc1, units: 16 }
    """
  )

  static let conventionNeeded = Explanation(
    "Something has several meanings, and none is chosen",
    """
    Frameworks differ here, so a default would be a guess that changes numbers
    without a trace. Or the framework that 'layout' names does not have it at all.

        - conv2d: { name: conv1, filters: 8, kernel: 3, stride: 2, padding: same }

    PyTorch has no 'same' with a stride above 1, and Keras pads the end more than
    the start. Write the numbers that the prototype has, which PyTorch calls
    padding=1:

        - conv2d: { name: conv1, filters: 8, kernel: 3, stride: 2, padding: 1 }

    Likewise, 'concat' of values with several axes needs 'axis'.
    """
  )
}
