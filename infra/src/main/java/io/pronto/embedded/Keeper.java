package io.pronto.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps embedded servers running: one that has ended by itself, as when the kernel ends it for want
 * of memory, is started again, since nobody else would.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final List<Store> stores;
  private final Thread thread;

  /** Keeps {@code stores} from now on. */
  Keeper(List<Store> stores) {
    this.stores = stores;
    this.thread = Thread.ofVirtual().name("embedded-keeper").start(this::keep);
  }

  /** Keeps them no more: they may be stopped now. */
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
        for (var store : stores) {
          lookAfter(store);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void lookAfter(Store store) {
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
