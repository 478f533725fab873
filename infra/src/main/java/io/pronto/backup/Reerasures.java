package io.pronto.backup;

import io.pronto.core.backup.Reerasure;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import java.util.Map;

/** Who erases again what of each kind, in a database that was restored. */
@FunctionalInterface
public interface Reerasures {
  /** Those for {@code database}. */
  Map<ErasureJournal.Kind, Reerasure> of(
      Database database, MasterKey master, RecordingStore recordings);
}
