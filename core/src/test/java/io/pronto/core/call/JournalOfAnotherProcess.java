package io.pronto.core.call;

import io.pronto.core.Ground;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A process that has ten calls going on, recorded, and makes short ones on two threads until it is
 * killed. It says each thing that the journal has taken: {@code begun} or {@code ended} and the
 * call's id.
 */
public final class JournalOfAnotherProcess {
  private JournalOfAnotherProcess() {}

  /** Starts it with a spool folder, a database and an organisation; it speaks into {@code said}. */
  static Process start(Path spool, String database, OrganisationId organisation, Path said)
      throws IOException {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            classPath,
            JournalOfAnotherProcess.class.getName(),
            spool.toString(),
            database,
            organisation.value())
        .redirectOutput(said.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What the process does. */
  public static void main(String[] args) {
    var database = new Database(Ground.vertx(), args[1]);
    var organisation = Optional.of(new OrganisationId(args[2]));
    var journal =
        CallJournal.open(Path.of(args[0]), database, new Outbox(database), List.of(), null);
    IntStream.range(0, 10).forEach(i -> begin(journal, organisation));
    for (int i = 0; i < 2; i++) {
      new Thread(() -> call(journal, organisation)).start();
    }
  }

  private static void call(CallJournal journal, Optional<OrganisationId> organisation) {
    while (true) {
      var call = begin(journal, organisation);
      journal.end(Calls.ended(call));
      say("ended", call);
    }
  }

  private static CallDetailRecord begin(
      CallJournal journal, Optional<OrganisationId> organisation) {
    var call = Calls.begun(organisation);
    journal.begin(call);
    say("begun", call);
    var recorded = Calls.recorded(call);
    journal.note(recorded);
    return recorded;
  }

  private static void say(String what, CallDetailRecord call) {
    System.out.println(what + ' ' + call.id());
  }
}
