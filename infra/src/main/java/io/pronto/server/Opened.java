package io.pronto.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened so far, to be closed the other way round. */
final class Opened implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  private final Deque<AutoCloseable> all = new ArrayDeque<>();

  /** Remembers {@code part} and returns it. */
  <T extends AutoCloseable> T add(T part) {
    all.push(part);
    return part;
  }

  /** Closes each, whatever becomes of the others. */
  @Override
  public void close() {
    while (!all.isEmpty()) {
      var part = all.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.atError()
            .addKeyValue("part", part.getClass().getSimpleName())
            .setCause(e)
            .log("Closing failed");
      }
    }
  }
}
