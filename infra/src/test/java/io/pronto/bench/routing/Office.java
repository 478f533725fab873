package io.pronto.bench.routing;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.CallRouter;
import io.pronto.core.routing.Directory;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An organisation that makes routing work: each of its numbers rings a user of its own, within the
 * hours of a week with holidays and exceptions, unless the caller is one of 2,000 who are blocked.
 */
final class Office {
  /** A moment within the hours. */
  static final Instant OPEN = Instant.parse("2026-11-23T10:00:00Z");

  /** A moment outside them. */
  static final Instant CLOSED = Instant.parse("2026-11-22T10:00:00Z");

  /** A caller who is blocked. */
  static final String BLOCKED = "+33162010000";

  private static final long FIRST_NUMBER = 33_155_550_000L;
  private static final int FIRST_EXTENSION = 10_000;
  private static final int LISTED = 2_000;

  private final OrganisationId organisation = Ground.organisation();
  private final List<Post> posts;

  private record Post(String number, String user, String extension) {}

  /** One with {@code size} numbers and as many users. */
  Office(int size) {
    posts =
        IntStream.range(0, size)
            .mapToObj(
                i ->
                    new Post(
                        "+" + (FIRST_NUMBER + i),
                        Id.next("usr"),
                        Integer.toString(FIRST_EXTENSION + i)))
            .toList();
    Ground.database().asOperator(this::open);
    Ground.database().in(organisation, this::people);
    Ground.database().in(organisation, this::hours);
    Ground.database().in(organisation, this::lists);
  }

  OrganisationId organisation() {
    return organisation;
  }

  /** What it can be called at. */
  List<String> numbers() {
    return posts.stream().map(Post::number).toList();
  }

  /** Every user has all calls sent on to a number of {@code targets}, the first to the first. */
  void sendOn(List<E164> targets) {
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.batch(
                    "update forwarding set always_number = $2 where user_id = $1",
                    IntStream.range(0, posts.size())
                        .mapToObj(i -> new Object[] {posts.get(i).user(), targets.get(i).value()})
                        .toList()));
  }

  /** Decides about its calls. */
  CallRouter router() {
    return new CallRouter(new Directory(Ground.database(), "pronto.local"));
  }

  private int open(Tx tx) {
    var carrier = Id.next("car");
    tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
    return tx.update(
        """
        insert into number_block (id, carrier_id, first, last, country, type)
        values ($1, $2, $3, $4, 'FR', 'geographic')
        """,
        Id.next("blk"),
        carrier,
        posts.getFirst().number(),
        posts.getLast().number());
  }

  private int people(Tx tx) {
    tx.batch(
        """
        insert into user_account (id, organisation_id, email, name, role, extension)
        values ($1, $2, $1 || '@example.com', 'Anna', 'agent', $3)
        """,
        posts.stream()
            .map(post -> new Object[] {post.user(), organisation.value(), post.extension()})
            .toList());
    posts.forEach(post -> tx.one("select rent_number($1)", post.number()));
    tx.batch(
        "update phone_number set destination_user_id = $2 where number = $1",
        posts.stream().map(post -> new Object[] {post.number(), post.user()}).toList());
    return tx.batch(
        """
        insert into forwarding (organisation_id, user_id, busy_number)
        values ($1, $2, '+33612345678')
        """,
        posts.stream().map(post -> new Object[] {organisation.value(), post.user()}).toList());
  }

  private int hours(Tx tx) {
    var schedule = Id.next("sch");
    tx.update(
        """
        insert into schedule (id, organisation_id, name, time_zone, hours, holidays, exceptions)
        select $1, $2, 'Office', 'Europe/Paris',
          (select jsonb_agg(jsonb_build_object('day', day, 'from', "from", 'to', "to"))
             from unnest(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday']) day,
                  (values ('09:00', '12:30'), ('14:00', '18:00')) span ("from", "to")),
          'fr',
          (select jsonb_agg(jsonb_build_object('date', date '2027-01-01' + n, 'name', '',
                    'open', '[]'::jsonb)) from generate_series(1, 20) n)
        """,
        schedule,
        organisation.value());
    return tx.batch(
        """
        insert into number_routing (id, organisation_id, number, schedule_id)
        values ($1, $2, $3, $4)
        """,
        posts.stream()
            .map(
                post ->
                    new Object[] {Id.next("rtv"), organisation.value(), post.number(), schedule})
            .toList());
  }

  private int lists(Tx tx) {
    return tx.batch(
        """
        insert into listed_caller (id, organisation_id, list, number, match, answer)
        values ($1, $2, 'blocked', $3, 'exact', 'busy')
        """,
        IntStream.range(0, LISTED)
            .mapToObj(
                i -> new Object[] {Id.next("lst"), organisation.value(), "+331620" + (10_000 + i)})
            .toList());
  }
}
