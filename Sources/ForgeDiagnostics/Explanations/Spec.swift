// PF02: keys and values of the spec language.

extension Explanation {
  static let unknownKey = Explanation(
    "A key is not one of those that can stand here",
    """
    Every mapping has a closed set of keys. An unknown one is an error and not
    passed over, because a misspelt option would silently fall back to its default
    and change what the model computes. Keys are compared letter by letter, and an
    option of one kind of layer is not known to another. Under a layer's 'weights'
    the keys are its parameters, as the layout calls them.

        - max_pool2d: { kernel: 3, strides: 2 }

    It reads:

        - max_pool2d: { kernel: 3, stride: 2 }

    'protoforge schema --reference' lists the keys of everything.
    """
  )

  static let missingKey = Explanation(
    "A key that is needed is not there",
    """
    The message tells which key is missing and what it takes. Keys are needed where
    a default would be a guess: constants that were fitted, sizes, and options whose
    convention differs between frameworks.

        - bucketize: { boundaries: [0, 18, 65] }

    Nothing tells which bucket holds 18. In numpy.digitize it is the upper one:

        - bucketize: { boundaries: [0, 18, 65], closed: left }
    """
  )

  static let wrongType = Explanation(
    "A value is of another type than its key takes",
    """
    The key decides what may stand under it, never the look of the value. Whole
    numbers are plain digits (no 0x10, 012, 1_000 or 1e3), numbers are decimal and
    finite, booleans are true and false and nothing else (not yes, on, 1), and what
    stands in quotes is text.

        - dense: { name: fc1, units: "16", bias: no }

    It reads:

        - dense: { name: fc1, units: 16, bias: false }

    The same code tells of a list where a mapping is needed, or the reverse. For a
    layer, options that stand too far left count as kinds of layers:

        - dense:                    - dense:
          units: 16        reads        units: 16
    """
  )

  static let valueNotAllowed = Explanation(
    "A value is of the right type, but not one that is possible here",
    """
    The number is out of its range, the word is none of those that the key takes, or
    a list has too few or too many items. The message tells what is possible.

        features:
          - { name: mass, type: float, missing: drop }

    It reads:

        features:
          - { name: mass, type: number, missing: { impute: 4200 } }

    Rows with missing values cannot be dropped at the time of a prediction: they are
    refused (error), imputed, or told to the model by an indicator column.
    """
  )

  static let unsupportedVersion = Explanation(
    "The spec is written in another version of the language",
    """
    'protoforge: 1' says which version of the spec language the file is written in.
    It is not the version of the program or of the model. This program knows version
    1 alone; another version has other keys, so nothing else of the file is read.

        protoforge: 1.0

    It reads:

        protoforge: 1

    The version of the model itself stands elsewhere:

        model: { name: PenguinClassifier, version: 1.4.0 }
    """
  )

  static let invalidName = Explanation(
    "No Swift name can be made from a name",
    """
    Names of features and outputs become properties, so they need a letter to start
    from: bill_length becomes billLength, but nothing comes of '2nd_floor' or of an
    emoji alone. Names are visible, begin with no space, hold no control character
    and have at most 200 bytes. The model's name becomes a module and a type and is
    UpperCamelCase of ASCII letters and digits.

        model: { name: penguin-classifier }
        features:
          - { name: 2nd_floor, type: number }

    It reads:

        model: { name: PenguinClassifier }
        features:
          - { name: second_floor, type: number }

    Reserved words of Swift are fine: 'class' becomes `class`.
    """
  )

  static let nameClash = Explanation(
    "Two things would have the same name",
    """
    Two features, layers, outputs or values of a category have the same name, or the
    Swift names that are made from theirs are the same: a_b, 'a b' and aB all become
    aB. Some names are kept for generated code, such as 'probabilities' among the
    outputs and 'Int' among the names of axes. Layers and features share their
    names, because 'from' means either.

        features:
          - { name: bill_length, type: number }
          - { name: billLength, type: number }

    It reads:

        features:
          - { name: bill_length, type: number }
          - { name: bill_length_2, type: number }

    Golden files use the names of the spec, so they change with them.
    """
  )

  static let ambiguousScalar = Explanation(
    "An unquoted value is text here, but something else to other readers",
    """
    A warning. Under a key that takes text, 'no' is the text "no" here. Readers of
    YAML 1.1, such as PyYAML, make false of it, 10 of 012 and 754 of 12:34, so a
    script that reads the same spec would see other values than the model has.
    Quotes make them agree.

        values: [yes, no, 012]

    reads

        values: ["yes", "no", "012"]
    """
  )

  static let conflictingKeys = Explanation(
    "Two keys contradict each other",
    """
    Each key is fine by itself, but together they have no meaning or two of them,
    and taking one would ignore the other.

        - standardize: { mean: 5.8, std: 0.8, variance: 0.64 }

    It reads:

        - standardize: { mean: 5.8, std: 0.8 }

    Others: 'unknown: zeros' or an indicator with 'encode: index', because an id has
    no columns that could be zero; 'axis' with 'data_format' in batch_norm; and
    'align_corners' with 'mode: nearest'.
    """
  )

  static let pathEscapes = Explanation(
    "A path leads out of the spec's folder",
    """
    Files that a spec names lie beside it or below its folder: a spec and its folder
    can be moved, and a spec from elsewhere cannot read files that it should not.
    So absolute paths are refused, '..' may not lead out, and neither may a symbolic
    link.

        weights: { file: ../shared/penguins.safetensors, layout: pytorch }

    Move the file below the spec's folder:

        weights: { file: weights/penguins.safetensors, layout: pytorch }

    or name a larger folder that paths may not leave:

        protoforge build models/penguins.yaml --root .
    """
  )
}
