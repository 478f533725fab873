package io.pronto.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What was answered to requests that had a key of their sender's, so that whoever hears no answer
 * can send the same again and it is not done twice.
 *
 * <p>The whole request is one transaction ({@link Database#together}): what it does to the database
 * and what is answered are there together or not at all. A node that dies half-way leaves neither,
 * and the next attempt is a first one; there is no claim to be cleared up, and no answer that
 * nobody knows. Whoever is first holds a lock until the end of that transaction, by which a second
 * at the same time is told so at once. What a request does beyond the database (a phone that rings)
 * is not taken back with the transaction: it is to be done last, or written down to be done.
 *
 * <p>Answers are kept for a day, sealed by the master key with what was asked for, for both may
 * hold secrets. A refusal changes nothing and is not kept: the same key may be used again.
 */
public final class IdempotencyKeys {
  /**
   * Each holds a connection for as long as its request takes: some must be left for calls, and for
   * everybody else.
   */
  private static final int AT_ONCE = 6;

  private static final long PATIENCE_SECONDS = 3;

  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Database database;
  private final MasterKey master;

  /** Keeps them in {@code database}, sealed by {@code master}. */
  public IdempotencyKeys(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * A request that is to be carried out once.
   *
   * @param principal who sends it: everybody's keys are one's own
   * @param key what its sender calls it
   * @param fingerprint the same for the same request, and another for any other
   */
  public record Once(Principal principal, String key, String fingerprint) {}

  /** What became of a request. */
  public sealed interface Outcome {
    /** It was carried out now, or refused. */
    record First() implements Outcome {}

    /** It was carried out before; this is what was answered. */
    record Again(JsonObject answer) implements Outcome {}

    /** It is being carried out now. */
    record InFlight() implements Outcome {}

    /** The key was given to another request. */
    record Reused() implements Outcome {}

    /** Too many are being carried out now: it was not begun. */
    record Busy() implements Outcome {}
  }

  /**
   * Carries out {@code effect} unless it was before, in one transaction with the keeping of what it
   * answers. When it throws, all it did is undone.
   *
   * @param effect returns what is answered; empty for a refusal, which is not kept
   */
  public Outcome carryOut(Once once, Supplier<Optional<JsonObject>> effect) {
    if (!enter()) {
      return new Outcome.Busy();
    }
    try {
      return together(once, effect);
    } finally {
      room.release();
    }
  }

  private boolean enter() {
    try {
      return room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Outcome together(Once once, Supplier<Optional<JsonObject>> effect) {
    return database.together(
        () -> {
          var before = in(once.principal(), tx -> begin(tx, once));
          if (before.isEmpty()) {
            effect.get().ifPresent(answer -> in(once.principal(), tx -> keep(tx, once, answer)));
          }
          return before.orElseGet(Outcome.First::new);
        });
  }

  private Optional<Outcome> begin(Tx tx, Once once) {
    boolean alone =
        tx.one(
                "select pg_try_advisory_xact_lock(hashtextextended($1, 0))",
                "idempotency " + once.principal().id() + ' ' + once.key())
            .orElseThrow()
            .getBoolean(0);
    if (!alone) {
      return Optional.of(new Outcome.InFlight());
    }
    tx.query("select forget_idempotency()");
    return tx.one(
            """
            select sealed from idempotency where principal_id = $1 and key_hash = $2
               and created_at >= now() - interval '24 hours'
            """,
            once.principal().id(),
            new Token(once.key()).hash())
        .map(row -> again(once, row.getBuffer("sealed")));
  }

  private Outcome again(Once once, Buffer sealed) {
    var opened = master.open(sealed.getBytes(), context(once), "what was answered before");
    var kept = new JsonObject(Buffer.buffer(opened));
    return kept.getString("fingerprint").equals(once.fingerprint())
        ? new Outcome.Again(kept.getJsonObject("answer"))
        : new Outcome.Reused();
  }

  private int keep(Tx tx, Once once, JsonObject answer) {
    var kept = new JsonObject().put("fingerprint", once.fingerprint()).put("answer", answer);
    return tx.update(
        """
        insert into idempotency (organisation_id, principal_id, key_hash, sealed)
        values ($1, $2, $3, $4)
        on conflict (principal_id, key_hash)
          do update set sealed = excluded.sealed, created_at = excluded.created_at
        """,
        organisation(once.principal()).map(OrganisationId::value).orElse(null),
        once.principal().id(),
        new Token(once.key()).hash(),
        Buffer.buffer(master.seal(kept.toBuffer().getBytes(), context(once))));
  }

  private <T> T in(Principal principal, Work<T> work) {
    var organisation = organisation(principal);
    return organisation.isPresent()
        ? database.in(organisation.get(), work)
        : database.asOperator(work);
  }

  private static Optional<OrganisationId> organisation(Principal principal) {
    return switch (principal) {
      case Principal.Operator _ -> Optional.empty();
      case Principal.Member member -> Optional.of(member.organisation());
      case Principal.Key key -> Optional.of(key.organisation());
    };
  }

  private static byte[] context(Once once) {
    return ("idempotency " + once.principal().id() + ' ' + once.key()).getBytes(UTF_8);
  }
}
