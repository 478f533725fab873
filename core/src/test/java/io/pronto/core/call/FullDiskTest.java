package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.event.Outbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The kernel refuses to let the files of a process grow, as a full disk does. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  @TempDir private Path folder;

  @Test
  void aCallThatEndsMeanwhileIsKeptAndNoneBegins() throws Exception {
    var database = Ground.database();
    var organisation = Ground.organisation();
    var process = JournalOnAFullDisk.start(folder.resolve("spool"), organisation);
    CallId before;
    CallId after;
    try (var said = process.inputReader();
        var go = process.outputWriter()) {
      before = new CallId(JournalOnAFullDisk.next(said));
      limit(process, "1");
      go.append('\n').flush();
      assertThat(JournalOnAFullDisk.next(said)).isEqualTo("refused");
      limit(process, "unlimited");
      go.append('\n').flush();
      after = new CallId(JournalOnAFullDisk.next(said));
      go.append('\n').flush();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }

    try (var outbox = new Outbox(database);
        var journal =
            CallJournal.open(folder.resolve("spool"), database, outbox, List.of(), null)) {
      Waiting.until("written", () -> journal.waiting() == 0);
    }

    var written =
        database.in(organisation, tx -> tx.query("select id, cause from cdr order by id"));
    assertThat(written)
        .extracting(row -> row.getString("id"))
        .containsExactly(before.value(), after.value());
    assertThat(written).allMatch(row -> row.getString("cause").equals("normal"));
  }

  /** Sets how long a file of {@code process} may become, in bytes; the hard limit stays. */
  private static void limit(Process process, String bytes)
      throws IOException, InterruptedException {
    var command = List.of("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ':');
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
