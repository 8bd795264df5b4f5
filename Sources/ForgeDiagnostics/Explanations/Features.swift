// PF03: features with their transforms, and outputs.

extension Explanation {
  static let transformNotApplicable = Explanation(
    "A transform does not fit its feature or its place in the list",
    """
    Transforms take one number and give one number, in order. 'bucketize' with
    'to: one_hot' gives a vector, so nothing can follow it, and a tensor has no room
    for it. Ids (dtype: int64) are names of rows, not numbers to compute with.

        transform:
          - bucketize: { boundaries: [18, 65], closed: left, to: one_hot }
          - standardize: { mean: 1.1, std: 0.7 }

    Either the number of the bucket is standardised, or the vector stays as it is:

        transform:
          - bucketize: { boundaries: [18, 65], closed: left, to: one_hot }
    """
  )

  static let degenerateConstants = Explanation(
    "Constants make a step meaningless",
    """
    The step would divide by zero, give the same number for every input, or hold
    boundaries out of order. Mostly a column was constant in the training data, or
    numbers were copied to the wrong keys.

        - standardize: { mean: 4.2, std: 0 }

    For a constant column, scikit-learn's StandardScaler keeps scale_ = 1:

        - standardize: { mean: 4.2, std: 1 }

    Others: min_max, whose 'min' must be below 'max'; robust and affine with a
    scale of 0; bucketize, whose boundaries rise from item to item; constants so
    large or small that float64 has no number for the result; 'drop' of a
    category's only value; and an output whose scale is 0, which would predict its
    offset for ever.
    """
  )

  static let unknownCategoryValue = Explanation(
    "A value is not among those of its category",
    """
    'impute', 'unknown: { as: … }' and 'drop' name one of the values of the feature,
    letter by letter: upper and lower case differ, and so do an é of one character
    and one of e and an accent. A value that is not listed has no column.

        - name: island
          type: category
          values: [Biscoe, Dream, Torgersen]
          missing: { impute: biscoe }

    It reads:

          missing: { impute: Biscoe }
    """
  )

  static let duplicateCategoryValue = Explanation(
    "A value of a category is listed twice",
    """
    The place of a value in the list is its column or id, so a value that stands
    twice has two, and everything behind it is shifted against what the prototype
    learned. Values are compared by their UTF-8 bytes.

        values: [Biscoe, Dream, Biscoe, Torgersen]

    It reads, in the order of the prototype's encoder (categories_ of scikit-learn):

        values: [Biscoe, Dream, Torgersen]
    """
  )

  static let unusedFeature = Explanation(
    "A feature reaches no output",
    """
    A warning. A caller of the generated module would have to give a value that
    changes nothing. A layer with 'from' reads just what it names; only a first
    layer without 'from' reads all features.

        features:
          - { name: mass, type: number }
          - { name: age, type: number }
        layers:
          - dense: { name: fc1, units: 8, from: mass }

    Remove the feature, or read it:

          - concat: { name: x, from: [mass, age] }
          - dense: { name: fc1, units: 8 }
    """
  )

  static let outputMismatch = Explanation(
    "An output does not fit the layer that it reads",
    """
    A category output needs as many elements as it has values, number and boolean
    outputs need one, and no output reads ids. Shapes are those of one example: the
    batch is not counted.

        layers:
          - dense: { name: fc1, units: 4 }
          - softmax
        outputs:
          - { name: species, type: category, values: [Adelie, Chinstrap, Gentoo] }

    The layer gives four elements for three values. It reads:

          - dense: { name: fc1, units: 3 }

    A vector is handed out as it is by an output of type tensor.
    """
  )

  static let notProbabilities = Explanation(
    "An output's values are not probabilities",
    """
    A warning. A category output reads something else than a softmax, or a boolean
    output something else than a sigmoid. The label is right all the same, but what
    the generated code calls probabilities are not. A model that was trained with a
    loss from logits often leaves the last step out of the network.

        layers:
          - dense: { name: fc1, units: 3 }

    With probabilities:

        layers:
          - dense: { name: fc1, units: 3 }
          - softmax

    The golden file then holds probabilities, too. A threshold for logits is 0 where
    that for probabilities is 0.5.
    """
  )
}
