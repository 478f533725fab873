package io.pronto.core.subject;

import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.restriction.Restricted;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether anybody may follow what is said in a call while it goes on: not where somebody in it has
 * had their data restricted (GDPR art. 18), and not where that was instructed to be erased since
 * the call began (art. 17). Whoever lets somebody read or listen asks first, and again whenever
 * there is doubt; where the database does not answer, nobody may.
 */
public final class LiveGate {
  private final Database database;
  private final SubjectSeal seal;

  /**
   * Asks {@code database}.
   *
   * @param seal by which it is known whom an erasure is about
   */
  public LiveGate(Database database, SubjectSeal seal) {
    this.database = database;
    this.seal = seal;
  }

  /**
   * Refuses to let {@code call} be followed where somebody whom it is {@code about} is restricted
   * or erased.
   *
   * @throws Restricted where it may not be
   * @throws io.pronto.core.db.DatabaseUnavailable where that cannot be known
   */
  public void requireOpen(OrganisationId organisation, CallId call, LiveParties about) {
    var what = "What is said in the call " + call;
    database.in(
        organisation,
        tx -> {
          Restricted.requireFree(tx, what, about.numbers(), about.users());
          requireNotErased(tx, organisation, what, about);
          return what;
        });
  }

  /**
   * Tells {@code doubt} whose calls are to be asked about again since more is restricted or erased;
   * empty for everybody's. It runs on an event loop: it must not block.
   */
  public void onDoubt(Consumer<Optional<OrganisationId>> doubt) {
    database.onNotice(
        "followed_no_longer",
        () -> doubt.accept(Optional.empty()),
        organisation -> doubt.accept(Optional.of(new OrganisationId(organisation))));
  }

  private void requireNotErased(
      Tx tx, OrganisationId organisation, String what, LiveParties about) {
    var erasures =
        tx.query(
            "select id, subject_hash from erasure where instructed_at >= $1",
            about.since().atOffset(ZoneOffset.UTC));
    if (!erasures.isEmpty()) {
      Restricted.requireNotErased(what, concerned(tx, organisation, erasures, about));
    }
  }

  /** An account that is there no longer is one of those that were erased. */
  private List<String> concerned(
      Tx tx, OrganisationId organisation, List<Row> erasures, LiveParties about) {
    var accounts =
        tx.query(
            "select email from user_account where id = any($1)",
            (Object) about.users().toArray(String[]::new));
    boolean someLeft = accounts.size() < about.users().size();
    var hashes =
        hashes(
            tx,
            organisation,
            Stream.concat(
                about.numbers().stream(), accounts.stream().map(row -> row.getString("email"))));
    return erasures.stream()
        .filter(row -> someLeft || hashes.contains(row.getBuffer("subject_hash")))
        .map(row -> row.getString("id"))
        .toList();
  }

  private Set<Buffer> hashes(Tx tx, OrganisationId organisation, Stream<String> parties) {
    var country = SubjectSearch.country(tx);
    return parties
        .flatMap(party -> subject(party, country).stream())
        .map(subject -> seal.hash(organisation, subject))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whom nobody can ask to be erased is none: an extension, or who shows no number. */
  private static Optional<Subject> subject(String party, String country) {
    try {
      return Optional.of(Subject.read(party, country));
    } catch (NotASubject nobody) {
      return Optional.empty();
    }
  }
}
