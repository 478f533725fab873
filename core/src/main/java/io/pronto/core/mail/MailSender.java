package io.pronto.core.mail;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subprocessor.SubprocessorGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands queued mail over: to the first server, or else to the next, and again with growing pauses
 * until the mail's deadline. A server whose subprocessor is not in force for the mail's
 * organisation is passed over; where none is left, the mail waits. Several processes may do so at
 * once. A mail whose process died right after handing it over is handed over again, under the same
 * Message-ID.
 */
public final class MailSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailSender.class);
  private static final Duration LAST_MAIL = Duration.ofSeconds(10);

  private static final String NOT_FOR_IT =
      " is not used for its organisation: its subprocessor is not in force, or objected to";

  private final MailJobs jobs;
  private final SubprocessorGate gate;
  private final List<SmtpDelivery> servers;
  private final EmailAddress from;
  private final Pace pace;
  private final Semaphore news = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /** Starts to empty the queue of {@code database}, whose rows {@code master} opens. */
  public MailSender(Database database, MasterKey master, MailSettings settings, Pace pace) {
    jobs = new MailJobs(database, master);
    gate = new SubprocessorGate(database, InstantSource.system());
    servers = settings.servers().stream().map(SmtpDelivery::new).toList();
    from = settings.from();
    this.pace = pace;
    database.onNotice("mail", this::wakeAll);
    for (int i = 0; i < pace.atOnce(); i++) {
      threads.add(Thread.ofVirtual().name("mail-" + i).start(this::work));
    }
  }

  /** What is wrong with {@code server}, in words; empty when it answers and lets us in. */
  public static Optional<String> fault(SmtpServer server) {
    return new SmtpDelivery(server).fault();
  }

  /**
   * Deletes what is past its deadline, where there is no server any more that it could be handed
   * to.
   */
  public static void forgetExpired(Database database, MasterKey master) {
    new MailJobs(database, master).forgetExpired();
  }

  /** Stops once what is being handed over has been, or after ten seconds. */
  @Override
  public void close() {
    closed = true;
    wakeAll();
    long end = System.nanoTime() + LAST_MAIL.toNanos();
    for (var thread : threads) {
      join(thread, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
  }

  private void work() {
    while (!closed) {
      try {
        jobs.forgetExpired().forEach(MailSender::tell);
        var mail = jobs.claim(pace.lease());
        if (mail.isPresent()) {
          handOver(mail.get());
        } else {
          awaitNews();
        }
      } catch (DatabaseUnavailable e) {
        LOG.atDebug().setCause(e).log("No mail while the database is away");
        awaitNews();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("Handing mail over failed");
        awaitNews();
      }
    }
  }

  private static void tell(MailJobs.Late late) {
    LOG.atWarn()
        .addKeyValue("mail", late.id())
        .addKeyValue("kind", late.kind())
        .addKeyValue("attempts", late.attempts())
        .log("No mail server took a mail by its deadline; it is deleted");
  }

  private void handOver(QueuedMail mail) {
    var faults = new ArrayList<String>();
    boolean forGood = true;
    for (var server : servers) {
      if (!gate.permits(mail.organisation(), server.server().processedBy())) {
        faults.add(server.server() + NOT_FOR_IT);
        forGood = false;
        continue;
      }
      try {
        server.deliver(mail, from);
        jobs.handedOver(mail);
        told(mail, faults, "A mail was handed to another server than the first");
        return;
      } catch (NotTaken e) {
        faults.add(server.server() + " " + e.getMessage());
        forGood &= e.forGood();
      }
    }
    if (forGood) {
      jobs.forget(mail);
      told(mail, faults, "There is no such mailbox; the mail is deleted");
    } else {
      jobs.retry(mail, pace.pauseAfter(mail.attempts()));
      told(mail, faults, "No mail server took a mail; it will be tried again");
    }
  }

  private static void told(QueuedMail mail, List<String> faults, String what) {
    if (!faults.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("mail", mail.id())
          .addKeyValue("kind", mail.kind())
          .addKeyValue("attempt", mail.attempts())
          .addKeyValue("faults", String.join("; ", faults))
          .log(what);
    }
  }

  private void wakeAll() {
    news.release(Math.max(0, pace.atOnce() - news.availablePermits()));
  }

  private void awaitNews() {
    try {
      var _ = news.tryAcquire(pace.look().toMillis(), MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread, Duration limit) {
    try {
      thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
