package io.pronto.core.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Populated;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.db.Actor;
import io.pronto.core.evidence.Unzipped;
import io.pronto.core.handover.Handovers;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authorities are shown of a customer that there still is. */
class DisclosedAccountsTest {
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final Handovers HANDOVERS = new Handovers(Ground.database(), MASTER);
  private static final DisclosedRecords ARCHIVE = new DisclosedRecords(Ground.database(), MASTER);
  private static final AuthorityRequests REQUESTS =
      new AuthorityRequests(Ground.database(), ARCHIVE, HANDOVERS, InstantSource.system());
  private static final DisclosedArchive CONTENTS =
      new DisclosedArchive(
          Ground.database(),
          ARCHIVE,
          MASTER,
          REQUESTS,
          new Completeness(Ground.database(), MASTER, InstantSource.system()),
          new ProofKey(Ground.database(), MASTER),
          InstantSource.system());
  private static final String LEGS =
      """
      [{"role": "caller", "target": "trunk", "remote": "198.51.100.1:5060", "trunk_id": "trk_1",
        "transport": "udp", "user_agent": "", "started_at": "2026-01-01T00:00:00Z"},
       {"role": "called", "target": "sip:ada@x", "remote": "192.0.2.77:40123", "transport": "tls",
        "user_agent": "Softphone 7", "trunk_id": null, "started_at": "2026-01-01T00:00:01Z",
        "answered_at": "2026-01-01T00:00:02Z"},
       {"role": "called", "target": "sip:bob@x", "remote": "192.0.2.99:40123", "transport": "tls",
        "user_agent": "Somebody else's", "trunk_id": null, "started_at": "2026-01-01T00:00:01Z"}]\
      """;

  private final String ann = Ground.operator();
  private final String bob = Ground.operator();
  private final Instant now = Instant.now();
  @TempDir private Path folder;
  private Populated customer;
  private Populated other;

  @BeforeEach
  void populate() {
    customer = populated();
    other = populated();
    worked(customer, "192.0.2.55");
    worked(other, "192.0.2.66");
  }

  private Populated populated() {
    var made =
        new Populated(
            Ground.database(), Ground.databaseUrl(), MASTER, folder, now.minus(Duration.ofDays(2)));
    made.owner(
        "update cdr set legs = $$%s$$ where organisation_id = '%s'"
            .formatted(LEGS, made.organisation));
    return made;
  }

  /** Somebody changes something. */
  private static void worked(Populated customer, String from) {
    new Actor("user:" + boss(customer), from, "req_1")
        .run(
            () ->
                Ground.database()
                    .in(customer.organisation, tx -> tx.update("update team set name = 'New'")));
  }

  private static String boss(Populated of) {
    return "usr_" + of.organisation.value().substring(4);
  }

  @Test
  void whatALivingCustomerToldAndPaidIsShown() throws IOException {
    var shown = shown(List.of(), List.of(customer.email), Kind.SIGN_UP);

    var accounts = shown.text("accounts.jsonl");
    assertThat(accounts)
        .contains("postpaid", "Ada of " + customer.email, "top_up", "20.000000", boss(customer))
        .contains("sub-")
        .doesNotContain(other.email)
        .doesNotContain("password");
    assertThat(shown.text("connections.jsonl")).isEmpty();
    assertThat(shown.text("README.txt")).contains("sign_up: 4\n", "Not kept", "means of payment");
  }

  @Test
  void whereALivingCustomersPeopleAndTelephonesConnectedFromIsShown() throws IOException {
    var shown = shown(List.of(), List.of(customer.email), Kind.CONNECTION);

    var connections = shown.text("connections.jsonl");
    assertThat(connections)
        .as("a person, a program, a telephone")
        .contains("192.0.2.55", "192.0.2.7\"", "192.0.2.77:40123", "Softphone 7")
        .as("nobody else, and no carrier")
        .doesNotContain("192.0.2.66", "192.0.2.99", "198.51.100.1");
    assertThat(shown.text("accounts.jsonl")).isEmpty();
    assertThat(shown.text("README.txt")).contains("connection: 3\n", "source ports");
  }

  @Test
  void aNumberLeadsToWhoseItIsToo() throws IOException {
    var shown = shown(List.of(customer.number), List.of(), Kind.SIGN_UP, Kind.CONNECTION);

    assertThat(shown.text("accounts.jsonl")).contains("postpaid", "regulatory_file");
    assertThat(shown.text("connections.jsonl")).contains("192.0.2.77:40123");
  }

  @Test
  void theDatabaseGivesNothingOutBeforeApprovalNorOfAnotherKindOrTime() {
    var filed = filed(List.of(), List.of(customer.email), now.plusSeconds(60), Kind.SIGN_UP);
    assertThat(rows("disclosed_sign_ups('" + filed + "')")).isZero();

    approve(filed);
    var early =
        filed(
            List.of(),
            List.of(customer.email),
            now.minus(Duration.ofDays(10)),
            Kind.SIGN_UP,
            Kind.CONNECTION);
    approve(early);

    assertThat(rows("disclosed_sign_ups('" + filed + "')")).isEqualTo(4);
    assertThat(rows("disclosed_connections('" + filed + "')")).isZero();
    assertThat(rows("disclosed_terminals('" + filed + "', '-infinity', 'infinity')")).isZero();
    assertThat(rows("disclosed_sign_ups('" + early + "')")).isZero();
    assertThat(rows("disclosed_connections('" + early + "')")).isZero();
    assertThat(rows("disclosed_terminals('" + early + "', '-infinity', 'infinity')")).isZero();
  }

  private static int rows(String function) {
    return Ground.database().asOperator(tx -> tx.query("select from " + function)).size();
  }

  private Unzipped shown(List<String> numbers, List<String> emails, Kind... kinds)
      throws IOException {
    var id = filed(numbers, emails, now.plusSeconds(60), kinds);
    approve(id);
    var offer = as(bob, () -> REQUESTS.disclose(id)).orElseThrow();
    return Unzipped.fetched(HANDOVERS, offer, CONTENTS);
  }

  private void approve(String id) {
    as(bob, () -> REQUESTS.approve(id, bob));
  }

  private String filed(List<String> numbers, List<String> emails, Instant until, Kind... kinds) {
    return as(
            ann,
            () ->
                REQUESTS.file(
                    new AuthorityRequests.Filing(
                        "Tribunal judiciaire de Paris",
                        "2026/4711",
                        "Code de procédure pénale, art. 60-1-2",
                        new Asked(
                            Set.of(kinds),
                            numbers,
                            emails,
                            until.minus(Duration.ofDays(20)),
                            until),
                        now,
                        Optional.empty(),
                        Optional.empty())))
        .id();
  }

  private static <T> T as(String operator, Supplier<T> work) {
    return new Actor("operator:" + operator, "", "").run(work);
  }
}
