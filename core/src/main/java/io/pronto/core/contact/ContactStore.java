package io.pronto.core.contact;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.destruction.Category;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.Restricted;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The contacts of organisations. Several may have the same number. One that is deleted is gone at
 * once, names and numbers, everywhere but in backups. One with a number of somebody who has had
 * their data restricted (GDPR art. 18) is kept, and nobody finds, changes or deletes it; nor is
 * another made.
 */
public final class ContactStore {
  /** How many contacts an organisation may have. */
  public static final int MOST = 100_000;

  private static final String COLUMNS =
      "id, name, company, numbers, source, external_id, created_at, changed_at";
  static final String SELECT = "select " + COLUMNS + " from contact";

  private final Database database;

  /** Keeps them in {@code database}. */
  public ContactStore(Database database) {
    this.database = database;
  }

  /** A page of those that {@code search} finds, or of all. */
  public Page<Contact> list(
      OrganisationId organisation, Optional<ContactSearch> search, PageRequest request) {
    var listing = new Listing(SELECT, "id");
    search.ifPresent(wanted -> wanted.in(listing));
    return listing.page(database, organisation, request, ContactStore::read, Contact::id);
  }

  /**
   * The one of that id.
   *
   * @throws Restricted where it is restricted
   */
  public Optional<Contact> find(OrganisationId organisation, String id) {
    var found = database.in(organisation, tx -> find(tx, id, ""));
    if (found.isEmpty()) {
      requireNotHidden(organisation, id);
    }
    return found;
  }

  /** Of what is restricted no transaction sees that it is there that does not say what for. */
  private void requireNotHidden(OrganisationId organisation, String id) {
    RestrictedUse.STORAGE
        .during(() -> database.in(organisation, tx -> find(tx, id, "")))
        .map(hidden -> hidden.card().numbers())
        .ifPresent(
            numbers ->
                database.in(
                    organisation,
                    tx -> {
                      Restricted.requireFree(tx, "The contact " + id, values(numbers), List.of());
                      return id;
                    }));
  }

  private static List<String> values(Collection<E164> numbers) {
    return numbers.stream().map(E164::value).toList();
  }

  /**
   * Makes a contact.
   *
   * @throws ContactsFull when there are {@link #MOST}
   * @throws Restricted where somebody with a number of it has had their data restricted
   */
  public Contact add(OrganisationId organisation, ContactCard card) {
    return database.in(
        organisation,
        tx -> {
          requireRoom(tx, 1);
          return insert(tx, organisation, card);
        });
  }

  /**
   * Changes what is written on the one of that id.
   *
   * @throws Restricted where it is restricted, or would be with what is written
   */
  public Optional<Contact> change(
      OrganisationId organisation, String id, UnaryOperator<Contact> change) {
    var changed =
        database.in(
            organisation,
            tx -> change(tx, organisation, id, before -> change.apply(before).card()));
    if (changed.isEmpty()) {
      requireNotHidden(organisation, id);
    }
    return changed;
  }

  /** The same of what is written on it, within a transaction in {@code organisation}. */
  public static Optional<Contact> change(
      Tx tx, OrganisationId organisation, String id, Function<Contact, ContactCard> change) {
    return find(tx, id, " for update")
        .map(before -> write(tx, organisation, before, change.apply(before)));
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @param byHand certifies it
   * @throws Restricted where it is restricted: until that is lifted it is kept
   */
  public boolean delete(
      OrganisationId organisation, String id, Consumer<Contact> check, ByHand byHand) {
    boolean deleted =
        database.in(
            organisation,
            tx -> {
              find(tx, id, " for update").ifPresent(check);
              boolean gone = tx.update("delete from contact where id = $1", id) > 0;
              if (gone) {
                byHand.certify(tx, organisation, Category.CONTACT, List.of(id));
              }
              return gone;
            });
    if (!deleted) {
      requireNotHidden(organisation, id);
    }
    return deleted;
  }

  /** Makes sure that there is room for {@code more}; who adds at the same moment is not seen. */
  static void requireRoom(Tx tx, int more) {
    if (tx.one("select count(*) from contact").orElseThrow().getLong(0) + more > MOST) {
      throw new ContactsFull();
    }
  }

  /**
   * Makes sure that nobody with these numbers has had their data restricted.
   *
   * @throws Restricted where somebody has
   */
  static void requireFree(Tx tx, Collection<E164> numbers) {
    Restricted.requireFree(tx, "A contact with that number", values(numbers), List.of());
  }

  private static Contact insert(Tx tx, OrganisationId organisation, ContactCard card) {
    requireFree(tx, card.numbers());
    var made =
        tx.one(
                """
                insert into contact (id, organisation_id, name, company, numbers)
                values ($1, $2, $3, $4, $5) returning\s\
                """
                    + COLUMNS,
                Id.next("con"),
                organisation.value(),
                card.name(),
                card.company(),
                numbers(card))
            .map(ContactStore::read)
            .orElseThrow();
    insertKeys(tx, organisation, made);
    return made;
  }

  /** What is the same as before was not changed. */
  private static Contact write(
      Tx tx, OrganisationId organisation, Contact before, ContactCard card) {
    if (card.equals(before.card())) {
      return before;
    }
    requireFree(tx, card.numbers());
    var after =
        tx.one(
                """
                update contact set name = $2, company = $3, numbers = $4, changed_at = now()
                 where id = $1 returning\s\
                """
                    + COLUMNS,
                before.id(),
                card.name(),
                card.company(),
                numbers(card))
            .map(ContactStore::read)
            .orElseThrow();
    tx.update("delete from contact_key where contact_id = $1", before.id());
    insertKeys(tx, organisation, after);
    return after;
  }

  private static void insertKeys(Tx tx, OrganisationId organisation, Contact contact) {
    tx.update(
        """
        insert into contact_key (organisation_id, contact_id, key)
        select $1, $2, key from unnest($3::text[]) key
        """,
        organisation.value(),
        contact.id(),
        ContactKeys.of(contact.card()).toArray(String[]::new));
  }

  private static String[] numbers(ContactCard card) {
    return card.numbers().stream().map(E164::value).toArray(String[]::new);
  }

  private static Optional<Contact> find(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(ContactStore::read);
  }

  static Contact read(Row row) {
    return new Contact(
        row.getString("id"),
        new ContactCard(
            row.getString("name"),
            row.getString("company"),
            Stream.of(row.getArrayOfStrings("numbers")).map(E164::new).toList()),
        Contact.Source.of(row.getString("source")),
        Optional.ofNullable(row.getString("external_id")),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("changed_at").toInstant());
  }
}
