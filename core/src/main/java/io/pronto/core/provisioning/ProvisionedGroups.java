package io.pronto.core.provisioning;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.UserStore;
import io.pronto.core.provisioning.ProvisionedGroup.Member;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The groups of organisations' identity providers. Who is in them has the tier that they give. */
public final class ProvisionedGroups {
  private static final String SELECT =
      "select id, name, external_id, created_at from provisioned_group";

  private final Database database;

  /** Keeps them in {@code database}. */
  public ProvisionedGroups(Database database) {
    this.database = database;
  }

  /**
   * Those that fulfil all {@code criteria}.
   *
   * @param members whether their members are wanted
   */
  public Slice<ProvisionedGroup> list(
      OrganisationId organisation,
      List<Criterion<Criterion.OfGroup>> criteria,
      Window window,
      boolean members) {
    return database.in(
        organisation,
        tx -> {
          var found = window.of(tx, SELECT, "provisioned_group", criteria, ProvisionedGroups::bare);
          return members
              ? new Slice<>(found.total(), found.items().stream().map(g -> peopled(tx, g)).toList())
              : found;
        });
  }

  /** The one of that id. */
  public Optional<ProvisionedGroup> find(OrganisationId organisation, String id, boolean members) {
    return database.in(
        organisation,
        tx -> members ? read(tx, id) : tx.one(SELECT + " where id = $1", id).map(row -> bare(row)));
  }

  /**
   * Makes a group. Refused by {@code provisioned_group_name} when another has the name.
   *
   * @throws NoSuchMember if one of its members is no user of the organisation
   */
  public ProvisionedGroup create(OrganisationId organisation, GroupProfile wanted) {
    return database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          var id = Id.next("grp");
          tx.update(
              """
              insert into provisioned_group (id, organisation_id, name, external_id)
              values ($1, $2, $3, $4)
              """,
              id,
              organisation.value(),
              wanted.name(),
              wanted.externalId().orElse(null));
          enrol(tx, organisation, id, wanted.members());
          GroupTiers.follow(tx, wanted.members());
          return read(tx, id).orElseThrow();
        });
  }

  /** Changes the one of that id; refused as {@link #create} is. */
  public Optional<ProvisionedGroup> change(
      OrganisationId organisation, String id, UnaryOperator<GroupProfile> change) {
    return database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          var before = read(tx, id).map(ProvisionedGroups::profile);
          before.ifPresent(was -> write(tx, organisation, id, was, change.apply(was)));
          return read(tx, id);
        });
  }

  /** Deletes the one of that id; false when there is none. */
  public boolean delete(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          var members = read(tx, id).map(group -> profile(group).members()).orElse(Set.of());
          boolean deleted = tx.update("delete from provisioned_group where id = $1", id) > 0;
          GroupTiers.follow(tx, members);
          return deleted;
        });
  }

  /**
   * Gives {@code users} the tiers that their groups give now, as a change of their groups does.
   * Returns those who keep another one, being the last super administrator.
   */
  public List<String> follow(OrganisationId organisation, Set<String> users) {
    return database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          return GroupTiers.follow(tx, users);
        });
  }

  private static void write(
      Tx tx, OrganisationId organisation, String id, GroupProfile before, GroupProfile after) {
    tx.update(
        "update provisioned_group set name = $2, external_id = $3 where id = $1",
        id,
        after.name(),
        after.externalId().orElse(null));
    var left = without(before.members(), after.members());
    var joined = without(after.members(), before.members());
    tx.update(
        "delete from provisioned_group_member where group_id = $1 and user_id = any ($2)",
        id,
        left.toArray(String[]::new));
    enrol(tx, organisation, id, joined);
    var affected = new TreeSet<>(left);
    affected.addAll(joined);
    if (!before.name().equals(after.name()) || !before.externalId().equals(after.externalId())) {
      affected.addAll(after.members());
    }
    GroupTiers.follow(tx, affected);
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    var left = new TreeSet<>(all);
    left.removeAll(others);
    return left;
  }

  private static void enrol(Tx tx, OrganisationId organisation, String group, Set<String> users) {
    var ids = users.toArray(String[]::new);
    tx.one(
            """
            select wanted.id from unnest($1::text[]) as wanted (id)
             where not exists (select from user_account u where u.id = wanted.id) limit 1
            """,
            (Object) ids)
        .ifPresent(
            row -> {
              throw new NoSuchMember(row.getString("id"));
            });
    tx.update(
        """
        insert into provisioned_group_member (organisation_id, group_id, user_id)
        select $1, $2, unnest($3::text[])
        """,
        organisation.value(),
        group,
        ids);
  }

  private static Optional<ProvisionedGroup> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(row -> peopled(tx, bare(row)));
  }

  private static ProvisionedGroup peopled(Tx tx, ProvisionedGroup group) {
    var members =
        tx
            .query(
                """
                select u.id, u.name from provisioned_group_member m
                  join user_account u on u.id = m.user_id where m.group_id = $1 order by u.id
                """,
                group.id())
            .stream()
            .map(row -> new Member(row.getString("id"), row.getString("name")))
            .toList();
    return new ProvisionedGroup(
        group.id(), group.name(), group.externalId(), members, group.createdAt());
  }

  private static ProvisionedGroup bare(Row row) {
    return new ProvisionedGroup(
        row.getString("id"),
        row.getString("name"),
        Optional.ofNullable(row.getString("external_id")),
        List.of(),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static GroupProfile profile(ProvisionedGroup group) {
    return new GroupProfile(
        group.name(),
        group.externalId(),
        group.members().stream().map(Member::userId).collect(Collectors.toSet()));
  }
}
