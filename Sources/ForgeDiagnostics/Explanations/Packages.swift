// PF07: generated packages and their templates.

extension Explanation {
  static let packageDrifted = Explanation(
    "The package on disk is not what the spec generates now",
    """
    The spec, its weights or golden vectors, the templates or the version of
    protoforge changed since the package was written, or somebody edited, added or
    removed a file in it. The notes list the files, and 'check --diff' shows how
    texts differ. To refresh the package:

        protoforge build penguins.yaml

    Edits to generated files are lost then: change the spec or the templates, or put
    code of your own into another target. In CI, 'protoforge check penguins.yaml'
    fails until the refreshed package is committed.
    """
  )

  static let folderNotOurs = Explanation(
    "The folder holds something else than a generated package",
    """
    A package is written to a folder that is empty, not there yet, or holds the
    protoforge.lock of an earlier run. Nothing is written over anything else, so
    that a misspelt path does no harm.

        protoforge build penguins.yaml -o Sources

    names the folder of other code. It reads:

        protoforge build penguins.yaml -o Generated/PenguinClassifier

    If the folder did hold a generated package and only its lock is gone, empty the
    folder and build again.
    """
  )

  static let cannotWrite = Explanation(
    "The package cannot be written",
    """
    The operating system refused: no permission, a full disk, a file where a folder
    is needed. Files are first written to a folder beside the target, which is
    renamed at the end, so the old package is as it was.

        protoforge build penguins.yaml -o /usr/lib/PenguinClassifier

    Choose a folder that you may write to, or mend what the message tells:

        protoforge build penguins.yaml -o Generated/PenguinClassifier
    """
  )

  static let brokenTemplate = Explanation(
    "A template cannot be read",
    """
    A tag or section is not closed or is closed in the wrong order, or the template
    uses a part of Mustache that these do not have: partials, inheritance and other
    delimiters. Templates are UTF-8 text of at most 1 MiB and hold variables,
    {{#sections}}, {{^inverted sections}}, comments and the content type.

        {{#inputs}}
        | {{feature}} | {{type}} |
        {{/input}}

    It reads:

        {{#inputs}}
        | {{feature}} | {{type}} |
        {{/inputs}}
    """
  )

  static let unknownTemplateName = Explanation(
    "A template uses a name that it is not given",
    """
    Mustache fills a name that is not there with nothing, which would leave holes in
    generated code. So every name of a template is checked before it is filled, and
    so is its use: a text is written {{name}}, a list or flag {{#name}} … {{/name}}.
    Names of a list's entries are known within its section only.

        public struct {{modul}}: Sendable {

    It reads:

        public struct {{module}}: Sendable {

    The help lists the names that are known at the place.
    """
  )

  static let unusedTemplateName = Explanation(
    "A template never uses a name that it is given",
    """
    A warning, for templates that replace protoforge's own. A name that is not used
    may be one that came with a newer version, whose code is then missing from the
    package. If it is left out on purpose, say so with a comment that holds the
    name alone:

        {{! summary }}

    The comment leaves nothing in the generated file, and the warning is gone.
    """
  )

  static let unknownTemplate = Explanation(
    "A file among the templates replaces none of them",
    """
    A file in the folder of '--templates' replaces the template of the same name;
    the others stay protoforge's own. A file of another name would never be looked
    at, so it is refused. Upper and lower case differ; names that begin with a dot
    are passed over.

        templates/model.swift.mustache

    It is called:

        templates/Model.swift.mustache

    The help lists the names of all templates. Keep notes on them elsewhere.
    """
  )
}
