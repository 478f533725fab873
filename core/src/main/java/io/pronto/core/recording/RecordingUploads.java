package io.pronto.core.recording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.object.StoreRefuses;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.transcript.TranscriptStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves recordings from this server's disk to an object store. What is on the disk is what is left
 * to be done, so that nothing is forgotten, whoever dies: a file is moved once its call's record is
 * written, and leaves the disk only when the store has shown that it holds every byte, and the
 * database knows it. What belongs to an organisation for which the bucket's subprocessor is not in
 * force stays on the disk. A store that is away is tried again, with growing pauses, for as long as
 * that takes.
 */
public final class RecordingUploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingUploads.class);
  private static final String ENDING = ".sealed";

  private final Database database;
  private final RecordingFiles files;
  private final ObjectStore objects;
  private final RecordingRemovals removals;
  private final SubprocessorGate gate;

  /** Those whose recordings stay here, of which the log has told. */
  private final Set<OrganisationId> kept = new HashSet<>();

  private final Pace pace;
  private final Counter done;
  private final Counter failed;
  private final Thread thread;
  private volatile int waiting;
  private volatile long waitingBytes;

  /**
   * How often it works.
   *
   * @param look how often to look at the disk
   * @param longest the longest pause after failures, which grow from {@code look} on
   */
  public record Pace(Duration look, Duration longest) {
    /** As usual. */
    public static final Pace DEFAULT = new Pace(Duration.ofSeconds(3), Duration.ofMinutes(2));
  }

  /** Starts to move what {@code files} have on this server's disk to {@code objects}. */
  public RecordingUploads(
      Database database,
      RecordingFiles files,
      ObjectStore objects,
      MeterRegistry meters,
      Pace pace) {
    this.database = database;
    this.files = files;
    this.objects = objects;
    this.removals =
        new RecordingRemovals(database, RecordingRemovals.OBJECT_STORE, objects::delete);
    this.gate = new SubprocessorGate(database, InstantSource.system());
    this.pace = pace;
    done = counter(meters, "done");
    failed = counter(meters, "failed");
    Gauge.builder("pronto.recording.uploads.waiting", this, all -> all.waiting)
        .description("Recordings on this server's disk only, those of calls that go on too")
        .register(meters);
    Gauge.builder("pronto.recording.uploads.waiting.bytes", this, all -> all.waitingBytes)
        .description("How much room they take")
        .register(meters);
    thread = Thread.ofVirtual().name("recording-uploads").start(this::work);
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("pronto.recording.uploads")
        .description("Recordings moved to the object store, and rounds in which that failed")
        .tag("result", result)
        .register(meters);
  }

  /** Stops; what is being moved is moved from its beginning when the server starts again. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    var pause = pace.look();
    while (!Thread.currentThread().isInterrupted()) {
      boolean well = round(pause);
      pause = well ? pace.look() : longer(pause);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  private Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(pace.longest()) > 0 ? pace.longest() : doubled;
  }

  /** Whether all that could be moved was. */
  private boolean round(Duration before) {
    try {
      removals.go();
      moveAll();
      onDisk();
      return true;
    } catch (DatabaseUnavailable away) {
      LOG.atDebug().setCause(away).log("No recordings are moved while the database is away");
    } catch (IOException | UncheckedIOException e) {
      failed.increment();
      boolean first = before.equals(pace.look());
      (first ? LOG.atWarn() : LOG.atDebug())
          .addKeyValue("waiting", waiting)
          .log("Recordings stay on this disk for now, and will be moved: {}", e.getMessage());
    } catch (RuntimeException e) {
      failed.increment();
      LOG.atError().setCause(e).log("Recordings cannot be moved");
    }
    return false;
  }

  /** One that the store refuses keeps no other from being moved. */
  private void moveAll() throws IOException {
    StoreRefuses refusal = null;
    var asked = new HashMap<OrganisationId, Boolean>();
    for (var file : onDisk()) {
      var whose = organisation(file);
      if (whose.isPresent() && !asked.containsKey(whose.get())) {
        asked.put(whose.get(), mayLeave(whose.get()));
      }
      if (!whose.map(asked::get).orElse(true)) {
        continue;
      }
      try {
        move(file);
      } catch (StoreRefuses e) {
        refusal = e;
      }
    }
    for (var each : asked.entrySet()) {
      if (!each.getValue()) {
        deleteAsked(each.getKey());
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Whose a file is, by the folder that it is in; empty where only its header says so. */
  private Optional<OrganisationId> organisation(Path file) {
    var name = files.folder().relativize(file).getName(0).toString();
    return Id.is("org", name) ? Optional.of(new OrganisationId(name)) : Optional.empty();
  }

  /** What stays here leaves the disk all the same once somebody, on any server, has deleted it. */
  private void deleteAsked(OrganisationId organisation) throws IOException {
    var gone =
        database.in(
            organisation,
            tx ->
                tx.query(
                    """
                    select distinct path from recording_removal asked
                     where not exists (select from recording where path = asked.path)
                    """));
    for (var row : gone) {
      Files.deleteIfExists(files.folder().resolve(row.getString("path")));
    }
  }

  /** The files there are, the oldest first. */
  private List<Path> onDisk() throws IOException {
    if (!Files.isDirectory(files.folder())) {
      return List.of();
    }
    List<Path> found;
    try (var all = Files.walk(files.folder())) {
      found =
          all.filter(file -> file.toString().endsWith(ENDING))
              .sorted(Comparator.comparing(Path::getFileName))
              .toList();
    }
    waiting = found.size();
    long bytes = 0;
    for (var file : found) {
      bytes += size(file).orElse(0);
    }
    waitingBytes = bytes;
    return found;
  }

  private static OptionalLong size(Path file) throws IOException {
    try {
      return OptionalLong.of(Files.size(file));
    } catch (NoSuchFileException gone) {
      return OptionalLong.empty();
    }
  }

  private void move(Path file) throws IOException {
    var path = files.folder().relativize(file).toString();
    RecordingHeader header;
    try {
      header = RecordingHeader.of(file);
    } catch (IOException e) { // deleted meanwhile, or broken, which the audit tells
      LOG.atDebug().addKeyValue("file", path).setCause(e).log("Not moved");
      return;
    }
    var row =
        database.in(
            header.organisation(),
            tx ->
                tx.one(
                    """
                    select uploaded_at, redaction in ('pending', 'broken') as changes
                      from recording where id = $1 and path = $2
                    """,
                    header.recording(),
                    path));
    if (row.isEmpty()) { // its call goes on, or its record waits for the database
      if (database.in(header.organisation(), tx -> RecordingRemovals.isAsked(tx, path))) {
        Files.deleteIfExists(file); // by another server, which does not have it
      }
      return;
    }
    if (row.get().getBoolean("changes")) { // what is to be taken out of it leaves no server
      return;
    }
    if (!mayLeave(header.organisation())) {
      return;
    }
    boolean there = row.get().getOffsetDateTime("uploaded_at") != null;
    if (!there || !objects.size(path).equals(size(file))) {
      try {
        objects.put(path, file);
      } catch (NoSuchFileException deleted) {
        return;
      }
    }
    if (database.in(header.organisation(), tx -> isThere(tx, header.recording(), path))) {
      Files.deleteIfExists(file);
      done.increment();
    } else { // somebody has deleted or replaced it meanwhile
      objects.delete(path);
    }
  }

  /** What the bucket's owner may not have stays here, and is asked about again at every look. */
  private boolean mayLeave(OrganisationId organisation) {
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
