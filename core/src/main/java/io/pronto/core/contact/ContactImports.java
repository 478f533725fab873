package io.pronto.core.contact;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Contacts that come many at once, all or none. Each becomes a contact of its own, but for those
 * that are there already with the same names and numbers: the same table does nothing the second
 * time. Of one number that several rows have, the last names its callers. The audit log has one
 * event for all of them.
 */
public final class ContactImports {
  private static final int AT_ONCE = 2_000;

  private final Database database;

  /** Keeps them in {@code database}. */
  public ContactImports(Database database) {
    this.database = database;
  }

  /** What a contact says, in whatever order its numbers stand. */
  private record Said(String name, String company, Set<E164> numbers) {
    static Said of(ContactCard card) {
      return new Said(card.name(), card.company(), Set.copyOf(card.numbers()));
    }
  }

  /**
   * What would come of {@code cards} now.
   *
   * @throws io.pronto.core.restriction.Restricted as {@link #bringIn} does
   */
  public ContactImport foresee(OrganisationId organisation, List<ContactCard> cards) {
    return database.in(
        organisation,
        tx -> {
          var fresh = unknown(tx, cards);
          requireFree(tx, fresh);
          return outcome(cards, fresh);
        });
  }

  /**
   * Makes contacts of {@code cards}.
   *
   * @throws ImportUnderWay when another table of the organisation is being brought in
   * @throws ContactsFull when there would be more than {@link ContactStore#MOST}
   * @throws io.pronto.core.restriction.Restricted where somebody in it has had their data
   *     restricted
   */
  public ContactImport bringIn(OrganisationId organisation, List<ContactCard> cards) {
    return database.in(
        organisation,
        tx -> {
          requireTurn(tx, organisation);
          var fresh = unknown(tx, cards);
          ContactStore.requireRoom(tx, fresh.size());
          requireFree(tx, fresh);
          var outcome = outcome(cards, fresh);
          insert(tx, organisation, note(tx, organisation, outcome), fresh);
          return outcome;
        });
  }

  private static void requireFree(Tx tx, List<ContactCard> cards) {
    ContactStore.requireFree(tx, cards.stream().flatMap(card -> card.numbers().stream()).toList());
  }

  /** Nobody waits for it with a connection that a call may need. */
  private static void requireTurn(Tx tx, OrganisationId organisation) {
    boolean first =
        tx.one(
                "select pg_try_advisory_xact_lock(hashtextextended('contacts ' || $1, 0))",
                organisation.value())
            .orElseThrow()
            .getBoolean(0);
    if (!first) {
      throw new ImportUnderWay();
    }
  }

  private static ContactImport outcome(List<ContactCard> cards, List<ContactCard> fresh) {
    return new ContactImport(cards.size(), fresh.size(), cards.size() - fresh.size());
  }

  private static List<ContactCard> unknown(Tx tx, List<ContactCard> cards) {
    var unknown = new ArrayList<ContactCard>();
    var said = new HashSet<Said>();
    for (int i = 0; i < cards.size(); i += AT_ONCE) {
      var some = cards.subList(i, Math.min(cards.size(), i + AT_ONCE));
      said.addAll(known(tx, some));
      some.stream().filter(card -> said.add(Said.of(card))).forEach(unknown::add);
    }
    return unknown;
  }

  /** What is said by those contacts that have a number of one of {@code cards}. */
  private static Set<Said> known(Tx tx, List<ContactCard> cards) {
    var numbers =
        cards.stream()
            .flatMap(card -> card.numbers().stream())
            .map(E164::value)
            .distinct()
            .toArray(String[]::new);
    return tx
        .query(
            ContactStore.SELECT
                + " where id = any (array(select contact_id from contact_key"
                + " where key = any ($1::text[])))",
            (Object) numbers)
        .stream()
        .map(ContactStore::read)
        .map(Contact::card)
        .map(Said::of)
        .collect(Collectors.toSet());
  }

  private static String note(Tx tx, OrganisationId organisation, ContactImport outcome) {
    var id = Id.next("imp");
    tx.update(
        "insert into contact_import (id, organisation_id, rows, created) values ($1, $2, $3, $4)",
        id,
        organisation.value(),
        outcome.rows(),
        outcome.created());
    return id;
  }

  private static void insert(
      Tx tx, OrganisationId organisation, String importId, List<ContactCard> cards) {
    for (int i = 0; i < cards.size(); i += AT_ONCE) {
      var some = cards.subList(i, Math.min(cards.size(), i + AT_ONCE));
      var ids = some.stream().map(_ -> Id.next("con")).toArray(String[]::new);
      insertContacts(tx, organisation, importId, i, ids, some);
      insertKeys(tx, organisation, ids, some);
    }
  }

  /** A microsecond apart, so that of two with one number the later one is the newer one. */
  private static void insertContacts(
      Tx tx,
      OrganisationId organisation,
      String importId,
      int before,
      String[] ids,
      List<ContactCard> cards) {
    tx.update(
        """
        insert into contact (id, organisation_id, name, company, numbers, import_id, changed_at)
        select id, $1, name, company, string_to_array(numbers, ' '), $2,
               now() + ($3 + at) * interval '1 microsecond'
          from unnest($4::text[], $5::text[], $6::text[], $7::text[]) with ordinality
            as t(id, name, company, numbers, at)
        """,
        organisation.value(),
        importId,
        (long) before,
        ids,
        cards.stream().map(ContactCard::name).toArray(String[]::new),
        cards.stream().map(ContactCard::company).toArray(String[]::new),
        cards.stream()
            .map(card -> card.numbers().stream().map(E164::value).collect(Collectors.joining(" ")))
            .toArray(String[]::new));
  }

  private static void insertKeys(
      Tx tx, OrganisationId organisation, String[] ids, List<ContactCard> cards) {
    var owners = new ArrayList<String>();
    var keys = new ArrayList<String>();
    for (int i = 0; i < ids.length; i++) {
      for (var key : ContactKeys.of(cards.get(i))) {
        owners.add(ids[i]);
        keys.add(key);
      }
    }
    tx.update(
        """
        insert into contact_key (organisation_id, contact_id, key)
        select $1, contact_id, key from unnest($2::text[], $3::text[]) as t(contact_id, key)
        """,
        organisation.value(),
        owners.toArray(String[]::new),
        keys.toArray(String[]::new));
  }
}
