// PF06: golden vectors and parity with the prototype.

extension Explanation {
  static let unreadableGolden = Explanation(
    "The golden file cannot be read",
    """
    Golden vectors are a .csv file of UTF-8 text with a header, or tensors in a
    .safetensors or .npz file. Every row of a table has as many cells as the header,
    a cell with a comma or a quote stands in quotes, and no column stands twice.

        bill_length,island,species
        39.1,Torgersen,Adelie
        46.5,"Dream,Chinstrap

    The quote is never closed. It reads:

        bill_length,island,species
        39.1,Torgersen,Adelie
        46.5,Dream,Chinstrap

    pandas writes such a file with 'frame.to_csv("golden.csv", index=False)'.
    """
  )

  static let missingGoldenColumn = Explanation(
    "The golden file has no column for a feature or an output",
    """
    Columns and tensors are called as the spec calls its features and outputs. Each
    feature needs one. A category output takes a column with labels, columns with
    the probabilities of its labels, or both; a boolean output likewise.

        mass,Adelie,Gentoo              # features: mass; outputs: species
        3750,0.98,0.02

    It reads:

        mass,species,species.Adelie,species.Gentoo
        3750,Adelie,0.98,0.02

    A file of tensors has one tensor for each feature and each output, with the rows
    on the first axis.

    Where other names stand in their place, the file is mostly another model's, or
    calls its arrays otherwise. Rename them there, or the outputs in the spec.
    """
  )

  static let unknownGoldenColumn = Explanation(
    "A column of the golden file belongs to no feature and no output",
    """
    What is recorded and not compared would look as if it were proven. So a column
    or tensor that the spec does not know is an error: mostly its name is misspelt,
    or the index of a data frame was written along.

        ,mass,species
        0,3750,Adelie

    It reads:

        mass,species
        3750,Adelie

    pandas leaves the index out with 'frame.to_csv("golden.csv", index=False)'.
    """
  )

  static let badGoldenValue = Explanation(
    "A golden value does not fit its feature or output",
    """
    A cell is no number where one is needed, a label is not among the values of its
    output, or a tensor has another type, shape or number of rows than the spec
    asks for. An empty cell of a feature is a missing value. In tensors, categories
    are the places of their values, counted from 0 (-1 for a missing one), or, of
    outputs whose labels are whole numbers, the labels; probabilities are floats.

        mass,species
        "3,750",adelie                  # values: [Adelie, Gentoo]

    It reads:

        mass,species
        3750,Adelie
    """
  )

  static let parityFailed = Explanation(
    "The model does not compute what the prototype computed",
    """
    The golden rows were run in the reference interpreter, and an output lies
    further from the recorded one than the tolerance admits: |got - want| must be at
    most absolute + relative * |want|. Or the model refuses a row that the prototype
    took. Nothing is written. The notes show the worst rows.

    When every row is off, look at what applies to all: 'layout', preprocessing
    constants, the epsilon of a normalisation, a missing activation, the order of
    features or of 'values', or a prototype that was not in evaluation mode. When
    few are off, look at what they have in common: missing or unknown values,
    bucket boundaries, clipping.

    Differences of about 1e-6 come from float32. If they are all there is, widen the
    tolerance, for one output or for all:

        golden:
          file: penguins.golden.csv
          tolerance: { absolute: 1.0e-5, relative: 1.0e-4 }
    """
  )

  static let parityNotVerified = Explanation(
    "The spec names no golden vectors, so nothing is proven",
    """
    For 'build' a warning, for 'verify' an error. Without inputs and outputs that
    were recorded from the prototype, nobody knows whether the model computes the
    same: a wrong layout or epsilon still gives plausible numbers. Record some rows
    that the training never saw, as raw inputs before preprocessing:

        frame["species"] = model.predict(frame[inputs])
        frame.to_csv("penguins.golden.csv", index=False)

    and name the file:

        golden: penguins.golden.csv
    """
  )
}
