package io.pronto.core.people;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The teams of organisations and who is in them. */
public final class TeamStore {
  private static final String SELECT =
      """
      select id, name, created_at,
             array(select user_id from team_member where team_id = id) as members from team\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public TeamStore(Database database) {
    this.database = database;
  }

  /**
   * Makes a team. Refused by {@code team_name} when another has the name, by {@code
   * team_member_user} when a member is no user of the organisation.
   */
  public Team create(OrganisationId organisation, String name, Set<String> members) {
    return database.in(
        organisation,
        tx -> {
          var id = Id.next("team");
          tx.update(
              "insert into team (id, organisation_id, name) values ($1, $2, $3)",
              id,
              organisation.value(),
              name);
          enrol(tx, organisation, id, members);
          return read(tx, id).orElseThrow();
        });
  }

  /** A page of all. */
  public Page<Team> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation, tx -> new Listing(SELECT, "id").page(tx, request, TeamStore::team, Team::id));
  }

  /** The one of that id. */
  public Optional<Team> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /** Changes the name and the members of the one of that id; refused as {@link #create} is. */
  public Optional<Team> change(OrganisationId organisation, String id, UnaryOperator<Team> change) {
    return database.in(
        organisation,
        tx -> locked(tx, id).map(change).map(after -> write(tx, organisation, after)));
  }

  private static Team write(Tx tx, OrganisationId organisation, Team after) {
    tx.update("update team set name = $2 where id = $1", after.id(), after.name());
    tx.update(
        "delete from team_member where team_id = $1 and user_id <> all ($2)",
        after.id(),
        after.members().toArray(String[]::new));
    enrol(tx, organisation, after.id(), after.members());
    return after;
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(OrganisationId organisation, String id, Consumer<Team> check) {
    return database.in(
        organisation,
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from team where id = $1", id) > 0;
        });
  }

  /** The ids of all who are in a team with the user, and of the user. */
  public Set<String> colleagues(OrganisationId organisation, String userId) {
    var found = new TreeSet<String>(Set.of(userId));
    database
        .in(
            organisation,
            tx ->
                tx.query(
                    """
                    select distinct theirs.user_id from team_member ours
                      join team_member theirs on theirs.team_id = ours.team_id
                     where ours.user_id = $1
                    """,
                    userId))
        .forEach(row -> found.add(row.getString("user_id")));
    return found;
  }

  private static void enrol(Tx tx, OrganisationId organisation, String team, Set<String> members) {
    tx.batch(
        """
        insert into team_member (organisation_id, team_id, user_id) values ($1, $2, $3)
        on conflict (team_id, user_id) do nothing
        """,
        members.stream().map(user -> new Object[] {organisation.value(), team, user}).toList());
  }

  private static Optional<Team> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(TeamStore::team);
  }

  /** In two steps: whoever waited for the lock must not see the members of before the wait. */
  private static Optional<Team> locked(Tx tx, String id) {
    return tx.one("select from team where id = $1 for update", id).flatMap(_ -> read(tx, id));
  }

  private static Team team(Row row) {
    return new Team(
        row.getString("id"),
        row.getString("name"),
        Set.of(row.getArrayOfStrings("members")),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
