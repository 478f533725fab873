package io.pronto.core.recording;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.transcript.TranscriptStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a recording from this server's disk to an object store, as far as it may leave: its call's
 * record is written, nothing is to be taken out of it, and the bucket's subprocessor is in force
 * for its organisation. For one thread at a time.
 */
final class RecordingMove {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingMove.class);

  private final Database database;
  private final RecordingFiles files;
  private final ObjectStore objects;
  private final SubprocessorGate gate;

  /** Those whose recordings stay here, of which the log has told. */
  private final Set<OrganisationId> kept = new HashSet<>();

  RecordingMove(Database database, RecordingFiles files, ObjectStore objects) {
    this.database = database;
    this.files = files;
    this.objects = objects;
    this.gate = new SubprocessorGate(database, InstantSource.system());
  }

  /** Whose a file is, by the folder that it is in; empty where only its header says so. */
  Optional<OrganisationId> organisation(Path file) {
    var name = files.folder().relativize(file).getName(0).toString();
    return Id.is("org", name) ? Optional.of(new OrganisationId(name)) : Optional.empty();
  }

  /** What the bucket's owner may not have stays here, and is asked about again at every look. */
  boolean mayLeave(OrganisationId organisation) {
    boolean may = gate.permits(organisation, objects.processedBy());
    if (may) {
      kept.remove(organisation);
    } else if (kept.add(organisation)) {
      LOG.atInfo()
          .addKeyValue("org", organisation)
          .log(
              "Recordings stay on this disk: the subprocessor of their bucket is not in force for"
                  + " the organisation, or objected to");
    }
    return may;
  }

  /** Where those are that stay here, and that somebody, on any server, has deleted. */
  List<Path> deleted(OrganisationId organisation) {
    return database
        .in(
            organisation,
            tx ->
                tx.query(
                    """
                    select distinct path from recording_removal asked
                     where not exists (select from recording where path = asked.path)
                    """))
        .stream()
        .map(row -> files.folder().resolve(row.getString("path")))
        .toList();
  }

  /**
   * Moves {@code file} if it may leave; returns whether it was moved.
   *
   * @throws io.pronto.core.seal.BrokenSeal when it does not say whose recording it is
   */
  boolean go(Path file) throws IOException {
    var path = files.folder().relativize(file).toString();
    RecordingHeader header;
    try {
      header = RecordingHeader.of(file);
    } catch (NoSuchFileException deleted) {
      return false;
    }
    var row =
        database.in(
            header.organisation(),
            tx ->
                tx.one(
                    """
                    select uploaded_at,
                           redaction in ('pending', 'broken') or awaited_node is not null as changes
                      from recording where id = $1 and path = $2
                    """,
                    header.recording(),
                    path));
    if (row.isEmpty()) { // its call goes on, or its record waits for the database
      if (database.in(header.organisation(), tx -> RecordingRemovals.isAsked(tx, path))) {
        Files.deleteIfExists(file); // by another server, which does not have it
      }
      return false;
    }
    if (row.get().getBoolean("changes")) { // what is to be taken out of it leaves no server
      return false;
    }
    if (!mayLeave(header.organisation())) {
      return false;
    }
    boolean there = row.get().getOffsetDateTime("uploaded_at") != null;
    if (!there || !objects.size(path).equals(size(file))) {
      try {
        objects.put(path, file);
      } catch (NoSuchFileException deleted) {
        return false;
      }
    }
    if (database.in(header.organisation(), tx -> isThere(tx, header.recording(), path))) {
      Files.deleteIfExists(file);
      return true;
    }
    objects.delete(path); // somebody has deleted or replaced it meanwhile
    return false;
  }

  private static OptionalLong size(Path file) throws IOException {
    try {
      return OptionalLong.of(Files.size(file));
    } catch (NoSuchFileException gone) {
      return OptionalLong.empty();
    }
  }

  /** Whoever could not reach its sound before may try again. */
  private static boolean isThere(Tx tx, String recording, String path) {
    boolean known =
        tx.update(
                """
                update recording
                   set uploaded_at = now(),
                       redaction_node =
                         case when redaction_replaced is not null then redaction_node end
                 where id = $1 and path = $2
                """,
                recording,
                path)
            > 0;
    if (known) {
      TranscriptStore.queueAgain(tx, recording);
    }
    return known;
  }
}
