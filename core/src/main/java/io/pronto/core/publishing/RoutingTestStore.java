package io.pronto.core.publishing;

import io.pronto.core.call.HangupCause;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Simulation.Devices;
import io.pronto.core.routing.Simulation.From;
import io.pronto.core.rules.Presentation;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The routing tests of organisations. */
public final class RoutingTestStore {
  /** How many an organisation may have. */
  public static final int MOST = 200;

  private static final String SELECT =
      """
      select id, name, number, caller, presentation, at, devices, expected_user_id, expected_number,
             expected_cause, created_at from routing_test\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public RoutingTestStore(Database database) {
    this.database = database;
  }

  /** A page of all. */
  public Page<RoutingTest> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, RoutingTestStore::test, RoutingTest::id));
  }

  /** All, by name. */
  public List<RoutingTest> all(OrganisationId organisation) {
    return database.in(organisation, RoutingTestStore::all);
  }

  /** The same; the transaction is their organisation's. */
  static List<RoutingTest> all(Tx tx) {
    return tx.query(SELECT + " order by name").stream().map(RoutingTestStore::test).toList();
  }

  /** The one of that id. */
  public Optional<RoutingTest> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /**
   * Keeps one; empty when there are {@link #MOST}. Refused by {@code routing_test_name} when
   * another has the name, by {@code routing_test_number} when the organisation does not rent the
   * number, by {@code routing_test_expected_user} when it has no such user.
   */
  public Optional<RoutingTest> add(OrganisationId organisation, RoutingTest test) {
    return Publishing.inTurn(
        () ->
            database.in(
                organisation,
                tx -> {
                  Publishing.lock(tx, organisation);
                  if (tx.one("select count(*) from routing_test").orElseThrow().getLong(0)
                      >= MOST) {
                    return Optional.empty();
                  }
                  tx.update(
                      """
                      insert into routing_test (organisation_id, number, id, name, caller, presentation, at,
                        devices, expected_user_id, expected_number, expected_cause)
                      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                      """,
                      organisation.value(),
                      test.number().value(),
                      test.id(),
                      test.name(),
                      caller(test),
                      test.from().presentation().code(),
                      test.at(),
                      test.devices().code(),
                      userId(test.expected()),
                      number(test.expected()),
                      cause(test.expected()));
                  return read(tx, test.id());
                }));
  }

  /** Changes all of the one of that id but its number; refused as {@link #add} is. */
  public Optional<RoutingTest> change(
      OrganisationId organisation, String id, UnaryOperator<RoutingTest> change) {
    return Publishing.inTurn(
        () ->
            database.in(
                organisation,
                tx -> {
                  Publishing.lock(tx, organisation);
                  return read(tx, id).map(change).map(after -> write(tx, after));
                }));
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it, while nobody changes it, and refuses by throwing
   */
  public boolean delete(OrganisationId organisation, String id, Consumer<RoutingTest> check) {
    return Publishing.inTurn(
        () ->
            database.in(
                organisation,
                tx -> {
                  Publishing.lock(tx, organisation);
                  read(tx, id).ifPresent(check);
                  return tx.update("delete from routing_test where id = $1", id) > 0;
                }));
  }

  private static RoutingTest write(Tx tx, RoutingTest after) {
    tx.update(
        """
        update routing_test set name = $2, caller = $3, presentation = $4, at = $5, devices = $6,
               expected_user_id = $7, expected_number = $8, expected_cause = $9 where id = $1
        """,
        after.id(),
        after.name(),
        caller(after),
        after.from().presentation().code(),
        after.at(),
        after.devices().code(),
        userId(after.expected()),
        number(after.expected()),
        cause(after.expected()));
    return after;
  }

  private static Optional<RoutingTest> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(RoutingTestStore::test);
  }

  private static RoutingTest test(Row row) {
    return new RoutingTest(
        row.getString("id"),
        row.getString("name"),
        new E164(row.getString("number")),
        new From.Outside(
            Optional.ofNullable(row.getString("caller")).orElse(""),
            Presentation.of(row.getString("presentation"))),
        row.getString("at"),
        Devices.of(row.getString("devices")),
        expected(row),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static Expected expected(Row row) {
    if (row.getString("expected_user_id") != null) {
      return new Expected.User(row.getString("expected_user_id"));
    }
    return row.getString("expected_number") != null
        ? new Expected.Number(new E164(row.getString("expected_number")))
        : new Expected.Rejection(HangupCause.of(row.getString("expected_cause")));
  }

  private static String caller(RoutingTest test) {
    return test.from().number().isEmpty() ? null : test.from().number();
  }

  private static String userId(Expected expected) {
    return expected instanceof Expected.User(var id) ? id : null;
  }

  private static String number(Expected expected) {
    return expected instanceof Expected.Number(var number) ? number.value() : null;
  }

  private static String cause(Expected expected) {
    return expected instanceof Expected.Rejection(var cause) ? cause.code() : null;
  }
}
