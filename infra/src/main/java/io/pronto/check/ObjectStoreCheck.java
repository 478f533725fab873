package io.pronto.check;

import io.pronto.core.object.ObjectStore;
import io.pronto.core.object.ObjectStoreSettings;
import java.io.IOException;
import java.util.Optional;

/** Puts an object into the bucket of recordings and takes it away again. */
final class ObjectStoreCheck {
  private static final String THING = "recordings";

  private ObjectStoreCheck() {}

  static Finding of(Optional<ObjectStoreSettings> settings) {
    if (settings.isEmpty()) {
      return Finding.good(THING, "stay in the data folder (recording.store: file)");
    }
    try (var store = new ObjectStore(settings.get())) {
      store.tryOut();
      return Finding.good(THING, "are moved to bucket " + store);
    } catch (IOException e) {
      return Finding.bad(THING, "recording.s3: " + e.getMessage());
    }
  }
}
