// How a private database keeps its write-ahead log for a restore to a point in time: each finished
// file is packed into the folder that the home's link `archive` leads to.

/// The commands with which PostgreSQL stores and fetches files of its log. They run in the data
/// folder, so that the home's path, whatever it holds, does not occur in them.
package enum LogArchive {
  /// The ending of a file in the archive.
  package static let suffix = ".gz"

  /// Stores a file: nothing to do without the link, done already if the same file is there, refused
  /// if another one is; it gets its name only when it is on the disk.
  package static let command = """
    [ -L ../archive ] || exit 0; file=../archive/%f.gz; \
    if [ -e $file ]; then gzip -dc <$file | cmp -s - %p; exit $?; fi; \
    gzip -1 <%p >$file.new && sync $file.new && mv -T $file.new $file && sync ../archive
    """

  /// Fetches a file: from the archive, else from the log of the database that was lost. A file that
  /// is there and cannot be read must end the recovery (status 126): it would else end at the gap,
  /// silently.
  ///
  /// Where `replacesDamaged` is set, the lost database's log also stands in for a file of the archive
  /// that is damaged: what was archived had been finished, and under its name is the same there.
  package static func restoreCommand(replacesDamaged: Bool) -> String {
    """
    if [ -e ../restore.archive/%f.gz ]; then \
    gzip -dc <../restore.archive/%f.gz >%p && exit 0; \
    gzip -tq <../restore.archive/%f.gz && exit 126; \
    echo \(damaged) %f >&2; \(replacesDamaged ? "[ -e ../restore.wal/%f ] ||" : "") exit 126; fi; \
    if [ -e ../restore.wal/%f ]; then cp ../restore.wal/%f %p || exit 126; else exit 1; fi
    """
  }

  /// What stands in the log of a recovery before the name of a file that is damaged in the archive.
  package static let damaged = "hark: damaged in the archive:"
}
