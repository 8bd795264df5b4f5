// PF09: files and folders as the operating system has them.

extension Explanation {
  static let fileNotFound = Explanation(
    "A file or folder is not there",
    """
    Paths on the command line start from the current folder, paths in a spec from
    the spec's own folder. Upper and lower case differ on most systems. The exit
    code is 2, so that scripts can tell a missing input from a finding.

        models/penguins.yaml:  weights: { file: models/penguins.npz, layout: keras }

    is looked for at models/models/penguins.npz. It reads:

        models/penguins.yaml:  weights: { file: penguins.npz, layout: keras }

    Files that are kept outside of version control, as by Git LFS, may not have been
    fetched.
    """
  )

  static let unreadableFile = Explanation(
    "A file is there, but cannot be read",
    """
    The operating system refused to open the file, or it is something else than a
    regular file: a folder, a pipe, a device. The message is the system's own. The
    exit code is 2.

        weights: { file: weights, layout: pytorch }      # weights is a folder

    It names the file:

        weights: { file: weights/penguins.safetensors, layout: pytorch }

    If permission is denied, 'ls -l' shows who may read the file.
    """
  )
}
