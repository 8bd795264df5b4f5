// PF01: the file as YAML, before any key is looked at.

extension Explanation {
  static let malformedYAML = Explanation(
    "The file is not well-formed YAML",
    """
    The text breaks a rule of YAML itself, so that nothing behind this place can be
    read. The message is libyaml's; the note tells where the construct began. Most
    often it is a quote or bracket that is never closed, a tab in the indentation,
    or a line that stands one space further in or out than its neighbours.

        values: [setosa, versicolor
        weights:
          file: iris.npz

    The list is never closed. It reads:

        values: [setosa, versicolor]
    """
  )

  static let invalidText = Explanation(
    "The text is not UTF-8, or holds a control character",
    """
    A spec is text in UTF-8. Bytes of another encoding (Latin-1, UTF-16) or control
    characters would be guessed at differently by every reader, and would end up in
    generated Swift. In names, values and lines of documentation they are refused
    when they are written as escapes, too, and so are line breaks and invisible
    marks, such as those that turn the direction of what follows.

        summary: "Species\\tof an iris"

    It reads:

        summary: Species of an iris

    A file of another encoding is converted with, for instance,
    'iconv -f LATIN1 -t UTF-8 old.yaml > new.yaml'.
    """
  )

  static let duplicateKey = Explanation(
    "A key stands twice in one mapping",
    """
    Most YAML readers silently keep the last of two equal keys, so a copied line can
    undo another far above it. A spec decides what a model computes: which of the
    two is meant must not depend on their order. The note shows the first one.

        - dense: { name: fc1, units: 16, units: 32 }

    It reads, with the number of units that the prototype has:

        - dense: { name: fc1, units: 32 }
    """
  )

  static let aliasOrAnchor = Explanation(
    "Anchors, aliases and merge keys are not part of the language",
    """
    YAML can name a node (&scaled) and repeat it elsewhere (*scaled). A few lines
    can grow to gigabytes that way, and a reader of the spec has to look up what a
    line means in another place. So every value is written out where it is used.

        transform: &scaled
          - standardize: { mean: 5.8, std: 0.8 }
        ...
        transform: *scaled

    The second place reads:

        transform:
          - standardize: { mean: 5.8, std: 0.8 }
    """
  )

  static let severalDocuments = Explanation(
    "The file holds more than one YAML document",
    """
    A line '---' begins a new document. A spec describes one model, so what stands
    behind the second '---' would be ignored: it is refused instead. Give each model
    a file of its own; the commands take several specs at once.

        protoforge: 1
        model: { name: First }
        ---
        protoforge: 1
        model: { name: Second }

    becomes first.yaml and second.yaml, and

        protoforge build first.yaml second.yaml
    """
  )

  static let nestingTooDeep = Explanation(
    "Lists and mappings are nested too deep",
    """
    A spec is at most 64 levels deep. No key of the language needs more than ten, so
    a deeper file is damaged or made to exhaust its reader. Often brackets were
    opened and never closed, or a program wrote lists of lists of one item.

        values: [[[[[[[[[[[[[[[[[[ ... ]]]]]]]]]]]]]]]]]]

    It reads:

        values: [setosa, versicolor]
    """
  )

  static let fileTooLarge = Explanation(
    "The spec is larger than the limit",
    """
    A spec is at most 16 MiB long. Numbers of a trained model do not belong into the
    spec but into the weights file, which may have gigabytes; a spec of that size is
    mostly another file that was named by mistake.

        protoforge validate penguins.safetensors

    reads

        protoforge validate penguins.yaml

    For a spec that really is that large, such as one with a vocabulary of a million
    words, raise the limit: '--max-spec-mib 64'.
    """
  )

  static let tag = Explanation(
    "Tags are not part of the language",
    """
    A tag (!!str, !!float, !Model) tells a YAML reader which type or class to make
    of a value. Here the key decides the type of what stands under it: under
    'values' everything is text, under 'mean' only a number is taken. A tag could
    only repeat that or contradict it.

        values: [!!str no, !!str yes]

    It reads:

        values: ["no", "yes"]
    """
  )

  static let emptyDocument = Explanation(
    "The spec is empty",
    """
    The file holds nothing but white space and comments. It may not have been saved,
    or a program that writes it has failed. A spec begins with the version of its
    language:

        protoforge: 1
        model:
          name: PenguinClassifier

    'protoforge init model.yaml' writes a commented spec to start from.
    """
  )
}
