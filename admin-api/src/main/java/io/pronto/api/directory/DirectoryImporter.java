package io.pronto.api.directory;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.provisioning.DirectoryImports;
import io.pronto.core.provisioning.DirectoryRuns;
import io.pronto.core.provisioning.DirectoryRuns.Claim;
import io.pronto.core.provisioning.ImportMarks;
import io.pronto.core.provisioning.ProvisionedGroups;
import io.pronto.core.provisioning.ProvisionedUsers;
import io.pronto.core.seal.MasterKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the directories that are due, of whichever organisation: of one organisation one at a time,
 * on whichever node. One whose process died is begun anew when its lease ends.
 */
public final class DirectoryImporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryImporter.class);
  private static final int AT_ONCE = 4;
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** Longer than any request with its waits. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final DirectoryImports imports;
  private final DirectoryRuns runs;
  private final ProvisionedUsers users;
  private final ProvisionedGroups groups;
  private final ImportMarks marks;
  private final DirectoryHosts hosts;
  private final Semaphore news = new Semaphore(0);
  private final Set<Claim> underWay = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads;
  private volatile boolean closed;

  /** Reads those of {@code database} until closed, where {@code hosts} lets it. */
  public DirectoryImporter(Database database, MasterKey master, DirectoryHosts hosts) {
    imports = new DirectoryImports(database, master);
    runs = new DirectoryRuns(database);
    users = new ProvisionedUsers(database, new FormerAccounts(master, InstantSource.system()));
    groups = new ProvisionedGroups(database);
    marks = new ImportMarks(database);
    this.hosts = hosts;
    database.onNotice("directory_import", () -> news.release(AT_ONCE));
    threads =
        IntStream.range(0, AT_ONCE)
            .mapToObj(i -> Thread.ofVirtual().name("directory-import-" + i).start(this::work))
            .toList();
  }

  /** Stops; what is under way is put back to be begun anew, by another node or later. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    for (var claim : underWay) {
      try {
        runs.giveBack(claim);
      } catch (DatabaseUnavailable away) {
        LOG.atDebug().setCause(away).log("A directory's run waits for its lease to end");
      }
    }
  }

  private void work() {
    while (!closed) {
      try {
        var claim = runs.claim(LEASE);
        if (claim.isPresent()) {
          carryOut(claim.get());
        } else {
          awaitNews();
        }
      } catch (DatabaseUnavailable away) {
        LOG.atDebug().setCause(away).log("No directories are read while the database is away");
        awaitNews();
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.atError().setCause(e).log("Reading directories failed");
          awaitNews();
        }
      }
    }
  }

  private void carryOut(Claim claim) {
    underWay.add(claim);
    try {
      run(claim);
    } finally {
      if (!closed) {
        underWay.remove(claim);
      }
    }
  }

  private void run(Claim claim) {
    var tally = new Tally();
    var error = Optional.<String>empty();
    try {
      reconcile(claim, tally);
    } catch (DirectoryFault fault) {
      error = Optional.of(fault.getMessage());
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.atError().addKeyValue("org", claim.organisation()).setCause(e).log("An import failed");
      }
      error = Optional.of("The server failed at it; its log says why");
    }
    if (!closed && runs.finish(claim, tally.outcome(), error)) {
      tell(claim, tally, error);
    }
  }

  private void reconcile(Claim claim, Tally tally) {
    var organisation = claim.organisation();
    Runnable beat = () -> extend(claim);
    var content = read(claim, beat);
    var ofGroups = new GroupReconciliation(groups, marks, organisation, beat, tally);
    if (!claim.forced()) {
      ofGroups.requireLikely(content.groups());
    }
    var userIds =
        new Reconciliation(users, marks, organisation, beat, tally)
            .run(content.people(), claim.forced());
    ofGroups.run(content.groups(), userIds);
  }

  private DirectoryContent read(Claim claim, Runnable beat) {
    var kept = imports.find(claim.organisation()).orElseThrow(DirectoryImporter::lost);
    var token = imports.token(claim.organisation()).orElseThrow(DirectoryImporter::lost);
    var server = hosts.server(kept.directory().url());
    try (var okta = new OktaDirectory(server, token, hosts, beat)) {
      return okta.read();
    }
  }

  private void extend(Claim claim) {
    if (closed || !runs.extend(claim, LEASE)) {
      throw lost();
    }
  }

  private static DirectoryFault lost() {
    return new DirectoryFault("The run was taken over, or the directory is no more");
  }

  private static void tell(Claim claim, Tally tally, Optional<String> error) {
    var outcome = tally.outcome();
    LOG.atInfo()
        .addKeyValue("org", claim.organisation())
        .addKeyValue("created", outcome.created())
        .addKeyValue("changed", outcome.changed())
        .addKeyValue("deactivated", outcome.deactivated())
        .addKeyValue("skipped", outcome.skipped().size())
        .log(error.map(reason -> "Directory not read: " + reason).orElse("Directory read"));
  }

  private void awaitNews() {
    try {
      if (news.tryAcquire(LOOK.toMillis(), MILLISECONDS)) {
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
