package io.pronto.server;

import io.pronto.core.object.ObjectStore;
import io.pronto.core.object.ObjectStoreSettings;
import io.pronto.core.object.StoreRefuses;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object store that recordings are moved to. */
final class Bucket {
  private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);

  private Bucket() {}

  /**
   * Opens it, if there is to be one. A store that is away stops no start: calls are more than their
   * recordings, which wait on the disk.
   *
   * @throws CannotStart when it refuses what the settings say
   */
  static Optional<ObjectStore> open(Opened opened, Optional<ObjectStoreSettings> settings)
      throws CannotStart {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    var store = opened.add(new ObjectStore(settings.get()));
    try {
      store.tryOut();
    } catch (StoreRefuses e) {
      if (e.isForGood()) {
        throw new CannotStart("recording.s3: " + e.getMessage(), e);
      }
      warn(e);
    } catch (IOException e) {
      warn(e);
    }
    return Optional.of(store);
  }

  private static void warn(IOException e) {
    LOG.atWarn().log("Recordings stay on the disk until their store answers: {}", e.getMessage());
  }
}
