package io.pronto.sip.flow;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.pronto.core.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an exchange that has been closed: a thread would hold the media's memory. */
class ClosedExchangeTest {
  @TempDir private Path folder;

  @Test
  void leavesNoThread() {
    callAndClose(); // what all exchanges share begins here
    var before = threads();

    callAndClose();

    Waiting.until(
        "only threads are left that were there before", () -> before.containsAll(threads()));
  }

  private void callAndClose() {
    var town = new Town();
    try (var exchange = new Exchange()) {
      var alice = exchange.phone(town.resident("101").credentials());
      var bob = exchange.phone(town.resident("102").credentials());
      Conversation.between(alice, bob, "102").end();
      exchange.awaitRest();
    }
  }

  /** The virtual threads there are, each with its number and name. */
  private Set<String> threads() {
    var dump = folder.resolve("threads-" + System.nanoTime());
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
      try (var lines = Files.lines(dump)) {
        return lines
            .filter(line -> line.startsWith("#") && line.contains(" virtual"))
            .map(line -> line.substring(0, line.indexOf(" virtual")))
            .collect(Collectors.toSet());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
