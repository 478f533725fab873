package io.pronto.embedded;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an embedded server running: when it has ended by itself, as when the kernel ends it for
 * want of memory, it is started again, since nobody else would.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Store store;
  private final Thread thread;

  /** Keeps {@code store} from now on. */
  Keeper(Store store) {
    this.store = store;
    this.thread = Thread.ofVirtual().name("embedded-keeper").start(this::keep);
  }

  /** Keeps it no more: it may be stopped now. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        lookAfter();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAfter() {
    try {
      if (!store.isRunning()) {
        LOG.atError().log("{} has ended by itself and is started again", store.name());
        store.revive();
        LOG.atInfo().log("{} runs again", store.name());
      }
    } catch (IOException | EmbeddedFailed e) {
      LOG.atError().setCause(e).log("{} does not start again yet", store.name());
    }
  }
}
