package io.pronto.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * How PostgreSQL, which refuses to run as root, is run when Pronto is root.
 *
 * @param prefix words that go before the command
 * @param user the number of the user that its files belong to
 */
record Unprivileged(List<String> prefix, int user) {
  private static final int ROOT = 0;
  private static final int NOBODY = 65_534;

  /** As whoever we are. */
  static final Unprivileged PLAIN = new Unprivileged(List.of(), -1);

  /** In a user namespace of its own: still root's files, but none of root's rights. */
  static final Unprivileged NAMESPACE = new Unprivileged(List.of("unshare", "-U"), ROOT);

  /** As the user nobody: where namespaces are forbidden, as in many containers. */
  static final Unprivileged AS_NOBODY =
      new Unprivileged(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"),
          NOBODY);

  /** The way that works for the user who we are. */
  static Unprivileged here() throws EmbeddedFailed {
    if (!System.getProperty("user.name").equals("root")) {
      return PLAIN;
    }
    return Stream.of(NAMESPACE, AS_NOBODY)
        .filter(way -> Command.run(way.command("true")).succeeded())
        .findFirst()
        .orElseThrow(
            () ->
                new EmbeddedFailed(
                    "PostgreSQL does not run as root, and this system has neither user namespaces"
                        + " nor setpriv: start Pronto as another user, or set database.url"));
  }

  /** The words to run {@code words} by. */
  List<String> command(String... words) {
    return Stream.concat(prefix.stream(), Stream.of(words)).toList();
  }

  /** Gives {@code folder}, which is in the folder {@code data}, to the user. */
  void own(Path folder, Path data) throws IOException {
    if (user < 0 || Files.getAttribute(folder, "unix:uid").equals(user)) {
      return;
    }
    if (user != ROOT) {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    }
    try (var all = Files.walk(folder)) {
      for (var each : all.toList()) {
        Files.setAttribute(each, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
