package io.pronto.core.call;

import io.pronto.core.Ground;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process whose disk becomes full while it has a call and no database, and takes more again
 * later. It says what it has done, and waits for a line before it goes on.
 */
public final class JournalOnAFullDisk {
  private static final String NO_DATABASE = "postgresql://nobody:none@127.0.0.1:1/none";
  private static final String SAID = "said ";
  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private JournalOnAFullDisk() {}

  /** The next thing that it says, between the lines of its log. */
  static String next(BufferedReader output) throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(SAID)) {
        return line.substring(SAID.length());
      }
    }
    throw new IOException("It has ended");
  }

  /** Starts it with a spool folder and an organisation. */
  static Process start(Path spool, OrganisationId organisation) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            JournalOnAFullDisk.class.getName(),
            spool.toString(),
            organisation.value())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** What the process does. */
  public static void main(String[] args) throws IOException {
    var database = new Database(Ground.vertx(), NO_DATABASE);
    var organisation = Optional.of(new OrganisationId(args[1]));
    try (var journal =
        CallJournal.open(Path.of(args[0]), database, new Outbox(database), List.of(), null)) {
      var before = Calls.begun(organisation);
      journal.begin(before);
      say(before.id());

      journal.end(Calls.ended(before));
      try {
        journal.begin(Calls.begun(organisation));
        say("taken");
      } catch (UncheckedIOException full) {
        say("refused");
      }

      var after = Calls.begun(organisation);
      journal.begin(after);
      journal.end(Calls.ended(after));
      say(after.id());
    }
    System.exit(0);
  }

  private static void say(Object what) throws IOException {
    System.out.println(SAID + what);
    IN.readLine();
  }
}
